import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/analyze/index.js';
import { renderDiff } from '../../src/render/index.js';
import { agent, corrupted, emptyReport, hostile, sprint, UNSAFE } from './fixture.js';

const plain = { columns: 80, color_level: 0, unicode: true } as const;

/** A sprint that went another way: faster and slower tools, a task that is new, one that is gone. */
function later() {
  const report = sprint();
  const factors = [2, 0.5, 1];
  const tools = report.tools.map((row, i) => ({
    ...row,
    total_ms: row.total_ms * (factors[i % 3] ?? 1),
    p50_ms: (row.p50_ms ?? 0) * (factors[i % 3] ?? 1),
  }));
  const tasks = report.tasks.map((row, i) => (i === 1 ? { ...row, name: 'write_release_notes' } : row));
  const summary = { ...report.summary, tasks_failed: 3, velocity: 6, tool_errors: 0 };
  return { ...report, tools, tasks, summary };
}
const diff = () => compare({ label: 'sprint-42', report: sprint() }, { label: 'sprint-43', report: later() });

describe('a comparison', () => {
  it('reads as in the golden text at 80 columns, and at 60 of ASCII', async () => {
    await expect(renderDiff(diff(), plain)).toMatchFileSnapshot('golden/diff-80.txt');
    const text = renderDiff(diff(), { ...plain, columns: 60, unicode: false });
    expect(text).toMatch(/^[\n\x20-\x7e]+$/);
    await expect(text).toMatchFileSnapshot('golden/diff-60-ascii.txt');
  });

  it('of the same has no changes', () => {
    const text = renderDiff(compare({ label: 'a', report: sprint() }, { label: 'b', report: sprint() }), plain);
    expect(text).not.toMatch(/More time|Less time|New|Gone|[+]\d/);
  });

  it('of nothing is short', () => {
    const text = renderDiff(
      compare({ label: 'a', report: emptyReport() }, { label: 'b', report: emptyReport() }),
      plain,
    );
    expect(text.split('\n').map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      'before',
      'after',
      '',
      'Side by side',
      'sessions',
      'wall time',
      'active',
      'tasks completed',
      '',
    ]);
  });

  it('says in colour whether it is for the better', () => {
    const text = renderDiff(diff(), { ...plain, color_level: 1 });
    expect(text).toMatch(/tasks failed.*\u001b\[31m +\+2/);
    expect(text).toMatch(/tasks per hour.*\u001b\[32m +\+1\.5/);
    expect(text).toMatch(/tool errors.*\u001b\[32m +-/);
    const bars = /[█▓▒]/g;
    const shown = stripVTControlCharacters(text).replace(/ +$/gm, '').replace(bars, '#');
    expect(shown).toBe(renderDiff(diff(), plain).replace(bars, '#'));
  });

  it('never drives the terminal and never leaves its width', () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0, 1, 0.3, 1e3, 9e15, 1e21),
        fc.integer({ min: 60, max: 100 }),
        fc.boolean(),
        (names, number, columns, unicode) => {
          let at = 0;
          const next = (): string => names[at++ % names.length] ?? '';
          const side = (report: ReturnType<typeof sprint>) => ({
            label: next(),
            report: corrupted(report, next, (value) => (at % 3 === 0 ? number : value)),
          });
          const text = renderDiff(compare(side(sprint()), side(agent())), { columns, color_level: 0, unicode });
          for (const line of text.split('\n')) {
            expect(line).not.toMatch(UNSAFE);
            expect(stringWidth(line)).toBeLessThanOrEqual(columns);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
