import { messageOf, SessionlogError } from '../base/errors.js';
import type { EventInput } from '../event/types.js';

/** Why a value cannot be written, where the event without it may be. */
const REFUSED: ReadonlySet<string> = new Set([
  'VALUE_CIRCULAR',
  'VALUE_TOO_DEEP',
  'VALUE_UNSUPPORTED',
  'LINE_TOO_LONG',
]);

const NAME_CHARS = 200;
const MESSAGE_CHARS = 2_000;

/**
 * The event without what the agent gave along with it: an error is told by its name and message, parameters and
 * metadata are left out, and `left_out` says why. Undefined when the failure has nothing to do with these.
 */
export function briefOf(event: EventInput, failure: unknown): EventInput | undefined {
  if (!(failure instanceof SessionlogError) || !REFUSED.has(failure.code)) return undefined;
  const { params: _params, metadata: _metadata, error, ...rest } = event as EventInput & Record<string, unknown>;
  return { ...rest, ...(error === undefined ? {} : { error: errorIn(error) }), left_out: failure.code };
}

/** What can be said of any error. */
function errorIn(error: unknown): { name: string; message: string } {
  try {
    const name = error instanceof Error ? String(error.name) : typeof error;
    return { name: name.slice(0, NAME_CHARS), message: String(messageOf(error)).slice(0, MESSAGE_CHARS) };
  } catch {
    // Its getters are the agent's code, and may throw.
    return { name: 'Error', message: 'an error that cannot be read' };
  }
}
