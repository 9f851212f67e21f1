import { expect, it } from 'vitest';
import { Chains } from '../../src/event/chain.js';
import type { Link } from '../../src/event/link.js';
import { cut, lineMaker, toolCalls } from '../support/lines.js';

function links(lines: readonly string[], chains = new Chains()): Link['kind'][] {
  return lines.map((line) => chains.take(JSON.parse(line), Buffer.from(line)).kind);
}

/** A line with the hash that it would have behind another. */
function relinked(before: string, line: string): string {
  const body = line.slice(0, line.lastIndexOf(',"hash":"'));
  return `${body},"hash":"${cut(JSON.parse(before).hash + body)}"}`;
}

const all = (count: number, kind: Link['kind']): Link['kind'][] => new Array<Link['kind']>(count).fill(kind);

it('whole chains fit, however they are interleaved', () => {
  const [a, b] = [toolCalls(5, { writer: 'a' }), toolCalls(5, { writer: 'b' })];
  expect(links([...a, ...b])).toEqual(all(10, 'fits'));
  expect(links(a.flatMap((line, i) => [line, b[i] ?? '']))).toEqual(all(10, 'fits'));
});

it('one writer name in two sessions makes two chains', () => {
  const lines = [...toolCalls(2, { session_id: 's1' }), ...toolCalls(2, { session_id: 's2' })];
  expect(links(lines)).toEqual(all(4, 'fits'));
});

it('a changed line is told once', () => {
  const lines = toolCalls(4).map((line) => line.replace('"n1"', '"N1"'));
  expect(links(lines)).toEqual(['fits', 'changed', 'fits', 'fits']);
});

it.each([
  [
    'whose hash was made up',
    (line: string) => line.replace(/"hash":"."/, '"hash":"').replace(/.{22}"}$/, `${'A'.repeat(22)}"}`),
  ],
  ['that got a space', (line: string) => line.replace(',"type"', ', "type"')],
  ['whose hash is not at its end', (line: string) => line.replace(/,("hash":"[^"]+")}/, ',"x":1,$1,"y":2}')],
  [
    'that is whole, but of another chain',
    () => toolCalls(2, { writer: 'w', session_id: 't' })[1]?.replace('"t"', '"s"') ?? '',
  ],
])('a line %s is told', (_what, forge) => {
  const lines = toolCalls(2);
  const forged = forge(lines[1] ?? '');
  expect(forged).not.toBe(lines[1]);
  expect(links([lines[0] ?? '', forged])).toEqual(['fits', 'changed']);
});

it('a line that was put in, and hashed as if it belonged, is told by the true one', () => {
  const next = lineMaker();
  const forger = lineMaker();
  const first = next({ type: 'note', n: 0 });
  forger({ type: 'note', n: 0 });
  expect(links([first, forger({ type: 'note', n: 'forged' }), next({ type: 'note', n: 1 })])).toEqual([
    'fits',
    'fits',
    'duplicate',
  ]);
});

it('the true copy of a changed line mends the chain, at once and only once', () => {
  const [a = '', b = '', c = ''] = toolCalls(3);
  const changed = b.replace('"n1"', '"N1"');
  expect(links([a, changed, b, b, c])).toEqual(['fits', 'changed', 'mended', 'duplicate', 'fits']);
  expect(links([a, changed, changed, b, c])).toEqual(['fits', 'changed', 'duplicate', 'mended', 'fits']);
  expect(links([a, changed, c, b])).toEqual(['fits', 'changed', 'fits', 'mended']);
});

it('a line whose number became that of the next one does not take its place', () => {
  const [a = '', b = '', c = '', d = ''] = toolCalls(4);
  expect(links([a, b.replace('"seq":1', '"seq":2'), c, d])).toEqual(['fits', 'gap', 'fits', 'fits']);
  // Where nothing was in doubt, a number that stands there twice is told.
  const forger = lineMaker();
  const forged = [0, 1, 2].map((n) => forger({ type: 'tool_call', name: `n${n}` }).replace('"seq":2', '"seq":1'));
  const [, second = ''] = forged;
  expect(links([...forged.slice(0, 2), relinked(second, forged[2] ?? '')])).toEqual(['fits', 'fits', 'duplicate']);
});

it('a gap is told with its size, and nothing is held against the line behind it', () => {
  const lines = toolCalls(6);
  const chains = new Chains();
  const [a = '', , , d = '', e = ''] = lines;
  expect(links([a], chains)).toEqual(['fits']);
  expect(chains.take(JSON.parse(d), Buffer.from(d))).toEqual({ kind: 'gap', missing: 2 });
  expect(links([e], chains)).toEqual(['fits']);
});

it('what comes late fills its gap, and only once', () => {
  const [a = '', b = '', c = '', d = '', e = ''] = toolCalls(5);
  expect(links([a, e, c, b, d, c, b, a, e])).toEqual(['fits', 'gap', 'late', 'late', 'late', ...all(4, 'duplicate')]);
});

it('a chain whose beginning is missing is a gap, unless reading began midway', () => {
  const [, b = '', c = ''] = toolCalls(3);
  expect(links([b, c])).toEqual(['gap', 'fits']);
  expect(links([b, c], new Chains(true, true))).toEqual(['fits', 'fits']);
});

it('lines without a hash break no chain', () => {
  const [a = '', b = '', c = ''] = toolCalls(3);
  const unhashed = b.replace(/,"hash":"[^"]+"/, '');
  expect(links([a, unhashed, c])).toEqual(['fits', 'unhashed', 'fits']);
  expect(links(['{"ts":"2026-11-21T07:35:00Z","session_id":"s","type":"note"}'])).toEqual(['unhashed']);
});

it('without verification only sequence numbers count', () => {
  const [a = '', b = '', , d = ''] = toolCalls(4);
  expect(links([a, b.replace('"n1"', '"N1"'), d, d], new Chains(false))).toEqual(['fits', 'fits', 'gap', 'duplicate']);
});

it.each(['__proto__', 'constructor', 'toString', ''])('a writer may be called %j', (writer) => {
  expect(links(toolCalls(3, { writer, session_id: '__proto__' }))).toEqual(all(3, 'fits'));
});
