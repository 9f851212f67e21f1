import { isatty } from 'node:tty';
import { procStat, STAT } from './processes.js';

/** All that somebody may send to a command by its wrapper. SIGKILL and SIGSTOP nobody can pass on. */
const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
const OF_KEYBOARD: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);

/** Hands signals on to a command for as long as it runs. */
export class Forwarding {
  /** Signals that came, whoever sent them. */
  readonly received = new Set<NodeJS.Signals>();
  #pid: number | undefined;
  readonly #hear = (signal: NodeJS.Signals): void => {
    this.received.add(signal);
    if (this.#pid !== undefined && !(OF_KEYBOARD.has(signal) && hasHeard(this.#pid))) send(this.#pid, signal);
  };

  constructor() {
    if (process.platform === 'win32') return;
    for (const signal of FORWARDED) process.on(signal, this.#hear);
  }

  to(pid: number): void {
    this.#pid = pid;
  }

  end(): void {
    for (const signal of FORWARDED) process.removeListener(signal, this.#hear);
  }
}

/** Sends a signal to a process that may be gone. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended, or has become somebody else's: either way there is nobody to tell.
  }
}

/** Whether a key press reaches the command by itself: a terminal signals all processes of its foreground group. */
function hasHeard(pid: number): boolean {
  const [own, child] = [procStat('self'), procStat(pid)];
  if (own === undefined || child === undefined) return [0, 1, 2].some((fd) => isatty(fd));
  return own[STAT.foreground] === own[STAT.group] && child[STAT.group] === own[STAT.group];
}
