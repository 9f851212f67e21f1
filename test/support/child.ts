import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const PROGRAMS = join(import.meta.dirname, 'programs');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the program has printed this. */
  printed(text: string): Promise<void>;
}

/** Starts a program of `support/programs`, which runs against the build in `dist`. */
export const start = (program: string, ...args: string[]): Running =>
  watch(spawn(process.execPath, [join(PROGRAMS, program), ...args], { stdio: 'pipe' }));

/** Starts a program through a shell, so that limits and redirections can come before it. `$0` is node, `$1` the program. */
export const startInShell = (script: string, program: string, ...args: string[]): Running =>
  watch(spawn('/bin/bash', ['-c', script, process.execPath, join(PROGRAMS, program), ...args], { stdio: 'pipe' }));

export const run = (program: string, ...args: string[]): Promise<Ended> => {
  const { child, ended } = start(program, ...args);
  child.stdin?.end();
  return ended;
};

function watch(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const printed = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stdout.includes(text)) resolve();
      };
      child.stdout?.on('data', look);
      void ended.then((end) => reject(new Error(`ended without printing ${text}: ${JSON.stringify(end)}`)));
      look();
    });
  return { child, ended, printed };
}
