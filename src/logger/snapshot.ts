import { jsonOf } from '../event/json.js';

/**
 * A value as it is now, for an event that is written later: whoever gave it may change it meanwhile. It is taken as the
 * encoder reads it; what the encoder refuses is refused when the event is written, and no sooner.
 */
export function snapshotOf(value: unknown, key: string): unknown {
  // Nothing else can change.
  if (typeof value !== 'object' || value === null) return value;
  let json: string | undefined;
  try {
    // Secrets are taken out when it is written, as from all that is.
    json = jsonOf(value, key, undefined);
  } catch (error) {
    return {
      toJSON(): never {
        throw error;
      },
    };
  }
  return json === undefined ? undefined : { toJSON: (): unknown => JSON.parse(json) };
}
