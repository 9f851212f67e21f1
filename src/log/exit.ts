/** What lies in memory is written before the process goes: at exit, on a deadly signal, on an uncaught exception. */
interface Flushable {
  flushSync(): void;
}

const open = new Set<Flushable>();
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
let installed = false;

/** Registers a writer that holds lines in memory. The first one installs the hooks. */
export function flushAtExit(writer: Flushable): void {
  open.add(writer);
  if (installed) return;
  installed = true;
  process.on('exit', flushAll);
  // The monitor hears of the exception and leaves it to whoever handles it, or to its deadly end.
  process.on('uncaughtExceptionMonitor', flushAll);
  for (const signal of SIGNALS) process.on(signal, dieOf);
}

export function forgetAtExit(writer: Flushable): void {
  open.delete(writer);
}

function flushAll(): void {
  for (const writer of open) {
    try {
      writer.flushSync();
    } catch {
      // The process is going: what cannot be written now can be written by nobody. The caller of `append` was told.
    }
  }
}

/** Flushes, and lets the signal do what it would have done without us. */
function dieOf(signal: NodeJS.Signals): void {
  flushAll();
  if (process.listenerCount(signal) > 1) return;
  process.removeListener(signal, dieOf);
  process.kill(process.pid, signal);
}
