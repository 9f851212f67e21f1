import { eventFault } from './check.js';
import type { SessionEvent } from './types.js';

/** The newest version of the line format that this reader knows. */
export const FORMAT_VERSION = 1;

export type Decoded = { readonly event: SessionEvent } | { readonly fault: string };

/** A parsed line as an event, or what keeps it from being one. Unknown keys and unknown types pass. */
export function decodeEvent(value: Readonly<Record<string, unknown>>): Decoded {
  const fault = eventFault(value);
  return fault === undefined ? { event: value as SessionEvent } : { fault };
}
