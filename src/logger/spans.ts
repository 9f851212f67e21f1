import { AsyncLocalStorage } from 'node:async_hooks';
import { newSpanId } from '../base/ids.js';
import { LIMITS } from '../base/limits.js';

/** The span that runs now, for the code inside it, through every await. */
export class Spans {
  readonly #running = new AsyncLocalStorage<string>();
  /** Tasks that were started by hand and not ended yet: name → span ids, the latest last. */
  readonly #open = new Map<string, string[]>();
  #count = 0;

  /** The span around the code that asks, or undefined. */
  current(): string | undefined {
    return this.#running.getStore();
  }

  run<Result>(span_id: string, fn: () => Result): Result {
    return this.#running.run(span_id, fn);
  }

  /** A task was started by hand. Beyond the limit its end is matched by name only, when the log is read. */
  start(name: string): string {
    const span_id = newSpanId();
    if (this.#count >= LIMITS.open_spans) return span_id;
    this.#count++;
    const open = this.#open.get(name);
    if (open === undefined) this.#open.set(name, [span_id]);
    else open.push(span_id);
    return span_id;
  }

  /** A task was ended by hand: the span of the latest open one of that name. */
  end(name: string): string | undefined {
    const open = this.#open.get(name);
    const span_id = open?.pop();
    if (span_id !== undefined) this.#count--;
    if (open?.length === 0) this.#open.delete(name);
    return span_id;
  }
}
