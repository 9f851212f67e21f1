import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diff as DiffSchema } from '../../src/analyze/diff-report.js';
import { compare } from '../../src/analyze/index.js';
import type { SessionEvent } from '../../src/event/types.js';
import { events } from './arbitrary.js';
import { at, report } from './support.js';

const side = (label: string, list: readonly SessionEvent[]) => ({ label, report: report(list) });
const tool = (ms: number, name: string, duration_ms?: number) =>
  at(ms, { type: 'tool_call', name, ...(duration_ms === undefined ? {} : { duration_ms }) });

describe('two reports side by side', () => {
  it('tell what took more and less time, what is new and what is gone', () => {
    const diff = compare(
      side('a', [tool(1_000, 'grep', 100), tool(2_000, 'bash', 500), tool(3_000, 'gone', 50)]),
      side('b', [
        tool(1_000, 'grep', 900),
        tool(2_000, 'bash', 300),
        tool(3_000, 'bash', 20),
        tool(4_000, '__proto__'),
      ]),
    );
    expect(DiffSchema.parse(diff)).toEqual(diff);
    expect(diff.tools.map(({ name, change_ms }) => [name, change_ms])).toEqual([
      ['grep', 800],
      ['bash', -180],
      ['gone', -50],
      ['__proto__', 0],
    ]);
    expect(diff.tools[0]).toMatchObject({ before: { runs: 1, p50_ms: 100 }, after: { runs: 1 }, p50_change_ms: 800 });
    expect(diff.tools[2]).toMatchObject({ before: { total_ms: 50 }, after: null, p50_change_ms: null });
    expect(diff.tools[3]).toMatchObject({ before: null, after: { runs: 1, p50_ms: null } });
    expect(diff.before).toMatchObject({ label: 'a', sessions: 1, events: 3, problems: 0 });
  });

  it('have opposite changes when they are swapped, and none when they are the same', () => {
    fc.assert(
      fc.property(events(['s1', 's2']), events(['s3']), (a, b) => {
        const [there, back] = [compare(side('a', a), side('b', b)), compare(side('b', b), side('a', a))];
        for (const list of ['tasks', 'tools', 'skills', 'models'] as const) {
          const found = new Map(back[list].map((change) => [change.name, change]));
          expect(found.size).toBe(there[list].length);
          for (const { name, change_ms, before, after } of there[list]) {
            expect(found.get(name)).toMatchObject({ before: after, after: before });
            expect((found.get(name)?.change_ms ?? Number.NaN) + change_ms).toBe(0);
          }
          for (const { change_ms } of compare(side('a', a), side('a', a))[list]) expect(change_ms).toBe(0);
        }
      }),
      { numRuns: 50 },
    );
  });
});
