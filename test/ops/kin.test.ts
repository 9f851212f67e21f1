/** Logs that may repeat each other are read together, and the report is the one of logs that are read one after the other. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish } from '../../src/analyze/finish.js';
import { withKin } from '../../src/ops/analysis/kin.js';
import { analyzePart, type Part } from '../../src/ops/analysis/part.js';
import { joinParts, splitLogs } from '../../src/ops/analysis/split.js';
import { wholeOf } from '../../src/ops/analysis/whole.js';
import { type LogFile, logsOf } from '../../src/ops/targets.js';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'sessionlog-kin-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const START_MS = Date.UTC(2026, 9, 21, 7, 35);

/** A conversation: turns that end, and an open one; `uuids` says how its records are named. */
function transcript(sessionId: string, uuids: (i: number) => string, turns: number, first = ''): string {
  const record = (i: number, type: string, content: unknown): string =>
    JSON.stringify({
      type,
      uuid: uuids(i),
      sessionId,
      cwd: '/work',
      version: '2.1.0',
      timestamp: new Date(START_MS + i * 1_000).toISOString(),
      message: { role: type, id: `m-${uuids(i)}`, model: 'm', content },
    });
  const lines = Array.from({ length: turns }, (_, i) => [
    record(2 * i, 'user', `do ${i}`),
    record(2 * i + 1, 'assistant', [{ type: 'tool_use', id: `t-${uuids(i)}`, name: `T${i % 3}`, input: {} }]),
  ]);
  return `${first}${lines.flat().join('\n')}\n`;
}

function write(name: string, text: string): LogFile {
  const path = join(dir, `${name}.jsonl`);
  writeFileSync(path, text);
  return { path, mtime_ms: START_MS, size_bytes: Buffer.byteLength(text) };
}

const ownIds = (name: string) => (i: number) => `${name}-${i}`;
/** The ids of another one up to a record, own ones behind it. */
const forkedIds = (of: string, name: string, at: number) => (i: number) => `${i < at ? of : name}-${i}`;

/** A folder of transcripts, of which every fifth repeats one from far before it. */
function makeForks(): string {
  const home = mkdtempSync(join(dir, 'home-'));
  const names = Array.from({ length: 150 }, (_, i) => `s${String(i).padStart(3, '0')}`);
  for (const [i, name] of names.entries()) {
    const of = `s${String((i * 7) % 100).padStart(3, '0')}`;
    const ids = i % 5 === 4 && of < name ? forkedIds(of, name, 4) : ownIds(name);
    writeFileSync(join(home, `${name}.jsonl`), transcript(name, ids, 4));
  }
  return home;
}

describe('logs and their kin', () => {
  it('are those that begin with the same message', () => {
    const long = `${JSON.stringify({ type: 'file-history-snapshot', snapshot: 'x'.repeat(100_000) })}\n`;
    const a = write('a', transcript('a', ownIds('a'), 3));
    const b = write('b', transcript('b', ownIds('b'), 3));
    const c = write('c', transcript('c', forkedIds('a', 'c', 4), 3));
    const d = write('d', transcript('d', forkedIds('b', 'd', 2), 3, long));
    const none = write('none', `${JSON.stringify({ type: 'summary', summary: 's' })}\nnot JSON\n`);
    const gone: LogFile = { path: join(dir, 'gone.jsonl'), mtime_ms: 0, size_bytes: 10 };
    expect(withKin([a, none, gone, b, c, d])).toEqual([[a, c], [none], [gone], [b, d]]);
  });

  it.each([true, false])('come to what they come to one after the other, be they few: %s', async (few) => {
    // Where parts end is decided by the names of their logs, of which the folder is random.
    let logs: LogFile[];
    do logs = logsOf(makeForks());
    while (splitLogs(logs).length < 2);
    const options = { hashes_checked: true, few };
    const split = splitLogs(logs);
    const parts: Part[] = [];
    for (const part of split) parts.push(await analyzePart(part, options));
    // Nothing had to be put together, and so read again, afterwards.
    const keys = new Map(split.map((part, i) => [part as readonly LogFile[], parts[i]?.heads ?? []]));
    expect(joinParts(split, (part) => keys.get(part) ?? [])).toHaveLength(parts.length);
    const whole = await analyzePart(logs, options);
    const report = finish(wholeOf(parts, logs), { threshold: 0.3 });
    expect(report).toEqual(finish(whole.analysis, { threshold: 0.3 }));
    // More than are listed: which ones are depends on the order.
    expect(report.findings.some(({ more = 0 }) => more > 0)).toBe(true);
    // What is repeated counts once.
    let alone = 0;
    for (const log of logs) alone += (await analyzePart([log], options)).analysis.source.events;
    expect(report.source.events).toBeLessThan(alone);
  });
});
