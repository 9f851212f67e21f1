/** Logs packed with zstd, where this Node reads them, and what is said where it does not. */
import { closeSync, openSync } from 'node:fs';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { readEvents } from '../../src/log/index.js';
import { readFileItems } from '../../src/log/read.js';
import { zstdFrames } from '../../src/log/zstd-frames.js';
import { quietFile } from '../support/temp.js';

const BLOCK = 128 * 1024;
const CAN = 'createZstdDecompress' in zlib;

const header = (last: boolean, type: number, size: number): Buffer => {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE((last ? 1 : 0) | (type << 1) | (size << 3), 0, 3);
  return bytes;
};

/** A frame by hand (RFC 8878), its data stored as it is. `descriptor` 0: a window of 128 KiB, no size, no checksum. */
function stored(text: string): Buffer {
  const data = Buffer.from(text);
  const blocks: Buffer[] = [];
  for (let from = 0; from < data.length || from === 0; from += BLOCK) {
    const part = data.subarray(from, from + BLOCK);
    blocks.push(header(from + BLOCK >= data.length, 0, part.length), part);
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]), ...blocks]);
}

/** A frame of so many blocks, each of which stands for 128 KiB of one byte. */
const bomb = (blocks: number, byte: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]),
    ...Array.from({ length: blocks }, (_, i) => Buffer.concat([header(i === blocks - 1, 1, BLOCK), Buffer.from(byte)])),
  ]);

const skipped = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, bytes, 0, 0, 0]), Buffer.alloc(bytes, 0xff)]);

const lineOf = (name: string): string =>
  `${JSON.stringify({ v: 1, ts: '2026-11-21T07:35:00.123Z', session_id: 's', type: 'task_start', name })}\n`;

async function namesIn(bytes: Buffer): Promise<unknown[]> {
  const names: unknown[] = [];
  for await (const item of readEvents(quietFile(bytes, 'rollout.jsonl.zst')))
    names.push('event' in item ? item.event['name'] : item.reason);
  return names;
}

function framesOf(bytes: Buffer) {
  const fd = openSync(quietFile(bytes), 'r');
  try {
    return [...zstdFrames(fd, bytes.length)].map(({ start, end, broken }) => [start, end, broken]);
  } finally {
    closeSync(fd);
  }
}

describe('the frames of a zstd file', () => {
  it('are found one after the other, without those to be skipped', () => {
    const [a, b] = [stored('one'), stored('x'.repeat(3 * BLOCK))];
    expect(framesOf(Buffer.concat([skipped(5), a, b, skipped(0)]))).toEqual([
      [13, 13 + a.length, false],
      [13 + a.length, 13 + a.length + b.length, false],
    ]);
  });

  it('are broken wherever the file is cut', () => {
    const whole = Buffer.concat([stored('one'), stored('two')]);
    const first = stored('one').length;
    for (let length = 1; length < whole.length; length++) {
      const expected = length < first ? [[0, length, true]] : [[0, first, false]];
      expect(framesOf(whole.subarray(0, length))).toEqual(
        length > first ? [...expected, [first, length, true]] : expected,
      );
    }
  });

  it.runIf(CAN)('have headers of all kinds', () => {
    const pack: unknown = Reflect.get(zlib, 'zstdCompressSync');
    if (typeof pack !== 'function') throw new Error('this Node can unpack but not pack');
    for (const text of ['', 'a', 'ab'.repeat(200), 'abc'.repeat(40_000), 'line of a log\n'.repeat(100_000)])
      for (const level of [1, 19]) {
        const bytes: Buffer = pack(Buffer.from(text), { params: { 100: level, 201: 1 } });
        expect(framesOf(bytes)).toEqual([[0, bytes.length, false]]);
      }
  });
});

describe.runIf(CAN)('a log that is packed with zstd', () => {
  it('is read whole, all its frames', async () => {
    const packed = Buffer.concat([
      stored(lineOf('a') + lineOf('b').slice(0, 9)),
      skipped(3),
      stored(lineOf('b').slice(9)),
    ]);
    expect(await namesIn(packed)).toEqual(['a', 'b']);
    const names: unknown[] = [];
    readFileItems(quietFile(packed), {}, (item) => names.push('event' in item ? item.event['name'] : item));
    expect(names).toEqual(['a', 'b']);
  });

  it('gives what is whole before it was cut off, and says so', async () => {
    const packed = Buffer.concat([stored(lineOf('a')), stored(lineOf('b'))]).subarray(0, -4);
    const names: unknown[] = [];
    const reading = async (): Promise<void> => {
      for await (const item of readEvents(quietFile(packed))) names.push('event' in item ? item.event['name'] : item);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
    expect(names).toEqual(['a']);
    expect(() => readFileItems(quietFile(packed), {}, () => {})).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_UNREADABLE' }),
    );
  });

  it('is refused when it is a bomb', async () => {
    for (const byte of ['\0', ' ']) {
      await expect(namesIn(bomb(800, byte))).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
      expect(() => readFileItems(quietFile(bomb(800, byte)), {}, () => {})).toThrow(
        expect.objectContaining({ code: 'ARCHIVE_TOO_LARGE' }),
      );
    }
    const many = Buffer.concat(Array.from({ length: LIMITS.zstd_frames + 1 }, () => stored('')));
    expect(() => readFileItems(quietFile(many), {}, () => {})).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_TOO_LARGE' }),
    );
  });

  it('is refused when it is damaged, or wants more memory than is reasonable', async () => {
    const reserved = Buffer.concat([stored('').subarray(0, 6), header(true, 3, 5), Buffer.alloc(5)]);
    await expect(namesIn(reserved)).rejects.toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
    const wide = stored(lineOf('a'));
    wide[5] = 0xf8;
    await expect(namesIn(wide)).rejects.toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
  });
});

it.runIf(!CAN)('is refused by a Node that cannot read it, with what to do', async () => {
  await expect(namesIn(stored(lineOf('a')))).rejects.toMatchObject({
    code: 'ZSTD_UNSUPPORTED',
    message: expect.stringMatching(/rollout\.jsonl\.zst: .*Node 22\.15.*zstd -dc <file> \| sessionlog analyze -/),
  });
});
