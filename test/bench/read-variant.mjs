// One rival of the reading benchmark, in a process of its own: read-variant.mjs NAME FILE → the number of events.
import { createReadStream, openSync, readSync } from 'node:fs';

const [, , name, file] = process.argv;

const VARIANTS = {
  'JSON.parse each line': async () => {
    const fd = openSync(file, 'r');
    const block = Buffer.alloc(256 * 1024);
    let carry = Buffer.alloc(0);
    let count = 0;
    for (let length = readSync(fd, block); length > 0; length = readSync(fd, block)) {
      const bytes = Buffer.concat([carry, block.subarray(0, length)]);
      let from = 0;
      for (let newline = bytes.indexOf(10); newline !== -1; newline = bytes.indexOf(10, from)) {
        if (typeof JSON.parse(bytes.toString('utf8', from, newline)).type === 'string') count++;
        from = newline + 1;
      }
      carry = bytes.subarray(from);
    }
    return count;
  },
  ndjson: async () => {
    const { default: ndjson } = await import('ndjson');
    let count = 0;
    for await (const { type } of createReadStream(file).pipe(ndjson.parse())) if (typeof type === 'string') count++;
    return count;
  },
};

process.stdout.write(`${await VARIANTS[name]()}\n`);
