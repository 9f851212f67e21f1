/** What was promised once: every golden file reads as it always did, and the writer writes as it always did. */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Encoder } from '../../src/event/encode.js';
import { LEADING, PAYLOADS, TRAILING } from '../../src/event/fields.js';
import { firstLink } from '../../src/event/hash.js';
import { createRedactor } from '../../src/event/redact.js';
import type { SessionEvent } from '../../src/event/types.js';
import { type ReadItem, read } from '../../src/log/index.js';
import { chunks, collect, eventsIn, problemsIn } from '../support/collect.js';
import { cut } from '../support/lines.js';
import { quietFile } from '../support/temp.js';

const FORMAT = join(import.meta.dirname, '../../fixtures/format');
const files = readdirSync(FORMAT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.jsonl'))
  .map((path) => join(FORMAT, path));
const named = files.map((path) => [basename(path, '.jsonl'), path] as const);
const expectedOf = (path: string): object[] =>
  JSON.parse(readFileSync(path.replace(/\.jsonl$/, '.expected.json'), 'utf8'));

/** Everything but the wording. */
const told = (items: readonly ReadItem[]): object[] =>
  items.map((item) => ('event' in item ? item : { ...item, reason: undefined }));

describe.each(named)('%s', (_name, path) => {
  const bytes = readFileSync(path);

  it('reads as expected', async () => {
    const items = await collect(createReadStream(path));
    expect(told(items)).toEqual(expectedOf(path));
    for (const { reason } of problemsIn(items)) expect(reason).not.toBe('');
  });

  it('reads the same as a file, byte by byte, and through `read`', async () => {
    const quiet = quietFile(bytes, 'golden.jsonl');
    expect(told(await collect(quiet))).toEqual(expectedOf(path));
    expect(told(await collect(chunks(...Array.from(bytes, (byte) => Buffer.of(byte)))))).toEqual(expectedOf(path));
    const { events, problems } = read(join(quiet, '..'), 'golden');
    expect(events).toEqual(eventsIn(expectedOf(path)));
    expect(told(problems)).toEqual(problemsIn(expectedOf(path)));
  });

  it('has its events where they are said to be', () => {
    for (const item of expectedOf(path)) {
      if (!('event' in item)) continue;
      const { offset, length } = item as unknown as { offset: number; length: number };
      expect(JSON.parse(bytes.toString('utf8', offset, offset + length))).toEqual(item.event);
    }
  });
});

const everyType = readFileSync(join(FORMAT, 'v1/every-type.jsonl'), 'utf8').split('\n').slice(0, -1);

it('every field of every type is in a golden file', () => {
  const seen = new Set(files.flatMap(expectedOf).flatMap((item) => eventsIn([item]).flatMap(keysOf)));
  const wanted = Object.entries(PAYLOADS).flatMap(([type, fields]) => fields.map(({ key }) => `${type}.${key}`));
  expect(wanted.filter((key) => !seen.has(key))).toEqual([]);
  expect([...LEADING, ...TRAILING].filter(({ key }) => !everyType.some((line) => line.includes(`"${key}":`)))).toEqual(
    [],
  );
});

const keysOf = (event: SessionEvent): string[] => Object.keys(event).map((key) => `${event.type}.${key}`);

it('the writer writes the bytes of every-type.jsonl', () => {
  const encoders = new Map<string, Encoder>();
  const written = everyType.map((line) => {
    const { session_id, writer, ...event } = JSON.parse(line);
    const encoder = encoders.get(writer) ?? new Encoder(session_id, writer, undefined, createRedactor());
    encoders.set(writer, encoder);
    const encoded = encoder.encode(event, Number.NaN);
    return encoded.buffer.toString('utf8', encoded.start, encoded.end - 1);
  });
  expect(written).toEqual(everyType);
  expect(encoders.size).toBe(2);
});

it('the first link is what FORMAT.md says', () => {
  expect(firstLink('sprint-42', 'b_-9ZzK2')).toBe(cut('sessionlog/1\0sprint-42\0b_-9ZzK2'));
});
