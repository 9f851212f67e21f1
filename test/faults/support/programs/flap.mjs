// Fills a file system to the last byte and empties it again, until it is killed; prints a dot for each time.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const path = join(process.argv[2], 'filler');
const mebibyte = Buffer.alloc(1024 * 1024);

for (;;) {
  const fd = openSync(path, 'a');
  for (let length = mebibyte.length; length >= 512; ) {
    try {
      if (writeSync(fd, mebibyte, 0, length) < length) length /= 2;
    } catch {
      length /= 2;
    }
  }
  closeSync(fd);
  writeSync(1, '.');
  await sleep(20 + Math.random() * 80);
  rmSync(path);
  await sleep(20 + Math.random() * 80);
}
