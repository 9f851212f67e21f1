import { expect, it } from 'vitest';
import type { FoundProblem } from '../../src/log/verify.js';
import { verifyLog } from '../../src/log/verify.js';
import { chunks, collect, eventsIn, problemsIn } from '../support/collect.js';
import { lineMaker } from '../support/lines.js';
import { quietFile } from '../support/temp.js';
import { inForm, randomFrom, SEED, tell } from './support/form.js';
import { describeFault } from './support/needs.js';

/** Two writers in turn, with what may mislead a reader: braces, quotes, escapes, letters of several bytes. */
function log(): Buffer {
  const writers = [lineMaker({ writer: 'a' }), lineMaker({ writer: 'b' })];
  const names = ['plain', '{"v":1}', 'back\\slash "quoted"', 'größe 😀', '}{', '', 'last'];
  const lines = names.flatMap((name) => writers.map((next) => next({ type: 'tool_call', name })));
  return Buffer.from(`${lines.join('\n')}\n`);
}

const LOG = log();
const LINES = LOG.toString('utf8').split('\n').slice(0, -1);

function problemsOf(bytes: Buffer): FoundProblem[] {
  const problems: FoundProblem[] = [];
  verifyLog(quietFile(bytes), { trusted: new Set(), onProblem: (problem) => problems.push(problem) });
  return problems;
}

const HASHES = LINES.map((line): string => JSON.parse(line).hash);
const NEWLINE = 0x0a;

/** Where each line ends, its newline included. */
const ENDS = LINES.map((_, i) => Buffer.byteLength(`${LINES.slice(0, i + 1).join('\n')}\n`));

describeFault('a damaged log', [], () => {
  it('truncated at every byte: its whole lines are read, and what is torn is named', async () => {
    for (let length = 0; length <= LOG.length; length++) {
      const cut = LOG.subarray(0, length);
      const items = await collect(chunks(cut));
      // Without its newline a line is whole all the same.
      const whole = ENDS.filter((end) => end - 1 <= length).length;
      expect(eventsIn(items)).toHaveLength(whole);
      const atEnd = length === 0 || ENDS.includes(length) || ENDS.includes(length + 1);
      const found = problemsOf(cut);
      for (const problems of [problemsIn(items), found]) {
        expect(problems.map(({ problem }) => problem)).toEqual(atEnd ? [] : ['torn']);
        if (!atEnd) expect((problems[0]?.offset ?? 0) + (problems[0]?.length ?? 0)).toBe(length);
      }
    }
    tell('truncated at every byte', { bytes: LOG.length });
  });

  it(
    'with a bit flipped in every byte: never an exception, no other line lost, and verify names the line',
    async () => {
      const random = randomFrom(SEED);
      // In the short form each byte has a bit of its own, in the long one every bit has its turn.
      const bitsOf = (): number[] => inForm([Math.floor(random() * 8)], [0, 1, 2, 3, 4, 5, 6, 7]);
      const flipped = Array.from(LOG.keys(), (at) => bitsOf().map((bit) => ({ at, bit }))).flat();
      for (const { at, bit } of flipped) {
        const bytes = Buffer.from(LOG);
        bytes[at] = (LOG[at] ?? 0) ^ (1 << bit);
        const where = `byte ${at}, bit ${bit}`;
        const line = ENDS.findIndex((end) => at < end);
        const begin = ENDS[line - 1] ?? 0;
        // A lost newline joins its line to the next one; any other byte is of one line alone.
        const isNewline = LOG[at] === NEWLINE;
        const end = ENDS[isNewline ? line + 1 : line] ?? LOG.length;

        const events = eventsIn(await collect(chunks(bytes)));
        const hashes = new Set(events.map(({ hash }) => hash));
        const others = HASHES.filter((_, i) => i !== line && !(isNewline && i === line + 1));
        expect(
          others.filter((hash) => !hashes.has(hash)),
          where,
        ).toEqual([]);

        const named = problemsOf(bytes).some(({ offset, length }) => offset < end && offset + length > begin);
        expect(named, where).toBe(true);
      }
      tell('flipped bits', { flips: flipped.length, bytes: LOG.length });
    },
    inForm(60_000, 600_000),
  );
});
