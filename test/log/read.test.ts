import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { read } from '../../src/log/index.js';
import { run, startInShell } from '../support/child.js';
import { chunks, codesIn, collect, eventsIn, made, namesIn, problemsIn } from '../support/collect.js';
import { toolCalls } from '../support/lines.js';
import { quietFile, tempDir } from '../support/temp.js';

const [a = '', b = '', c = ''] = toolCalls(3);

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
    // However long reading takes, the file changed a moment ago.
    const soon_s = Date.now() / 1000 + 60;
    utimesSync(path, soon_s, soon_s);
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
