/** Where a log lies, as statfs(2) tells it: the magic numbers are those of Linux's magic.h and of the file systems. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { WriterOptions } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';

const fs = vi.hoisted((): { type: number | Error } => ({ type: 0 }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const statfsSync = (path: string): object => {
    if (fs.type instanceof Error) throw fs.type;
    return { ...real.statfsSync(path), type: fs.type };
  };
  return { ...real, statfsSync };
});

/** The warnings of a process in which logs are opened and written on a file system of this kind. */
async function warningsOn(type: number | Error, times = 1, options: WriterOptions = {}): Promise<string[]> {
  fs.type = type;
  // It is warned of once in a process: each of these has a module of its own.
  vi.resetModules();
  const { openLog } = await import('../../src/log/index.js');
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => warned.mockRestore());
  for (let time = 0; time < times; time++) {
    const log = openLog(tempDir(), 's', options);
    log.append({ type: 'note' });
    log.closeNow();
  }
  return warned.mock.calls.map(([text, ...rest]) => `${rest.at(-1)}: ${text}`);
}

const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
const pretend = (name: string): void => void Object.defineProperty(process, 'platform', { ...platform, value: name });

describe('a network file system', () => {
  beforeEach(() => pretend('linux'));
  afterEach(() => void Object.defineProperty(process, 'platform', platform));

  it.each([
    ['NFS', 0x6969],
    ['SMB', 0x517b],
    ['CIFS', 0xff534d42],
    ['SMB2', 0xfe534d42],
    ['9p', 0x01021997],
    ['FUSE', 0x65735546],
    ['AFS', 0x5346414f],
    ['Ceph', 0x00c36400],
    ['Lustre', 0x0bd00bd0],
  ])('%s is warned of, with the way out', async (name, type) => {
    const [warning, ...more] = await warningsOn(type);
    expect(warning).toMatch(/^NETWORK_FILE_SYSTEM: .*s\.jsonl lies on /);
    expect(warning).toContain(` on ${name}, `);
    expect(warning).toContain("{ shard: 'writer' }");
    expect(more).toEqual([]);
  });

  it('is warned of once in a process', async () => {
    expect(await warningsOn(0x6969, 3)).toHaveLength(1);
  });

  it('is no matter where each writer has a file of its own', async () => {
    expect(await warningsOn(0x6969, 1, { shard: 'writer' })).toEqual([]);
  });

  it.each([
    ['ext4', 0xef53],
    ['xfs', 0x58465342],
    ['btrfs', 0x9123683e],
    ['tmpfs', 0x01021994],
    ['overlayfs', 0x794c7630],
    ['zfs', 0x2fc12fc1],
  ])('%s is none', async (_name, type) => {
    expect(await warningsOn(type)).toEqual([]);
  });

  it('cannot be asked for: the log is written all the same', async () => {
    expect(await warningsOn(new Error('EPERM'))).toEqual([]);
  });

  it('is not looked for where the numbers mean something else', async () => {
    pretend('darwin');
    expect(await warningsOn(0x6969)).toEqual([]);
  });
});

it.runIf(process.platform === 'linux')('Node hands on the number of the kernel', async () => {
  const { statfsSync } = await vi.importActual<typeof import('node:fs')>('node:fs');
  expect(statfsSync('/proc').type).toBe(0x9fa0);
});
