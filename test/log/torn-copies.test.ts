import { expect, it } from 'vitest';
import { readEvents } from '../../src/log/index.js';
import { chunks, collect } from '../support/collect.js';
import { toolCalls } from '../support/lines.js';

// A torn write is sent again at once. Two torn lines can make one that parses; the whole copy must take its place.

const [a = '', b = '', c = '', d = ''] = toolCalls(4, { writer: 'w' });
const [x = ''] = toolCalls(1, { writer: 'x' });

/** The name of `n1` with a piece of another line in it: it parses, and its hash is the true one's. */
const spliced = (line: string): string => line.replace(/n\d/, (name) => `${name}.x.x.x`);
/** The head of one line and the hash of another. */
const headed = (line: string, other: string): string => `${line.slice(0, -24)}${other.slice(-24)}`;
/** The head of a line up to its type, and the last letters of another: it parses, and has no hash. */
const beheaded = (line: string): string => line.replace(/"tool_call".*$/, '"too3pldKQ"}');

async function read(...lines: string[]): Promise<string[]> {
  const items = await collect(chunks(`${lines.join('\n')}\n`));
  return items.map((item) => ('event' in item ? String(item.event['name'] ?? item.event.type) : item.problem));
}

it.each([
  ['with the hash of the true one', spliced(b)],
  ['with the hash of another', headed(b, x)],
])('a spliced line %s gives way to its whole copy', async (_name, torn) => {
  expect(await read(a, torn, x, b, c)).toEqual(['n0', 'wrong_hash', 'n0', 'n1', 'n2']);
});

it('so does one that lost its hash', async () => {
  expect(await read(a, beheaded(b), x, b, c)).toEqual(['n0', 'n0', 'n1', 'n2']);
});

it('a batch that is sent again counts once, whatever became of its first copy', async () => {
  expect(await read(a, spliced(b), c, d, b, c, d)).toEqual([
    ...['n0', 'wrong_hash', 'n2', 'n3', 'n1', 'duplicate', 'duplicate'],
  ]);
  expect(await read(a, b.slice(0, 40), spliced(c), d, b, c, d)).toEqual([
    ...['n0', 'bad_json', 'seq_gap', 'n3', 'seq_order', 'n1', 'n2', 'duplicate'],
  ]);
});

it('a torn copy of a line that is missing is not taken for it', async () => {
  expect(await read(a, c, spliced(b), b, d)).toEqual(['n0', 'seq_gap', 'n2', 'wrong_hash', 'seq_order', 'n1', 'n3']);
  expect(await read(a, c, beheaded(b), b, d)).toEqual(['n0', 'seq_gap', 'n2', 'seq_order', 'n1', 'n3']);
});

it('a changed line of which no copy comes is read where it stands', async () => {
  expect(await read(a, spliced(b), x, c, d)).toEqual(['n0', 'wrong_hash', 'n1.x.x.x', 'n0', 'n2', 'n3']);
});

it('waits for a copy no longer than a few megabytes', async () => {
  const seen: string[] = [];
  let seenBeforeTheEnd: string[] = [];
  async function* source(): AsyncGenerator<string> {
    yield `${a}\n${spliced(b)}\n`;
    yield `${toolCalls(25_000, { writer: 'f' }).join('\n')}\n`;
    seenBeforeTheEnd = [...seen];
  }
  for await (const item of readEvents(source())) {
    seen.push('event' in item ? String(item.event['name']) : item.problem);
  }
  expect(seenBeforeTheEnd.slice(0, 4)).toEqual(['n0', 'wrong_hash', 'n1.x.x.x', 'n0']);
  expect(seen).toEqual(seenBeforeTheEnd);
});
