import { describe, expect, it } from 'vitest';
import { chunks, collect, made, problemsIn } from '../support/collect.js';
import { lineMaker, toolCalls } from '../support/lines.js';

const [a = '', b = '', c = ''] = toolCalls(3);

describe('a damaged line', () => {
  it.each<[string, string, unknown[]]>([
    ['two records on one line', `${a}${b}\n${c}\n`, ['n0', 'n1', 'glued', 'n2']],
    ['three records on one line', `${a}${b}${c}\n`, ['n0', 'n1', 'n2', 'glued']],
    ['a stump and its record again', `${a}\n${b.slice(0, 50)}${b}\n${c}\n`, ['n0', 'n1', 'glued', 'bad_json', 'n2']],
    [
      'a stump that breaks inside a text',
      `${a}\n${b.slice(0, b.indexOf('n1') + 1)}${b}\n`,
      ['n0', 'n1', 'glued', 'bad_json'],
    ],
    ['a record and garbage', `${a}garbage\n${b}\n`, ['n0', 'glued', 'bad_json', 'n1']],
    ['garbage and a record', `garbage ${a}\n${b}\n`, ['n0', 'glued', 'bad_json', 'n1']],
    ['nothing but braces', `${a}\n${'{'.repeat(2000)}\n${b}\n`, ['n0', 'bad_json', 'n1']],
    ['nothing but brackets', `${a}\n${'['.repeat(2000)}\n${b}\n`, ['n0', 'bad_json', 'n1']],
    ['a null line', `${a}\nnull\n${b}\n`, ['n0', 'not_an_object', 'n1']],
    ['an array, a text, a number', `[]\n"x"\n7\n${a}\n`, ['not_an_object', 'not_an_object', 'not_an_object', 'n0']],
    ['an object that is no event', `{}\n${a}\n`, ['invalid_event', 'n0']],
    [
      'NUL bytes before, behind, alone',
      `\0\0${a}\n${b}\0\n\0\0\0\n${c}\n`,
      ['nul_bytes', 'n0', 'nul_bytes', 'n1', 'nul_bytes', 'n2'],
    ],
    ['a byte order mark', `\ufeff${a}\n${b}\n`, ['bom', 'n0', 'n1']],
    ['a byte order mark alone', '\ufeff\n', ['bom']],
    ['CR LF', `${a}\r\n${b}\r\n`, ['crlf', 'n0', 'crlf', 'n1']],
    ['blank lines', `\n${a}\n   \n\t\n${b}\n\n`, ['blank_line', 'n0', 'blank_line', 'blank_line', 'n1', 'blank_line']],
    ['a changed line', `${a}\n${b.replace('n1', 'N1')}\n${c}\n`, ['n0', 'wrong_hash', 'N1', 'n2']],
    [
      'a changed line, and its true copy',
      `${a}\n${b.replace('n1', 'N1')}\n${b}\n${c}\n`,
      ['n0', 'wrong_hash', 'n1', 'n2'],
    ],
    ['a changed line at the end', `${a}\n${b.replace('n1', 'N1')}\n`, ['n0', 'wrong_hash', 'N1']],
    ['a line twice', `${a}\n${b}\n${b}\n${c}\n`, ['n0', 'n1', 'duplicate', 'n2']],
    ['a missing line', `${a}\n${c}\n`, ['n0', 'seq_gap', 'n2']],
    ['lines out of order', `${a}\n${c}\n${b}\n`, ['n0', 'seq_gap', 'n2', 'seq_order', 'n1']],
    ['no bytes at all', '', []],
  ])('%s', async (_what, text, expected) => expect(await made(text)).toEqual(expected));

  it('of invalid UTF-8 is read, and told', async () => {
    const bytes = Buffer.from('{"ts":"2026-11-21T07:35:00Z","session_id":"s","type":"note","name":"caf?"}\n');
    bytes[bytes.indexOf('?')] = 0xe9;
    expect(await made(bytes)).toEqual(['invalid_utf8', 'caf\ufffd']);
  });

  it('longer than the limit is told and skipped, and one of the limit is not', async () => {
    const text = `${a}\n${b}${' '.repeat(10)}\n${c}\n`;
    const items = await collect(chunks(text), { line_bytes: a.length });
    expect(items.map((item) => ('problem' in item ? item.problem : item.event['name']))).toEqual([
      'n0',
      'over_long',
      'seq_gap',
      'n2',
    ]);
    expect(problemsIn(items)[0]).toMatchObject({ line: 2, offset: a.length + 1, length: b.length + 10 });
  });

  it('is not taken for what it quotes', async () => {
    const other = toolCalls(3, { session_id: 'quoted', writer: 'q' });
    const quote = (log: readonly string[]): string =>
      `{"v":1,"ts":"2026-11-21T07:35:00Z","session_id":"s","type":"tool_call","name":"cat","params":[${log.join(',')}`;
    expect(await made(`${quote(other.slice(1))}\n${a}\n`)).toEqual(['bad_json', 'n0']);
    const unhashed = other.map((line) => line.replace(/,"hash":"[^"]+"/, ''));
    expect(await made(`${quote(unhashed)}\n${a}\n`)).toEqual(['bad_json', 'n0']);
  });
});

describe('a record that holds records', () => {
  const next = lineMaker();
  const first = next({
    type: 'tool_call',
    name: 'first',
    params: { v: 1, log: toolCalls(1, { session_id: 'q' }).map((line) => JSON.parse(line)) },
  });
  const second = next({ type: 'tool_call', name: 'second', params: { v: 1 } });
  const third = next({ type: 'tool_call', name: 'third', params: [{ v: 1 }] });

  it('is one event, at the beginning of a chain and behind a gap', async () => {
    expect(await made(`${first}\n${second}\n${third}\n`)).toEqual(['first', 'second', 'third']);
    expect(await made(`${first}\n${third}\n`)).toEqual(['first', 'seq_gap', 'third']);
  });

  it('is one event where the beginning of its chain was cut off', async () => {
    expect(await made(`${second}\n${third}\n`)).toEqual(['seq_gap', 'second', 'third']);
  });

  it('is one event behind a line without a hash', async () => {
    const bare = first.replace(/,"hash":"[^"]{22}"}$/, '}');
    expect(await made(`${bare}\n${second}\n`)).toEqual(['first', 'second']);
  });

  it('that was spliced together is none, though it parses', async () => {
    // The middle of one line is lost, and another line's end stands in its place: it is JSON, and a lie.
    const stump = second.slice(0, second.indexOf('"params"'));
    const spliced = `${stump}"params":${third.slice(third.indexOf('[{"v"'))}`;
    expect(JSON.parse(spliced)).toMatchObject({ name: 'second' });
    expect(await made(`${first}\n${spliced}\n`)).not.toContain('second');
  });
});
