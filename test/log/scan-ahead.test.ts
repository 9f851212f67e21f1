import { execFileSync } from 'node:child_process';
import { closeSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { append } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';

/** Threads run what was built. */
const dist = (file: string): string => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));

/** Many small events of two writers, as lines of our own layout. */
function makeLog(events: number): string {
  const dir = tempDir();
  for (let i = 0; i < 50; i++)
    append(
      dir,
      'a',
      { type: 'tool_call', name: `tool-${i % 7}`, duration_ms: i, span_id: `${i}` },
      { agent_id: `A${i % 2}` },
    );
  const path = join(dir, 'a.jsonl');
  const lines = execFileSync('cat', [path], { encoding: 'utf8' });
  writeFileSync(path, lines.repeat(Math.ceil(events / 50)));
  return path;
}

const PROGRAM = `
import { closeSync, openSync, statSync, truncateSync } from 'node:fs';
const [dist, path, how] = process.argv.slice(2);
const { scanAhead } = await import(dist + 'log/scan-ahead.js');
const { BlockScanner } = await import(dist + 'log/scan-blocks.js');
const { openScanner } = await import(dist + 'log/scanner.js');
const { UNKNOWN } = await import(dist + 'event/scan/rows.js');
const scanner = new BlockScanner(openScanner({ areas: 4, block_bytes: 16 * 1024 }));
const fd = openSync(path, 'r');
const seen = { bytes: 0, rows: 0, known: 0, durations: 0 };
const blocks = how === 'alone' ? scanner.file(path, fd) : scanAhead(scanner, path, fd, 0);
let count = 0;
for await (const { bytes, scanned } of blocks) {
  seen.bytes += bytes.length;
  for (let i = 0; i < (scanned?.rows.count ?? 0); i++) {
    seen.rows++;
    if (scanned.rows.types[i] === UNKNOWN) continue;
    seen.known++;
    seen.durations += scanned.rows.duration_ms[i];
  }
  // Slow enough for the thread to get ahead.
  if (how !== 'alone' && count++ < 20) await new Promise((resolve) => setTimeout(resolve, 5));
  if (how === 'stop' && count === 15) break;
  if (how === 'cut' && count === 15) truncateSync(path, Math.floor(statSync(path).size / 2));
}
closeSync(fd);
process.stdout.write(JSON.stringify(seen));
`;

function run(path: string, how: string): { bytes: number; rows: number; known: number; durations: number } {
  const program = join(tempDir(), 'program.mjs');
  writeFileSync(program, PROGRAM);
  return JSON.parse(
    execFileSync(process.execPath, [program, dist(''), path, how], { encoding: 'utf8', timeout: 30_000 }),
  );
}

describe('scanning ahead', () => {
  it('sees what one thread alone sees', () => {
    const path = makeLog(20_000);
    const alone = run(path, 'alone');
    expect(alone.bytes).toBe(statSync(path).size);
    expect(alone.known).toBe(20_000);
    expect(run(path, 'ahead')).toEqual(alone);
  });

  it('takes a line that is longer than a block, and a last one without a newline', () => {
    const path = makeLog(5_000);
    const fd = openSync(path, 'a');
    writeFileSync(fd, `${JSON.stringify({ type: 'x', text: 'y'.repeat(100_000) })}\n{"v":1`);
    closeSync(fd);
    const alone = run(path, 'alone');
    expect(alone.bytes).toBe(statSync(path).size);
    expect(run(path, 'ahead')).toMatchObject({ bytes: alone.bytes, known: alone.known, durations: alone.durations });
  });

  it('ends its thread when nobody reads on', () => {
    const seen = run(makeLog(20_000), 'stop');
    expect(seen.rows).toBeGreaterThan(0);
  });

  it('ends where a log ends that is cut meanwhile', () => {
    const path = makeLog(20_000);
    const { size } = statSync(path);
    const seen = run(path, 'cut');
    expect(seen.bytes).toBeGreaterThanOrEqual(size / 2);
    expect(seen.bytes).toBeLessThan(size);
  });
});
