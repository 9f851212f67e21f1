import { SessionlogError } from '../base/errors.js';
import type { Analysis } from './analysis.js';

/** Grows whenever the shape of a state changes: a saved state of another version is of no use. */
export const STATE_VERSION = 5;

/** The state as JSON text, from which `load` makes an equal one. A Map becomes `{"map": [[key, value], …]}`. */
export const save = (state: Analysis): string =>
  JSON.stringify({ state_version: STATE_VERSION, state }, (_key, value: unknown) =>
    value instanceof Map ? { map: [...value] } : value,
  );

/**
 * The state that `save` wrote. The text is trusted to come from there; only its version is checked.
 * Throws OPTION_INVALID when it is no saved analysis of this version.
 */
export function load(text: string): Analysis {
  let saved: { state_version?: unknown; state?: Analysis } | null;
  try {
    saved = JSON.parse(text, (_key, value) => (Array.isArray(value?.map) ? new Map(value.map) : value));
  } catch (cause) {
    throw new SessionlogError('OPTION_INVALID', 'the saved analysis is no JSON: analyze the log anew', cause);
  }
  if (saved?.state_version !== STATE_VERSION || saved.state === undefined) {
    throw new SessionlogError('OPTION_INVALID', 'the saved analysis is of another version: analyze the log anew');
  }
  return saved.state;
}
