import { LIMITS } from '../../base/limits.js';
import { type Process, processes, procStat, STAT, ticksMs, treeOf } from './processes.js';

/** What a command and all below it use, as it was seen last. */
export interface Usage {
  readonly cpu_ms: number;
  readonly rss_bytes: number;
  /** The most that was seen at once: of all together, or of one process in its whole life. */
  readonly peak_rss_bytes: number;
  readonly processes: number;
}

/**
 * Looks at a command's processes now and then. Memory between two looks goes unseen, but for the peak of each process
 * that is still there at the next one (Linux). Processor time is exact on Linux, where the kernel adds up all that
 * was waited for.
 */
export class UsageMeter {
  readonly #before_ms = childrenCpuMs();
  #pid = 0;
  #timer: NodeJS.Timeout | undefined;
  #last: Usage | undefined;
  #stopped = false;

  start(pid: number): void {
    this.#pid = pid;
    this.#after(LIMITS.first_look_ms);
  }

  /** The use so far; undefined when nobody could see it. */
  get last(): Usage | undefined {
    return this.#last;
  }

  /** Call it when the command has ended, before any other child is waited for. */
  stop(): Partial<Usage> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const waited_ms = childrenCpuMs();
    if (waited_ms === undefined || this.#before_ms === undefined) return this.#last ?? {};
    return { ...this.#last, cpu_ms: waited_ms - this.#before_ms };
  }

  #after(pause_ms: number): void {
    this.#timer = setTimeout(() => {
      void this.#look().then(() => {
        if (!this.#stopped) this.#after(Math.min(pause_ms * 2, LIMITS.look_ms));
      });
    }, pause_ms);
  }

  async #look(): Promise<void> {
    const tree = treeOf(this.#pid, await processes());
    if (tree.length === 0 || this.#stopped) return;
    this.#last = usageOf(tree, this.#last);
  }
}

function usageOf(tree: readonly Process[], before: Usage | undefined): Usage {
  const memory = tree.map((one) => one.memory());
  const rss_bytes = memory.reduce((sum, one) => sum + one.rss_bytes, 0);
  const cpu_ms = tree.reduce((sum, one) => sum + one.cpu_ms, 0);
  return {
    // A process that was not waited for takes its time with it.
    cpu_ms: Math.max(cpu_ms, before?.cpu_ms ?? 0),
    rss_bytes,
    peak_rss_bytes: Math.max(rss_bytes, before?.peak_rss_bytes ?? 0, ...memory.map((one) => one.peak_rss_bytes)),
    processes: tree.length,
  };
}

/** Processor time of all children of ours that have ended, with theirs; undefined where the system does not tell. */
function childrenCpuMs(): number | undefined {
  const fields = procStat('self');
  return fields === undefined ? undefined : ticksMs(fields, STAT.cutime, STAT.cstime);
}
