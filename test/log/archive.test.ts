/** What must not happen while a log is packed, and archives as the library reads them. */
import { appendFileSync, existsSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { archiveLog } from '../../src/log/archive.js';
import { append, read, readEvents } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';

/** Called just before a log is removed, and when its archive gets its name. */
const hooks = vi.hoisted(() => ({ unlink: (_path: string): void => {}, link: (_path: string): void => {} }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  return {
    ...real,
    unlinkSync(path: string) {
      hooks.unlink(path);
      real.unlinkSync(path);
    },
    linkSync(from: string, to: string) {
      hooks.link(to);
      real.linkSync(from, to);
    },
  };
});

beforeEach(() => {
  hooks.unlink = () => {};
  hooks.link = () => {};
});

afterEach(() => vi.restoreAllMocks());

function logOf(count: number): string {
  const dir = tempDir();
  for (let i = 0; i < count; i++) append(dir, 's', { type: 'task_start', name: `t${i}` });
  return join(dir, 's.jsonl');
}

const namesIn = (dir: string): unknown[] => read(dir, 's').events.map((event) => event['name']);

describe('a log', () => {
  it('that was left beside its archive by who was killed goes the next time', async () => {
    const path = logOf(3);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(bytes));
    // Whoever made it this moment may be about to remove the log itself.
    expect(await archiveLog(path)).toContain('it has an archive already');
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000);
    expect(await archiveLog(path)).toMatchObject({ archive: `${path}.gz`, bytes: bytes.length });
    expect(readdirSync(dirname(path))).toEqual(['s.jsonl.gz']);
    expect(namesIn(dirname(path))).toEqual(['t0', 't1', 't2']);
  });

  it.each([
    ['holds less', (bytes: Buffer) => gzipSync(bytes.subarray(0, bytes.length - 2))],
    ['holds more', (bytes: Buffer) => gzipSync(Buffer.concat([bytes, Buffer.from('{}\n')]))],
    ['is damaged', (bytes: Buffer) => gzipSync(bytes).subarray(0, 40)],
  ])('stays beside an archive that %s', async (_, packed) => {
    const path = logOf(3);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.gz`, packed(bytes));
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000);
    expect(await archiveLog(path)).toContain('it has an archive already');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('is gone when its archive is there, whole', async () => {
    const path = logOf(3);
    const bytes = readFileSync(path);
    expect(await archiveLog(path)).toMatchObject({ archive: `${path}.gz`, bytes: bytes.length });
    expect(readdirSync(dirname(path))).toEqual(['s.jsonl.gz']);
    expect(gunzipSync(readFileSync(`${path}.gz`)).equals(bytes)).toBe(true);
    expect(namesIn(dirname(path))).toEqual(['t0', 't1', 't2']);
  });

  it('that gets a line at the last moment loses nothing', async () => {
    const path = logOf(2);
    hooks.unlink = (removed) => {
      hooks.unlink = () => {};
      append(dirname(removed), 's', { type: 'task_start', name: 'late' });
    };
    expect(await archiveLog(path)).toMatchObject({ archive: `${path}.gz` });
    expect(readdirSync(dirname(path)).sort()).toEqual(['s.jsonl', 's.jsonl.gz']);
    expect(namesIn(dirname(path))).toEqual(['t0', 't1', 'late']);
    expect(read(dirname(path), 's').problems.filter(({ problem }) => problem !== 'pending')).toEqual([]);
  });

  it('stays when another archive got the name meanwhile', async () => {
    const path = logOf(1);
    hooks.link = (archive) => writeFileSync(archive, 'of somebody else');
    expect(await archiveLog(path)).toContain('it has an archive already');
    expect(readFileSync(`${path}.gz`, 'utf8')).toBe('of somebody else');
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(dirname(path)).sort()).toEqual(['s.jsonl', 's.jsonl.gz']);
  });

  it('stays when the file system refuses the archive its name', async () => {
    const path = logOf(1);
    hooks.link = () => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    };
    await expect(archiveLog(path)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect(readdirSync(dirname(path))).toEqual(['s.jsonl']);
  });

  it('that is written to while it is packed stays', async () => {
    const path = logOf(1);
    const packing = archiveLog(path);
    appendFileSync(path, '{"type":"task_start"');
    // Packing reads to where the log ended when it began; comparing sees that it went on.
    expect(await packing.catch(({ code }) => code)).toMatch(/WRITE_FAILED|written to meanwhile/);
    expect(readdirSync(dirname(path))).toEqual(['s.jsonl']);
  });

  it('is not packed when it is empty, or missing', async () => {
    const path = logOf(1);
    writeFileSync(path, '');
    expect(await archiveLog(path)).toBe('it is empty');
    unlinkSync(path);
    await expect(archiveLog(path)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('the library', () => {
  it('reads archives at once, up to a limit, and in pieces', async () => {
    const dir = tempDir();
    const path = join(dir, 's.jsonl.gz');
    writeFileSync(path, gzipSync(Buffer.alloc(100e6, '\n')));
    expect(() => read(dir, 's')).toThrow(expect.objectContaining({ code: 'ARCHIVE_TOO_LARGE' }));
    const all = async (): Promise<void> => {
      for await (const item of readEvents(path)) expect(item).toMatchObject({ problem: 'blank_line' });
    };
    writeFileSync(path, gzipSync(Buffer.alloc(10, '\n')));
    await all();
    expect(read(dir, 's').problems).toHaveLength(10);
    writeFileSync(path, gzipSync(Buffer.alloc(10, '\n')).subarray(0, 15));
    await expect(all()).rejects.toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
    expect(() => read(dir, 's')).toThrow(expect.objectContaining({ code: 'ARCHIVE_UNREADABLE' }));
  });
});
