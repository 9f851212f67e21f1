import type { RedactOptions } from '../../event/redact.js';

export type { RedactOptions };

interface Configured {
  readonly patterns?: readonly { readonly kind: string; readonly pattern: string }[];
  readonly paths?: readonly string[];
}

/** Redaction as a configuration file says it: its patterns are text there. It was checked when it was loaded. */
export function redactOf({ patterns = [], paths = [] }: Configured): RedactOptions {
  return { patterns: patterns.map(({ kind, pattern }) => ({ kind, pattern: new RegExp(pattern) })), paths: [...paths] };
}
