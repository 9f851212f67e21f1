/** What analysis remembers of logs, and when it must not. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { analyze } from '../../src/ops/analyze.js';
import { lineMaker, toolCalls } from '../support/lines.js';
import { tempDir } from '../support/temp.js';

/** Enough to be remembered. */
const SIZE = 4.2 * 1024 * 1024;
const ago = (path: string, seconds: number): void => {
  const then = Date.now() / 1000 - seconds;
  utimesSync(path, then, then);
};

let cache = '';
beforeEach(() => {
  cache = tempDir();
  vi.stubEnv('XDG_CACHE_HOME', cache);
  // A change within the last seconds is never taken for settled, and the time of change cannot be set back.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  return () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  };
});

interface Run {
  /** The report as text, and how many bytes were read for it. */
  readonly report: string;
  readonly bytes: number;
}

async function run(targets: readonly string[], remember = true): Promise<Run> {
  let bytes = 0;
  const report = await analyze({
    targets,
    dir: '.',
    threshold: 0.3,
    basis: 'session',
    cache: remember,
    onRefused: (error) => {
      throw error;
    },
    onBlock: (block) => {
      bytes += block;
    },
  });
  return { report: JSON.stringify(report), bytes };
}

/** A log in one session, of tasks that overlap, and of tools. */
function makeLog(path: string, session_id: string, from = 0, to = Math.ceil(SIZE / 170)): string {
  const line = lineMaker({ session_id, writer: `w-${session_id}` });
  const lines: string[] = [];
  for (let i = 0; i < to; i++) {
    const name = `task-${i % 7}`;
    const event =
      i % 3 === 0
        ? { type: 'task_start', name }
        : i % 3 === 1
          ? { type: 'tool_call', name: 'bash', duration_ms: i % 900, params: { note: 'x'.repeat(60) } }
          : { type: 'task_complete', name: `task-${(i * 3) % 7}` };
    const made = line(event);
    if (i >= from) lines.push(made);
  }
  const text = `${lines.join('\n')}\n`;
  if (from === 0) writeFileSync(path, text);
  else appendFileSync(path, text);
  return path;
}

describe('the analysis of a log', () => {
  it('that has not changed is remembered', async () => {
    const path = makeLog(join(tempDir(), 'a.jsonl'), 'a');
    const first = await run([path]);
    expect(first.bytes).toBe(statSync(path).size);
    expect(await run([path])).toEqual({ report: first.report, bytes: 0 });
    expect((await run([path], false)).bytes).toBe(first.bytes);
  });

  it('that has grown is taken up where it stopped', async () => {
    const path = makeLog(join(tempDir(), 'a.jsonl'), 'a');
    const { size } = statSync(path);
    await run([path]);
    const count = Math.ceil(SIZE / 170);
    makeLog(path, 'a', count, count + 1_000);
    const grown = await run([path]);
    expect(grown.bytes).toBe(statSync(path).size - size);
    expect(grown.report).toBe((await run([path], false)).report);
    expect(await run([path])).toEqual({ report: grown.report, bytes: 0 });
  });

  it.each([
    [
      'was changed in place',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.write('9', bytes.indexOf('"duration_ms":') + '"duration_ms":'.length);
        writeFileSync(path, bytes);
        ago(path, 60);
      },
    ],
    [
      'was changed in place and has grown',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.write('9', bytes.indexOf('"duration_ms":') + '"duration_ms":'.length);
        writeFileSync(path, Buffer.concat([bytes, Buffer.from(`${toolCalls(3).join('\n')}\n`)]));
      },
    ],
    [
      'was replaced by a longer one',
      (path: string) => {
        makeLog(`${path}.new`, 'b', 0, 30_000);
        renameSync(`${path}.new`, path);
      },
    ],
    ['was cut short', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -100_000))],
  ])('that %s is read anew', async (_what, change) => {
    const path = makeLog(join(tempDir(), 'a.jsonl'), 'a');
    await run([path]);
    change(path);
    const again = await run([path]);
    expect(again.bytes).toBeGreaterThan(statSync(path).size / 2);
    expect(again.report).toBe((await run([path], false)).report);
  });

  it('with a damaged entry is read anew', async () => {
    const path = makeLog(join(tempDir(), 'a.jsonl'), 'a');
    const { report } = await run([path]);
    const dir = join(cache, 'sessionlog', 'analyses');
    const [name = ''] = readdirSync(dir);
    for (const text of ['', '{}', 'null\n', readFileSync(join(dir, name), 'utf8').slice(0, -9)]) {
      writeFileSync(join(dir, name), text);
      expect((await run([path])).report).toBe(report);
    }
  });

  it('is kept where nobody else can read it', async () => {
    await run([makeLog(join(tempDir(), 'a.jsonl'), 'a')]);
    const dir = join(cache, 'sessionlog', 'analyses');
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
  });

  it('is not less for a cache that cannot be written', async () => {
    writeFileSync(join(cache, 'sessionlog'), 'in the way');
    const path = makeLog(join(tempDir(), 'a.jsonl'), 'a');
    const { report } = await run([path]);
    expect((await run([path])).report).toBe(report);
  });
});

describe('a directory', () => {
  it('of which one log has grown costs that one, and what lies beside it', async () => {
    const dir = tempDir();
    for (let i = 0; i < 300; i++) makeLog(join(dir, `s${i}.jsonl`), `s${i}`, 0, 80);
    makeLog(join(dir, 'large.jsonl'), 'large');
    const first = await run([dir]);
    expect((await run([dir])).bytes).toBe(0);
    makeLog(join(dir, 's7.jsonl'), 's7', 80, 90);
    const again = await run([dir]);
    expect(again.bytes).toBeGreaterThan(0);
    expect(again.bytes).toBeLessThan(first.bytes / 2);
    expect(again.report).toBe((await run([dir], false)).report);
  });

  it('whose logs share a session is one analysis', async () => {
    const dir = tempDir();
    mkdirSync(dir, { recursive: true });
    const path = makeLog(join(dir, 'a.jsonl'), 'a');
    copyFileSync(path, join(dir, 'b.jsonl'));
    const { report } = await run([dir]);
    expect(JSON.parse(report).source.events).toBe(Math.ceil(SIZE / 170));
    expect(JSON.parse(report).sessions).toHaveLength(1);
    expect((await run([dir])).report).toBe(report);
  });
});

it('wherever a log is cut, taking it up comes to the same report', async () => {
  const whole = readFileSync(makeLog(join(tempDir(), 'a.jsonl'), 'a'));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: LIMITS.block_bytes * 17, max: whole.length }), async (cut) => {
      const path = join(tempDir(), 'a.jsonl');
      writeFileSync(path, whole.subarray(0, cut));
      await run([path]);
      appendFileSync(path, whole.subarray(cut));
      expect((await run([path])).report).toBe((await run([path], false)).report);
    }),
    { numRuns: 4 },
  );
});
