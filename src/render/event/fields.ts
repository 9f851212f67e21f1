import { safeText } from '../safe.js';

/**
 * The fields of one event, each taken at most once: what no part of the line has taken is shown at its end.
 * Values are looked at as they are, because a log may hold anything under any key.
 */
export class Fields {
  readonly #rest: Map<string, unknown>;

  constructor(event: object) {
    this.#rest = new Map(Object.entries(event));
  }

  peek(key: string): unknown {
    return this.#rest.get(key) ?? undefined;
  }

  take(key: string): unknown {
    const value = this.peek(key);
    this.#rest.delete(key);
    return value;
  }

  /** Takes the field if it is a number; anything else stays for the end of the line. */
  number(key: string): number | undefined {
    const value = this.peek(key);
    if (typeof value !== 'number') return undefined;
    this.#rest.delete(key);
    return value;
  }

  /** The field as text; empty when it is missing. */
  text(key: string): string {
    const value = this.take(key);
    return value === undefined ? '' : compact(value);
  }

  /** `key=value` for everything that nobody took. */
  rest(): string[] {
    return [...this.#rest].map(([key, value]) => `${safeText(key)}=${compact(value)}`);
  }
}

/** A value in one short piece: text as it is, anything else as JSON. */
function compact(value: unknown): string {
  if (typeof value === 'string') return safeText(value);
  try {
    return safeText(JSON.stringify(value) ?? String(value));
  } catch {
    // JSON.parse goes deeper than the stack on which JSON.stringify runs.
    return '[nested too deep to show]';
  }
}
