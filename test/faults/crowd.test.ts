import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { check, expectKept, figuresOf } from './support/check.js';
import { inForm, tell } from './support/form.js';
import { tmpfs } from './support/mounts.js';
import { describeFault } from './support/needs.js';
import { Writers } from './support/writers.js';

const WRITERS = 8;
const LINES = inForm(500, 50_000);

describeFault('many writers on one file', ['jq', 'mount'], () => {
  it(
    'keeps every line of 100 B to 256 KiB whole',
    async () => {
      // The log on the disk, what was acknowledged in memory: two file systems.
      const writers = new Writers(tempDir(), 'mixed', tmpfs('256m').path);
      const ends = await Promise.all(Array.from({ length: WRITERS }, () => writers.start({ count: LINES }).ended));
      expect(ends).toMatchObject(ends.map(() => ({ code: 0, acknowledged: LINES, errors: {}, closed: 'closed' })));

      const verdict = await check(writers);
      tell(`${WRITERS} writers`, figuresOf(verdict));
      expectKept(verdict);
      expect(verdict).toMatchObject({ acknowledged: WRITERS * LINES, read: WRITERS * LINES, problems: {} });
    },
    inForm(60_000, 3_600_000),
  );
});
