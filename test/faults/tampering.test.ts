import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ProblemCode } from '../../src/event/problem.js';
import { openLog } from '../../src/log/index.js';
import { generateKey, type SealKey } from '../../src/log/keys.js';
import { placeOf, readLedger } from '../../src/log/ledger.js';
import { sealLog } from '../../src/log/seal.js';
import { parseSeal, sealLine } from '../../src/log/seal-record.js';
import { sealPath } from '../../src/log/seals.js';
import { type VerifyResult, verifyLog } from '../../src/log/verify.js';
import { lineMaker } from '../support/lines.js';
import { linesOf, makeQuiet, tempDir } from '../support/temp.js';
import { describeFault } from './support/needs.js';

interface Sealed {
  readonly path: string;
  readonly keyPath: string;
  readonly key: SealKey;
}

/** Three stretches of two writers each, sealed one after the other; `tail` events come behind the last seal. */
function sealedLog(tail = 0): Sealed {
  const dir = tempDir();
  const keyPath = join(tempDir(), 'seal.key');
  const key = generateKey(keyPath);
  const writers = [openLog(dir, 's'), openLog(dir, 's')];
  const path = join(dir, 's.jsonl');
  const write = (stretch: number, count: number): void => {
    for (let i = 0; i < count; i++) {
      for (const [w, writer] of writers.entries()) writer.append({ type: 'tool_call', name: `${stretch}-${w}-${i}` });
    }
  };
  for (let stretch = 0; stretch < 3; stretch++) {
    write(stretch, 4);
    sealLog(path, key, keyPath);
  }
  write(3, tail);
  for (const writer of writers) writer.closeNow();
  return { path, keyPath, key };
}

function verify({ path, keyPath, key }: Sealed, withLedger = false): { codes: ProblemCode[]; result: VerifyResult } {
  makeQuiet(path);
  const codes = new Set<ProblemCode>();
  const result = verifyLog(path, {
    trusted: new Set([key.key_id]),
    noted: withLedger ? readLedger(keyPath).get(placeOf(path)) : undefined,
    requireSeal: true,
    onProblem: ({ problem }) => codes.add(problem),
  });
  return { codes: [...codes].sort(), result };
}

type Lines = string[];
const swap = (lines: Lines, a: number, b: number): Lines =>
  lines.map((line, i) => (i === a ? (lines[b] ?? '') : i === b ? (lines[a] ?? '') : line));
const writerOf = (line: string | undefined): unknown => JSON.parse(line ?? '{}').writer;
const isSeal = (line: string): boolean => JSON.parse(line).type === 'session_seal';

/** What is done to the log, and what verify says of it. Lines 0, 2, 4, 6 are of one writer, 1, 3, 5, 7 of the other. */
const LOG_CASES: readonly [string, (lines: Lines) => Lines, readonly ProblemCode[]][] = [
  [
    'a changed byte',
    (lines) => lines.with(3, (lines[3] ?? '').replace('0-1-1', '0-1-9')),
    ['seal_broken', 'wrong_hash'],
  ],
  ['a line deleted', (lines) => lines.toSpliced(2, 1), ['seal_broken', 'seq_gap']],
  ['two lines of a writer swapped', (lines) => swap(lines, 2, 4), ['seal_broken', 'seq_gap', 'seq_order']],
  ['lines of two writers swapped', (lines) => swap(lines, 2, 3), ['seal_broken']],
  ['a line duplicated', (lines) => lines.toSpliced(3, 0, lines[2] ?? ''), ['duplicate', 'seal_broken']],
  [
    'a line without hash inserted',
    (lines) =>
      lines.toSpliced(3, 0, '{"v":1,"ts":"2026-11-21T08:00:00.000Z","session_id":"s","type":"file_read","path":"x"}'),
    ['seal_broken', 'unhashed'],
  ],
  [
    'a forged writer with a chain of its own inserted',
    (lines) => {
      const forge = lineMaker({ writer: 'forged00' });
      return lines.toSpliced(3, 0, forge({ type: 'file_read', path: 'x' }), forge({ type: 'file_read', path: 'y' }));
    },
    ['seal_broken'],
  ],
  ['truncated at a line end', (lines) => lines.slice(0, 5), ['seal_broken']],
  ['truncated inside the last stretch', (lines) => lines.slice(0, -4), ['seal_broken']],
  ['truncated to nothing', () => [], ['seal_broken']],
  [
    'its last seal events cut off with what they told of',
    (lines) => lines.slice(0, lines.findIndex(isSeal)),
    ['seal_broken'],
  ],
  ['a whole writer erased', (lines) => lines.filter((line) => writerOf(line) !== writerOf(lines[0])), ['seal_broken']],
  ['a seal event deleted', (lines) => lines.toSpliced(lines.findIndex(isSeal), 1), ['seal_broken']],
];

/** What is done to the file of seals; it has three. */
const SEAL_CASES: readonly [string, (seals: Lines, other: SealKey) => Lines, readonly ProblemCode[]][] = [
  ['the first seal dropped', (seals) => seals.slice(1), ['seal_broken', 'seal_invalid', 'seal_missing']],
  ['a middle seal dropped', (seals) => seals.toSpliced(1, 1), ['seal_broken', 'seal_invalid', 'seal_missing']],
  ['the last seal dropped', (seals) => seals.slice(0, 2), ['seal_missing']],
  ['all seals dropped', () => [], ['seal_missing']],
  [
    'a seal edited',
    (seals) => seals.with(1, (seals[1] ?? '').replace(/"lines":\d+/, '"lines":1')),
    ['seal_broken', 'seal_invalid', 'seal_missing'],
  ],
  ['seals in another order', (seals) => swap(seals, 0, 2), ['seal_invalid']],
  [
    'a middle seal signed again by another key',
    (seals, other) => seals.with(1, resign(seals[1], other)),
    ['seal_invalid', 'seal_missing', 'seal_untrusted'],
  ],
  [
    'the last seal signed again by another key',
    (seals, other) => seals.with(2, resign(seals[2], other)),
    ['seal_missing', 'seal_untrusted'],
  ],
];

function resign(line: string | undefined, key: SealKey): string {
  const seal = parseSeal(line ?? '');
  if (typeof seal === 'string') throw new Error(seal);
  const { ts, session_id, bytes, lines, prefix, writers, previous } = seal;
  return sealLine({ ts, session_id, seal: seal.seal, bytes, lines, prefix, writers, previous }, key);
}

const join_ = (lines: Lines): string => lines.map((line) => `${line}\n`).join('');

describeFault('tampering with a sealed log', [], () => {
  it('an untouched log is clean, and its seals hold', () => {
    const { codes, result } = verify(sealedLog(), true);
    // Behind the last seal may stand the event that tells of it.
    expect(codes.filter((code) => code !== 'unsealed')).toEqual([]);
    expect(result.sealed).toMatchObject({ seals: 3 });
    expect(result).toMatchObject({ events: 27, unhashed: 0 });
  });

  it.each(LOG_CASES)('%s is named', (_name, change, codes) => {
    const log = sealedLog();
    writeFileSync(log.path, join_(change(linesOf(log.path))));
    const found = verify(log, true);
    expect(found.codes.filter((code) => code !== 'unsealed')).toEqual(codes);
    expect(found.result.sealed?.seals ?? 0).toBeLessThan(3);
  });

  it.each(SEAL_CASES)('%s: named', (_name, change, codes) => {
    const log = sealedLog();
    const other = generateKey(join(tempDir(), 'other.key'));
    const seals = sealPath(log.path);
    writeFileSync(seals, join_(change(linesOf(seals), other)));
    expect(verify(log).codes.filter((code) => code !== 'unsealed')).toEqual(codes);
  });

  it('the file of seals removed is named', () => {
    const log = sealedLog();
    rmSync(sealPath(log.path));
    expect(verify(log).codes).toEqual(['seal_missing']);
  });

  it('log and seals rolled back together are named by the ledger beside the key, and by nothing else', () => {
    const log = sealedLog();
    const seals = sealPath(log.path);
    const [first = ''] = linesOf(seals);
    const { bytes } = JSON.parse(first);
    writeFileSync(log.path, readFileSync(log.path).subarray(0, bytes));
    writeFileSync(seals, `${first}\n`);
    expect(verify(log).codes).toEqual([]);
    expect(verify(log, true).codes).toEqual(['seal_missing']);
  });

  it('what follows the last seal is said to be vouched for by chains alone', () => {
    const log = sealedLog(2);
    expect(verify(log, true).codes).toEqual(['unsealed']);
    const lines = linesOf(log.path);
    writeFileSync(log.path, join_(lines.slice(0, -1)));
    // This is the limit: the tail behind the last seal can be cut off unseen.
    expect(verify(log, true).codes).toEqual(['unsealed']);
  });
});
