/** The program as its users run it: a process, real files, real pipes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../support/temp.js';

const BIN = join(import.meta.dirname, '../../../bin/sessionlog.js');

export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on stdin; nothing by default. */
  readonly input?: string | Buffer;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Result>;
  /** Resolves when stdout holds this. */
  printed(text: string): Promise<void>;
  /** Resolves when stderr holds this. */
  told(text: string): Promise<void>;
}

/** What the environment of whoever runs the tests must not decide. */
const UNSET = [
  'CI',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'SESSIONLOG_DIR',
  'SESSIONLOG_SESSION_ID',
  'SESSIONLOG_PARENT_SESSION_ID',
  'SESSIONLOG_AGENT_ID',
  'NO_COLOR',
  'FORCE_COLOR',
  'TERM',
  'COLUMNS',
];

function environment(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !UNSET.includes(name));
  return {
    ...Object.fromEntries(inherited),
    TZ: 'UTC',
    TERM: 'xterm-256color',
    XDG_CONFIG_HOME: '/nonexistent',
    ...added,
  };
}

export function start(args: readonly string[], { cwd, env = {}, input }: RunOptions = {}): Running {
  return watch(spawn(process.execPath, [BIN, ...args], { cwd, env: environment(env), stdio: 'pipe' }), input);
}

export const sessionlog = (args: readonly string[], options: RunOptions = {}): Promise<Result> =>
  start(args, { input: '', ...options }).ended;

/** Starts a bash script in which `sessionlog` is a command. */
export function startShell(script: string, { cwd, env = {}, input }: RunOptions = {}): Running {
  const path = [commandDir(), dirname(process.execPath), process.env['PATH']].join(delimiter);
  const options = { cwd, env: environment({ PATH: path, ...env }), stdio: 'pipe' } as const;
  return watch(spawn('bash', ['-c', script], options), input);
}

export const shell = (script: string, options: RunOptions = {}): Promise<Result> =>
  startShell(script, { input: '', ...options }).ended;

function commandDir(): string {
  const dir = tempDir();
  // Another user may have to run it.
  chmodSync(dir, 0o755);
  symlinkSync(BIN, join(dir, 'sessionlog'));
  return dir;
}

function watch(child: ChildProcess, input: string | Buffer | undefined): Running {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  // The program may end before it has read all of its input.
  child.stdin?.on('error', () => {});
  if (input !== undefined) child.stdin?.end(input);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = new Promise<Result>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  const has = (name: 'stdout' | 'stderr', wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (text[name].includes(wanted)) resolve();
      };
      child[name]?.on('data', look);
      ended.then((end) => reject(new Error(`ended without ${JSON.stringify(wanted)}: ${JSON.stringify(end)}`)), reject);
      look();
    });
  return { child, ended, printed: (wanted) => has('stdout', wanted), told: (wanted) => has('stderr', wanted) };
}
