import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { append, openLog, type TailOptions, tail } from '../../src/log/index.js';
import { run } from '../support/child.js';
import { lineMaker, toolCalls } from '../support/lines.js';
import { tempDir } from '../support/temp.js';

const [a = '', b = '', c = '', d = ''] = toolCalls(4);

/** Follows a path, and keeps what it was told: names of events, codes of problems, `!` and the notice. */
function following(path: string, options: TailOptions = {}): { told: unknown[]; end(): Promise<void> } {
  const told: unknown[] = [];
  const abort = new AbortController();
  const done = (async () => {
    for await (const item of tail(path, { poll_ms: 20, last: 'all', ...options, signal: abort.signal })) {
      if ('event' in item) told.push(item.event['name'] ?? item.event.type);
      else told.push('notice' in item ? `!${item.notice}` : item.problem);
    }
  })();
  const end = (): Promise<void> => {
    abort.abort();
    return done;
  };
  onTestFinished(end);
  return { told, end };
}

const becomes = (told: unknown[], expected: unknown[]): Promise<void> =>
  expect.poll(() => [...told], { timeout: 5000, interval: 5 }).toEqual(expected);

describe('a tail tells', () => {
  it('what is there and what comes', async () => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, `${a}\n`);
    const { told } = following(path);
    await becomes(told, ['n0']);
    appendFileSync(path, `${b}\n${c}\n`);
    await becomes(told, ['n0', 'n1', 'n2']);
    appendFileSync(path, 'garbage\n');
    await becomes(told, ['n0', 'n1', 'n2', 'bad_json']);
  });

  it('a line once it is whole', async () => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, `${a}\n${b.slice(0, 30)}`);
    const { told } = following(path);
    await becomes(told, ['n0']);
    appendFileSync(path, b.slice(30));
    await sleep(60);
    expect(told).toEqual(['n0']);
    appendFileSync(path, '\n');
    await becomes(told, ['n0', 'n1']);
  });

  it('a changed line at once, and its true copy when it comes', async () => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, `${a}\n${b.replace('"n1"', '"N1"')}\n`);
    const { told } = following(path);
    await becomes(told, ['n0', 'wrong_hash', 'N1']);
    appendFileSync(path, `${b}\n${c}\n`);
    await becomes(told, ['n0', 'wrong_hash', 'N1', 'n1', 'n2']);
  });

  it('of a file that comes later, even with its directory', async () => {
    const dir = join(tempDir(), 'not', 'yet');
    const path = join(dir, 's.jsonl');
    const { told } = following(path);
    await sleep(50);
    mkdirSync(dir, { recursive: true });
    await sleep(50);
    writeFileSync(path, `${a}\n`);
    await becomes(told, ['n0']);
  });

  it('of a file that was truncated, from its beginning', async () => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, `${a}\n${b}\n`);
    const { told } = following(path);
    await becomes(told, ['n0', 'n1']);
    truncateSync(path);
    await becomes(told, ['n0', 'n1', '!truncated']);
    appendFileSync(path, `${a}\n`);
    await becomes(told, ['n0', 'n1', '!truncated', 'n0']);
  });

  it('of a file that was truncated and has grown longer than it was', async () => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, `${a}\n`);
    const { told } = following(path);
    await becomes(told, ['n0']);
    writeFileSync(path, `${toolCalls(3, { writer: 'another' }).join('\n')}\n`);
    await expect.poll(() => told.slice(-3), { timeout: 5000 }).toEqual(['n0', 'n1', 'n2']);
    expect(told).toContain('!truncated');
  });

  it('of a file that was rotated: the rest of the old one, then the new one', async () => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, `${a}\n`);
    const { told } = following(path);
    await becomes(told, ['n0']);
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, `${b}\n`);
    await becomes(told, ['n0', 'n1']);
    writeFileSync(path, `${toolCalls(1, { writer: 'other' })[0]}\n`);
    await becomes(told, ['n0', 'n1', '!replaced', 'n0']);
  });

  it('what comes to the old file when the new one is there already: not every writer knows of it yet', async () => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, `${a}\n`);
    const { told } = following(path);
    await becomes(told, ['n0']);
    renameSync(path, `${path}.1`);
    writeFileSync(path, `${lineMaker({ writer: 'other' })({ type: 'tool_call', name: 'new' })}\n`);
    await sleep(100);
    appendFileSync(`${path}.1`, `${b}\n`);
    // Nor does a file that is replaced in its turn get lost meanwhile.
    renameSync(path, `${path}.2`);
    writeFileSync(path, `${toolCalls(1, { writer: 'third' })[0]}\n`);
    await becomes(told, ['n0', 'n1', '!replaced', 'new', '!replaced', 'n0']);
  });

  it('of a file that was removed and made anew', async () => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, `${a}\n${b}\n`);
    const { told } = following(path);
    await becomes(told, ['n0', 'n1']);
    rmSync(path);
    await sleep(50);
    writeFileSync(path, `${a}\n`);
    await becomes(told, ['n0', 'n1', '!replaced', 'n0']);
  });

  it('what a writer appends, and what other processes append', async () => {
    const dir = tempDir();
    const log = openLog(dir, 's');
    const { told } = following(log.path);
    log.append({ type: 'note', name: 'mine' });
    await becomes(told, ['mine']);
    await run('append-many.mjs', dir, 's', 'child', '20');
    await becomes(told, ['mine', ...Array.from({ length: 20 }, (_, n) => `child-${n}`)]);
    await log.close();
  });

  it('nothing twice and nothing out of order, while a writer is at work', async () => {
    const dir = tempDir();
    const { told } = following(join(dir, 's.jsonl'), { poll_ms: 5 });
    await run('append-many.mjs', dir, 's', 'w', '2000');
    await becomes(
      told,
      Array.from({ length: 2000 }, (_, n) => `w-${n}`),
    );
  });
});

describe('the last lines', () => {
  it.each<[number | 'all', string, unknown[], unknown[]]>([
    ['all', `${a}\n${b}\n${c}\n`, ['n0', 'n1', 'n2'], ['n3']],
    [2, `${a}\n${b}\n${c}\n`, ['n1', 'n2'], ['n3']],
    [3, `${a}\n${b}\n${c}\n`, ['n0', 'n1', 'n2'], ['n3']],
    [9, `${a}\n${b}\n${c}\n`, ['n0', 'n1', 'n2'], ['n3']],
    [0, `${a}\n${b}\n${c}\n`, [], ['n3']],
    [1, `${a}\n${b}\n${c}\n${d.slice(0, 40)}`, [], ['n3']],
    [2, `${a}\n${b}\n${c}\n${d.slice(0, 40)}`, ['n2'], ['n3']],
    [0, `${a}\n${b}\n${c}\n${d.slice(0, 40)}`, [], ['n3']],
    [0, d.slice(0, 40), [], ['seq_gap', 'n3']],
    [5, '', [], ['seq_gap', 'n3']],
  ])('%j of %j', async (last, text, first, then) => {
    const path = join(tempDir(), 's.jsonl');
    writeFileSync(path, text);
    const { told } = following(path, { last });
    await sleep(30);
    expect(told).toEqual(first);
    appendFileSync(path, text.endsWith(d.slice(0, 40)) ? `${d.slice(40)}\n` : `${d}\n`);
    await becomes(told, [...first, ...then]);
  });

  it('are ten, unless told', async () => {
    const path = join(tempDir(), 's.jsonl');
    // More than one block from the end.
    const next = lineMaker();
    const long = Array.from({ length: 30 }, (_, i) =>
      next({ type: 'tool_call', name: `n${i}`, params: 'x'.repeat(30_000) }),
    );
    writeFileSync(path, `${long.join('\n')}\n`);
    const names: unknown[] = [];
    for await (const item of tail(path)) {
      if ('event' in item) names.push(item.event['name']);
      if (names.length === 10) break;
    }
    expect(names).toEqual(Array.from({ length: 10 }, (_, i) => `n${20 + i}`));
  });
});

it('lines are counted from the top of the file', async () => {
  const path = join(tempDir(), 's.jsonl');
  const [first = '', second = ''] = toolCalls(2, { writer: 'x'.repeat(300_000) });
  writeFileSync(path, `${first}\n\n${second}\n${a}\nbad\n${b}\n`);
  const places: unknown[] = [];
  for await (const item of tail(path, { last: 3, signal: AbortSignal.abort() })) {
    if ('line' in item) places.push([item.line, item.offset]);
  }
  const top = first.length + second.length + 3;
  expect(places).toEqual([
    [4, top],
    [5, top + a.length + 1],
    [6, top + a.length + 5],
  ]);
});

it('lines are counted anew when the file is', async () => {
  const path = join(tempDir(), 's.jsonl');
  writeFileSync(path, `${a}\n${b}\n${c}\n`);
  const items = tail(path, { last: 1, poll_ms: 20 });
  expect((await items.next()).value).toMatchObject({ line: 3 });
  writeFileSync(path, `${a}\n`);
  expect((await items.next()).value).toEqual({ notice: 'truncated' });
  expect((await items.next()).value).toMatchObject({ line: 1 });
  await items.return(undefined);
});

describe('a tail ends', () => {
  it('when it is told to, at once', async () => {
    const path = join(tempDir(), 's.jsonl');
    const { end } = following(path, { poll_ms: 60_000 });
    await sleep(20);
    await end();
  });

  it('when it was told to before it began, with what is there', async () => {
    const dir = tempDir();
    append(dir, 's', { type: 'note', name: 'x' });
    const items = [];
    for await (const item of tail(join(dir, 's.jsonl'), { signal: AbortSignal.abort() })) items.push(item);
    expect(items).toHaveLength(1);
  });

  it('with an error when the path is a directory', async () => {
    const following = tail(tempDir());
    await expect(following.next()).rejects.toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });
});

it('a tail of a directory is refused: one file is followed', async () => {
  const dir = tempDir();
  mkdirSync(join(dir, 's.d'));
  const first = tail(join(dir, 's.d')).next();
  await expect(first).rejects.toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('directory') });
});
