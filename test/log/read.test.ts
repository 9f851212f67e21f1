import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { type ReadOptions, read } from '../../src/log/index.js';
import { run, startInShell } from '../support/child.js';
import { chunks, codesIn, collect, eventsIn, namesIn, problemsIn } from '../support/collect.js';
import { lineMaker, toolCalls } from '../support/lines.js';
import { quietFile, tempDir } from '../support/temp.js';

const [a = '', b = '', c = ''] = toolCalls(3);

/** What a reader makes of these bytes: names of events and codes of problems, in order. */
async function made(bytes: string | Buffer, options?: ReadOptions): Promise<unknown[]> {
  const items = await collect(chunks(bytes), options);
  return items.map((item) => ('event' in item ? (item.event['name'] ?? item.event.type) : item.problem));
}

describe('the last line without a newline', () => {
  const young = (text: string): string => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, text);
    return path;
  };

  it('of a young file is pending, however whole it is', async () => {
    for (const tail of [b, b.slice(0, 30)]) {
      const path = young(`${a}\n${tail}`);
      expect(problemsIn(await collect(path))).toMatchObject([
        { problem: 'pending', line: 2, offset: a.length + 1, length: tail.length },
      ]);
      expect(namesIn(await collect(path))).toEqual(['n0']);
      expect(codesIn(read(join(path, '..'), 's').problems)).toEqual(['pending']);
    }
  });

  it('of a quiet file is an event if it is whole, else torn', async () => {
    expect(namesIn(await collect(quietFile(`${a}\n${b}`)))).toEqual(['n0', 'n1']);
    expect(codesIn(await collect(quietFile(`${a}\n${b}`)))).toEqual([]);
    const torn = await collect(quietFile(`${a}\n${b.slice(0, -1)}`));
    expect(namesIn(torn)).toEqual(['n0']);
    expect(problemsIn(torn)).toMatchObject([{ problem: 'torn', line: 2, offset: a.length + 1, length: b.length - 1 }]);
  });

  it('that parses but whose hash does not fit is torn', async () => {
    expect(await made(`${a}\n${b.replace('n1', 'N1')}`)).toEqual(['n0', 'torn']);
    expect(await made(`${a}\n${c}`)).toEqual(['n0', 'seq_gap', 'n2']);
  });

  it('without a hash is an event if it parses', async () => {
    const plain = '{"ts":"2026-11-21T07:35:00Z","session_id":"s","type":"tool_call","name":"plain"}';
    expect(await made(plain)).toEqual(['plain']);
    expect(await made(plain.slice(0, -1))).toEqual(['torn']);
  });

  it('may have whole records in front of it', async () => {
    expect(await made(`${a}${b.slice(0, 40)}`)).toEqual(['n0', 'glued', 'torn']);
  });
});

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

it('hostile keys are plain data', async () => {
  const line =
    '{"ts":"2026-11-21T07:35:00Z","session_id":"__proto__","type":"tool_call","name":"constructor","__proto__":{"polluted":1},"hasOwnProperty":1,"params":{"__proto__":{"polluted":2}}}';
  const [event] = eventsIn(await collect(chunks(`${line}\n`)));
  expect(JSON.stringify(event)).toBe(line);
  expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(await made('{"__proto__":{"ts":"2026-11-21T07:35:00Z","session_id":"s","type":"note"}}\n')).toEqual([
    'invalid_event',
  ]);
});

it('without verification a wrong hash is not told, but gaps and duplicates are', async () => {
  const changed = b.replace('n1', 'N1');
  expect(await made(`${a}\n${changed}\n${changed}\n`, { verify: false })).toEqual(['n0', 'N1', 'duplicate']);
});

describe('sources', () => {
  it('a missing session reads as empty; a missing path is an error', async () => {
    expect(read(tempDir(), 's')).toEqual({ events: [], problems: [] });
    expect(read('/no/such/dir', 's')).toEqual({ events: [], problems: [] });
    await expect(collect('/no/such/file')).rejects.toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
    await expect(collect('/dev/null/x')).rejects.toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
  });

  it('what cannot be opened is an error', async () => {
    const socket = await run('read-items.mjs', '/dev/stdin');
    expect(socket.stderr).toContain("code: 'FILE_UNREADABLE'");
  });

  it('a directory is an error', async () => {
    const dir = tempDir();
    mkdirSync(join(dir, 's.jsonl'));
    const unreadable = expect.objectContaining({ name: 'SessionlogError', code: 'FILE_UNREADABLE' });
    await expect(collect(join(dir, 's.jsonl'))).rejects.toThrow(unreadable);
    expect(() => read(dir, 's')).toThrow(unreadable);
  });

  it('the file under evidence is not changed', async () => {
    const path = quietFile(`${a}garbage\n\0\0${b.slice(0, 20)}`);
    const before = readFileSync(path);
    await collect(path);
    expect(readFileSync(path)).toEqual(before);
  });

  it('a stream of text or bytes', async () => {
    const [left, right] = [`${a}\n${b}`.slice(0, 70), `${a}\n${b}`.slice(70)];
    expect(namesIn(await collect(chunks(left, right)))).toEqual(['n0', 'n1']);
    expect(namesIn(await collect(chunks(Buffer.from(left), Buffer.from(right))))).toEqual(['n0', 'n1']);
  });

  it.each(['-', '/dev/stdin'])('standard input, as %s', async (source) => {
    const { child, ended } = startInShell('cat | "$0" "$@"', 'read-items.mjs', source);
    child.stdin?.write(`${a}\n${b.slice(0, 30)}`);
    setTimeout(() => child.stdin?.end(`${b.slice(30)}\n${c.slice(0, 20)}`), 50);
    const { stdout, stderr } = await ended;
    expect(stderr).toBe('');
    const items = stdout
      .split('\n')
      .slice(0, -2)
      .map((line) => JSON.parse(line));
    expect([...namesIn(items), ...codesIn(items)]).toEqual(['n0', 'n1', 'torn']);
  });

  it('a FIFO whose writer is gone at once', async () => {
    const path = join(tempDir(), 'fifo');
    execFileSync('mkfifo', [path]);
    const [items] = await Promise.all([collect(path), run('write-file.mjs', path, `${a}\n${b}\n`)]);
    expect(namesIn(items)).toEqual(['n0', 'n1']);
  });

  it('a loop that is left early gives the file up', async () => {
    const path = quietFile(`${toolCalls(2000).join('\n')}\n`);
    const openFiles = (): number =>
      Number(execFileSync('bash', ['-c', `ls -l /proc/${process.pid}/fd | grep -c "${path}" || true`]));
    for await (const item of (await import('../../src/log/index.js')).readEvents(path)) {
      expect(item).toHaveProperty('event');
      expect(openFiles()).toBe(1);
      break;
    }
    expect(openFiles()).toBe(0);
  });
});

describe('memory', () => {
  it.each(['one line without end', 'a line that ends'])('%s of 300 MB costs no more than the limit', async (what) => {
    const path = join(tempDir(), 's.jsonl');
    const fd = openSync(path, 'w');
    writeSync(fd, `${a}\n`);
    ftruncateSync(fd, 300 * 1024 * 1024);
    if (what === 'a line that ends') writeSync(fd, `\n${b}\n`, 300 * 1024 * 1024);
    closeSync(fd);
    const { stdout, stderr } = await run('read-items.mjs', path);
    expect(stderr).toBe('');
    const items = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(namesIn(items)).toEqual(what === 'a line that ends' ? ['n0', 'n1'] : ['n0']);
    expect(codesIn(items)).toEqual([what === 'a line that ends' ? 'over_long' : 'pending']);
    expect(items.at(-1).grown_bytes).toBeLessThan(40 * LIMITS.line_bytes);
  });
});
