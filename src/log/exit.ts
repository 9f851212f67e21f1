/** What lies in memory is written before the process goes: at exit, on a deadly signal, on an uncaught exception. */
interface Flushable {
  flushSync(): void;
}

const open = new Set<Flushable>();
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** Marks the listeners of every copy of this module in the process: none of them handles the signal, they only flush. */
const MARK = Symbol.for('sessionlog.flush-at-signal');

const dieOf = Object.assign(flushAndDie, { [MARK]: true });

/** Registers what holds lines in memory. The first one installs the hooks, the last one takes them out again. */
export function flushAtExit(writer: Flushable): void {
  if (open.size === 0) {
    process.on('exit', flushAll);
    // The monitor hears of the exception and leaves it to whoever handles it, or to its deadly end.
    process.on('uncaughtExceptionMonitor', flushAll);
    // Before all others: a `once` listener is gone by the time that the next one counts who is there.
    for (const signal of SIGNALS) process.prependListener(signal, dieOf);
  }
  open.add(writer);
}

export function forgetAtExit(writer: Flushable): void {
  if (!open.delete(writer) || open.size > 0) return;
  process.removeListener('exit', flushAll);
  process.removeListener('uncaughtExceptionMonitor', flushAll);
  for (const signal of SIGNALS) process.removeListener(signal, dieOf);
}

function flushAll(): void {
  for (const writer of [...open]) {
    try {
      writer.flushSync();
    } catch {
      // The process is going: what cannot be written now can be written by nobody. The caller of `append` was told.
    }
  }
}

/** Flushes, and lets the signal do what it would have done without us. */
function flushAndDie(signal: NodeJS.Signals): void {
  flushAll();
  process.removeListener(signal, dieOf);
  if (process.listeners(signal).every((listener) => MARK in listener)) process.kill(process.pid, signal);
  // Whoever handles the signal may let the process live: the next one finds us again.
  else process.prependListener(signal, dieOf);
}
