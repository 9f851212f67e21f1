import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, messageOf } from '../../base/errors.js';
import { type Process, processes, treeOf } from './processes.js';
import { Forwarding, send } from './signals.js';

export interface CommandOptions {
  readonly command: readonly [program: string, ...args: string[]];
  readonly env: NodeJS.ProcessEnv;
  /** The command runs no longer than this; 0: as long as it likes. */
  readonly timeout_ms?: number | undefined;
  /** What it has from SIGTERM on to end by itself. */
  readonly grace_ms: number;
  readonly onStart: (pid: number) => void;
  /** The command has ended, and is waited for. */
  readonly onEnd: () => void;
  readonly onTimeout: () => void;
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timed_out: boolean;
  /** Signals that were sent to us meanwhile. */
  readonly received: ReadonlySet<NodeJS.Signals>;
  /** Why it could not be started. */
  readonly error?: string;
}

/** What a shell exits with when there is no such command, and when there is one that cannot be run. */
const NO_SUCH_COMMAND = 127;
const NOT_RUNNABLE = 126;
const LOOK_MS = 50;

/** Runs a command on our own stdin, stdout and stderr, and hands signals on to it. Never throws. */
export async function runCommand(options: CommandOptions): Promise<Ended> {
  const forwarding = new Forwarding();
  const state = { timed_out: false, ended: false };
  let timer: NodeJS.Timeout | undefined;
  let ending: Promise<void> | undefined;
  const { received } = forwarding;
  try {
    const { code, signal } = await started(options, (pid) => {
      forwarding.to(pid);
      options.onStart(pid);
      if (options.timeout_ms === undefined || options.timeout_ms === 0) return;
      timer = setTimeout(() => {
        state.timed_out = true;
        options.onTimeout();
        ending = endTree(pid, options.grace_ms, () => state.ended);
      }, options.timeout_ms);
    });
    state.ended = true;
    options.onEnd();
    await ending;
    return { code, signal, timed_out: state.timed_out, received };
  } catch (error) {
    options.onEnd();
    return { ...startFault(options.command[0], error), signal: null, timed_out: false, received };
  } finally {
    clearTimeout(timer);
    forwarding.end();
  }
}

type Exit = { code: number | null; signal: NodeJS.Signals | null };

function started({ command, env }: CommandOptions, onStart: (pid: number) => void): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = command;
    const child = spawn(program, args, { stdio: 'inherit', env });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
    if (child.pid !== undefined) onStart(child.pid);
  });
}

function startFault(program: string, error: unknown): { code: number; error: string } {
  if (errnoOf(error) !== 'ENOENT')
    return { code: NOT_RUNNABLE, error: `${program}: cannot be run: ${messageOf(error)}` };
  const what = program.includes('/') && existsSync(program) ? 'its interpreter is missing' : 'there is no such command';
  return { code: NO_SUCH_COMMAND, error: `${program}: ${what}` };
}

/** Ends a command and all below it: asks first, and after the grace whoever is left is killed. */
async function endTree(root: number, grace_ms: number, hasEnded: () => boolean): Promise<void> {
  const tree = treeOf(root, await processes());
  for (const { pid } of tree.length === 0 ? [{ pid: root }] : tree) send(pid, 'SIGTERM');
  const until_ms = performance.now() + grace_ms;
  while (performance.now() < until_ms && !(hasEnded() && (await left(tree)).length === 0)) await sleep(LOOK_MS);
  const all = await processes();
  // Those that came since are below those that were there.
  const rest = new Map((await left(tree, all)).flatMap(({ pid }) => treeOf(pid, all)).map((one) => [one.pid, one]));
  if (!hasEnded()) send(root, 'SIGKILL');
  for (const { pid } of rest.values()) if (pid !== root) send(pid, 'SIGKILL');
}

/** Who of them is still there. */
async function left(tree: readonly Process[], all?: readonly Process[]): Promise<Process[]> {
  const there = new Map((all ?? (await processes())).map(({ pid, born }) => [pid, born]));
  return tree.filter(({ pid, born }) => there.get(pid) === born);
}
