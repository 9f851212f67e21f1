import { expect, it } from 'vitest';
import { lineOf, Random } from './generate.js';
import { expectedOf, linesOf, SCANNERS, scanAll } from './support.js';

/** Lines in all: more by `SESSIONLOG_FUZZ=1000000 npx vitest …`; the same again by `SESSIONLOG_FUZZ_SEED=…`. */
const LINES = Number(process.env['SESSIONLOG_FUZZ'] ?? 20_000);
const SEED = Number(process.env['SESSIONLOG_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const NEWLINE = Buffer.from('\n');

it('both scanners know the lines that the recognizer of single lines knows, and tell what JSON.parse says', {
  timeout: 3_600_000,
}, () => {
  const scanners = SCANNERS.map(([name, open]) => ({ name, scanner: open({ areas: 2 }) }));
  let known = 0;
  let all = 0;
  for (let round = 0; all < LINES; round++) {
    const random = new Random(SEED + round);
    const lines: Buffer[] = [];
    let bytes = 0;
    while (bytes < 100_000 && lines.length < 300) {
      const line = lineOf(random);
      bytes += line.length + 1;
      lines.push(line, NEWLINE);
    }
    const block = Buffer.concat(lines);
    const expected = linesOf(block).map(expectedOf);
    for (const { name, scanner } of scanners) {
      if (random.chance(0.05)) scanner.symbols.clear();
      const found = scanAll(scanner, block, round % 2);
      expect(found.length).toBe(expected.length);
      for (const [i, { told }] of found.entries())
        expect(told, `${name}, seed ${SEED + round}, line ${i}: ${linesOf(block)[i]?.toString('latin1')}`).toEqual(
          isTooLong(expected[i]) ? undefined : expected[i],
        );
    }
    all += expected.length;
    known += expected.filter((told) => told !== undefined).length;
  }
  if (LINES > 20_000) process.stderr.write(`seed ${SEED}: ${all} lines, ${known} of them known\n`);
  expect(known / all).toBeGreaterThan(0.2);
  expect(known / all).toBeLessThan(0.9);
});

/** Texts beyond 8 KiB are left to the careful way. The generator puts no escapes into long ones. */
const isTooLong = (told: Record<string, unknown> | undefined): boolean =>
  Object.values(told ?? {}).some((value) => typeof value === 'string' && value.length > 8_192);
