import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Level } from '../../../src/log/levels.js';
import { tempDir } from '../../support/temp.js';
import { SEED, sleep } from './form.js';
import type { Plan } from './plan.mjs';

const PROGRAM = join(import.meta.dirname, 'programs', 'write-events.mjs');

// Node loads these certificates at every start and takes twice as long; the kills outrun such writers.
const { NODE_EXTRA_CA_CERTS: _, ...ENV } = process.env;

export interface WriterSpec {
  readonly level?: Level;
  /** Default: until it is killed. */
  readonly count?: number;
  readonly pause_ms?: number;
  /** How long a writer tries to get out what the log keeps for it, before it gives up. */
  readonly patience_ms?: number;
  /** Events per flush, at the levels that gather. */
  readonly batch?: number;
}

export interface HowToRun {
  /** A command that runs the program: strace, prlimit, eatmydata. */
  readonly under?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a writer ended; `acknowledged`, `errors` and `closed` only if it lived to tell. */
export interface WriterEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  readonly acknowledged: number;
  /** Error code → how often. */
  readonly errors: Readonly<Record<string, number>>;
  /** 'closed', or the code of the error with which closing failed. */
  readonly closed: string;
}

export interface LiveWriter {
  readonly child: ChildProcess;
  readonly ended: Promise<WriterEnd>;
}

/** Writers of one session: a log directory, and another file system's directory where they note what was acknowledged. */
export class Writers {
  readonly dir: string;
  readonly session = 's';
  readonly acks: string;
  readonly plan: Plan;
  #workers = 0;
  readonly #living = new Set<LiveWriter>();

  constructor(dir: string, sizes: Plan['sizes'], acksRoot = tempDir()) {
    this.dir = dir;
    this.acks = join(acksRoot, 'acks');
    this.plan = { seed: SEED, sizes };
    mkdirSync(this.acks, { recursive: true });
    onTestFinished(() => this.stop());
  }

  get path(): string {
    return join(this.dir, `${this.session}.jsonl`);
  }

  /** How many writers were started so far. */
  get started(): number {
    return this.#workers;
  }

  start(spec: WriterSpec = {}, { under = [], env = {} }: HowToRun = {}): LiveWriter {
    const worker = this.#workers++;
    const { dir, session, plan } = this;
    const acks = join(this.acks, String(worker));
    const argument = JSON.stringify({ dir, session, plan, worker, acks, ...spec });
    const [command = '', ...args] = [...under, process.execPath, PROGRAM, argument];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...ENV, ...env } });
    const live = { child, ended: endOf(child) };
    this.#living.add(live);
    void live.ended.finally(() => this.#living.delete(live)).catch(() => {});
    return live;
  }

  /** Runs one writer to its end. */
  run(spec: WriterSpec, how?: HowToRun): Promise<WriterEnd> {
    return this.start(spec, how).ended;
  }

  /** Resolves when the first of them has made the log. */
  async began(): Promise<void> {
    while (!existsSync(this.path)) await sleep(10);
  }

  /** Resolves when something was acknowledged: where much else runs, a writer takes its time to start. */
  async acknowledged(): Promise<void> {
    while (!readdirSync(this.acks).some((name) => statSync(join(this.acks, name)).size > 0)) await sleep(10);
  }

  /** Marks what is acknowledged by now; the function returned makes it all that ever was. */
  markAcknowledged(): () => void {
    const sizes = new Map(readdirSync(this.acks).map((name) => [name, statSync(join(this.acks, name)).size]));
    return () => {
      for (const name of readdirSync(this.acks)) truncateSync(join(this.acks, name), sizes.get(name) ?? 0);
    };
  }

  /** Kills all that still live. */
  async stop(): Promise<void> {
    const living = [...this.#living];
    for (const { child } of living) child.kill('SIGKILL');
    await Promise.all(living.map(({ ended }) => ended));
  }
}

function endOf(child: ChildProcess): Promise<WriterEnd> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const told: unknown = stdout === '' ? {} : JSON.parse(stdout);
      resolve({ acknowledged: 0, errors: {}, closed: '', ...(told as object), code, signal, stderr });
    });
  });
}
