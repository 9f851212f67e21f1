import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/analyze/types.js';
import { type ReportOptions, renderReport } from '../../src/render/index.js';
import { agent, corrupted, emptyReport, grouped, hostile, sprint, UNSAFE } from './fixture.js';

const plain: ReportOptions = { columns: 80, color_level: 0, unicode: true };
const linesOf = (report: Report, options: Partial<ReportOptions> = {}): string[] =>
  renderReport(report, { ...plain, ...options }).split('\n');
const lineWith = (text: string, report: Report, options?: Partial<ReportOptions>): string => {
  const line = linesOf(report, options).find((one) => one.includes(text));
  if (line === undefined) throw new Error(`no line shows ${text}`);
  return line;
};

describe('the whole report', () => {
  it('reads as in the golden text at 80 columns', async () => {
    await expect(renderReport(sprint(), plain)).toMatchFileSnapshot('golden/report-80.txt');
  });

  it('reads as in the golden text at 60 columns of ASCII', async () => {
    const text = renderReport(sprint(), { ...plain, columns: 60, unicode: false });
    expect(text).toMatch(/^[\n\x20-\x7e]+$/);
    await expect(text).toMatchFileSnapshot('golden/report-60-ascii.txt');
  });

  it('reads as in the golden text of a coding agent, and at 60 columns of ASCII', async () => {
    await expect(renderReport(agent(), plain)).toMatchFileSnapshot('golden/agent-80.txt');
    const text = renderReport(agent(), { ...plain, columns: 60, unicode: false });
    expect(text).toMatch(/^[\n\x20-\x7e]+$/);
    await expect(text).toMatchFileSnapshot('golden/agent-60-ascii.txt');
  });

  it('shows groups in the place of sessions, as in the golden text', async () => {
    await expect(renderReport(grouped(), plain)).toMatchFileSnapshot('golden/grouped-80.txt');
  });

  it('says nothing of agents where no model, no wait and no compaction is told of', () => {
    const { slowest, parallel, files, tools } = agent();
    const more = { slowest, parallel, files: files.map((row) => ({ ...row, reads: 9 })), tools };
    const { files: _files, tools: _tools, ...rest } = sprint();
    const text = renderReport({ ...rest, ...more }, plain);
    expect(text).not.toMatch(/Slowest|again|retries|at once|active/);
    expect(renderReport({ ...rest, ...more, waits: agent().waits }, plain)).toMatch(/Slowest[\s\S]*again/);
  });

  it('says in colour what it says without, the bar apart', () => {
    const bars = /[█▉▊▋▌▍▎▏▓▒░·]/g;
    for (const color_level of [1, 2, 3] as const) {
      const text = renderReport(sprint(), { ...plain, color_level });
      expect(text).toContain('\u001b[');
      const shown = stripVTControlCharacters(text).replace(/ +$/gm, '').replace(bars, '#');
      expect(shown).toBe(renderReport(sprint(), plain).replace(bars, '#'));
    }
  });

  it('uses from 60 to 100 columns', () => {
    const widest = (columns: number) => Math.max(...linesOf(sprint(), { columns }).map((line) => stringWidth(line)));
    expect([20, 60, 80, 100, 300].map(widest)).toEqual([60, 60, 80, 100, 100]);
  });

  it('has nothing of the sections that are empty', () => {
    expect(renderReport(emptyReport(), plain)).toBe('no sessions\n\n0 files · 0 lines · 0 B\n');
  });

  it.each([
    ['Tasks', { tasks: [] }],
    ['Bottlenecks', { bottlenecks: [] }],
    ['Tools', { tools: [] }],
    ['Files', { file_operation_stats: emptyReport().file_operation_stats }],
    ['Skills', { skills: [] }],
    ['Agents', { agents: sprint().agents.slice(0, 1) }],
    ['Sessions', { sessions: sprint().sessions.slice(0, 1) }],
    ['Findings', { findings: [] }],
    ['Where the time went', { time: emptyReport().time }],
  ])('leaves out %s when there is nothing to show', (heading, change) => {
    const isHeading = (line: string): boolean => new RegExp(`^${heading}(?: |$)`).test(line);
    expect(linesOf(sprint()).filter(isHeading)).toHaveLength(1);
    expect(linesOf({ ...sprint(), ...change }).filter(isHeading)).toHaveLength(0);
  });
});

describe('what the sections say', () => {
  it('opens with how long, how many and how fast', () => {
    expect(linesOf(sprint()).slice(0, 5)).toEqual([
      'sprint-42, sprint-42-review, sprint-43 · AGENT-004, AGENT-007, AGENT-011',
      '2026-11-21 07:35 – 12:00 UTC',
      '',
      '4h 13m · 19 tasks completed · 1 failed · 1 cancelled · 1 still open',
      '4.5 tasks per hour',
    ]);
    expect(renderReport(sprint(), { ...plain, time_zone: 'Asia/Tokyo' })).toContain('16:35 – 21:00 Asia/Tokyo');
  });

  it('fills the width with the bar exactly', () => {
    for (const columns of [60, 77, 80, 100]) {
      const lines = linesOf(sprint(), { columns });
      const bar = lines[lines.indexOf('Where the time went') + 1] ?? '';
      expect(bar).toMatch(/^█+▓+▒+░+·+$/);
      expect(stringWidth(bar)).toBe(columns);
    }
  });

  it('tells of a bottleneck as a person would', () => {
    const { bottlenecks, ...rest } = sprint();
    const say = (change: object, options: object = {}): string =>
      renderReport(
        {
          ...rest,
          sessions: rest.sessions.slice(0, 1),
          options: { threshold: 0.3, basis: 'session', ...options },
          bottlenecks: [
            { kind: 'tool', name: 'pytest', total_ms: 0, self_ms: 0, share: 0, runs: 1, inside: [], ...change },
          ],
        },
        { ...plain, columns: 100 },
      );
    expect(bottlenecks).toHaveLength(2);
    expect(say({ total_ms: 4_320_000, share: 0.48, runs: 14 })).toContain(
      'pytest took 48 % of the session: 1h 12m in 14 calls, the slowest 9m 01s.',
    );
    const inside = [{ kind: 'tool', name: 'pytest', total_ms: 3500, runs: 1 }];
    const task = { kind: 'task', name: 'migrate', total_ms: 7_200_000, share: 1, self_ms: 7_140_000, inside };
    expect(say(task, { basis: 'active' })).toContain(
      'migrate took 100 % of the active time: 2h 00m in one run; 3.5s of it in pytest, 1h 59m its own\n  work.',
    );
  });

  it('shows percentiles only of what ran more than once', () => {
    const once = sprint().tasks.map((task) => ({ ...task, runs: 1 }));
    expect(lineWith('Tasks', sprint())).toContain('p95');
    expect(lineWith('Tasks', { ...sprint(), tasks: once })).not.toContain('p50');
    expect(lineWith('integrate_health_check', sprint())).toMatch(/38m 20s +15 %/);
  });

  it('marks tasks that failed and tasks that never ended', () => {
    expect(lineWith('run_test_suite', sprint())).toMatch(/^✗ run_test_suite +6 +1 /);
    expect(lineWith('review_pull_request', sprint())).toMatch(/^! /);
  });

  it('shows the first rows and counts the rest', () => {
    const report = sprint();
    const [first] = report.sessions;
    if (first === undefined) throw new Error('the fixture has sessions');
    const sessions = Array.from({ length: 1500 }, (_, index) => ({ ...first, session_id: `s-${index}` }));
    const lines = linesOf({ ...report, sessions }, { top: 2 });
    expect(lines[0]).toMatch(/^1,500 sessions · /);
    expect(lines.filter((line) => /^ {2}s-\d/.test(line))).toHaveLength(2);
    expect(lines).toContain('  … and 1,498 more');
    expect(lines.filter((line) => line.includes('and 47 more'))).toHaveLength(1);
  });

  it('groups findings by code, the gravest first, and counts those it does not list', () => {
    const findings = sprint().findings.toReversed();
    const lines = linesOf({ ...sprint(), findings });
    const groups = lines.slice(lines.indexOf('Findings')).filter((line) => /^[✗!·] /.test(line));
    expect(groups).toEqual(['✗ torn', '! clock_backwards 9 times', '! open_task', '· unhashed']);
    expect(lines).toContain('    sessions/sprint-43.jsonl:201: the clock went back by 12ms');
    expect(lines).toContain('    … and 6 more');
  });

  it('shows no time where none is known', () => {
    const report = sprint();
    const untimed = { total_ms: 0, p50_ms: null, p95_ms: null, max_ms: null, share: 0 };
    report.tasks = report.tasks.map((row) => ({ ...row, ...untimed }));
    report.tools = report.tools.map((row, index) => (index === 0 ? { ...row, ...untimed, name: 'untimed' } : row));
    report.skills = report.skills.map((row) => ({ ...row, ...untimed }));
    report.bottlenecks = [];
    expect(lineWith('untimed', report)).not.toMatch(/0ms|0 %/);
    expect(lineWith('Tasks', report)).not.toMatch(/total|share/);
    expect(lineWith('Skills', report)).not.toMatch(/total/);
    // Nothing took no time at all: that is known.
    report.tools = report.tools.slice(0, 1).map((row) => ({ ...row, max_ms: 0 }));
    expect(lineWith('untimed', report)).toMatch(/0ms.*0 %/);
  });

  it('cuts ids of sessions in the middle, so that they can be told apart', () => {
    const report = sprint();
    const ids = ['a', 'b', 'c'].map((end) => `session-with-a-rather-long-beginning-of-its-name-and-then-${end}`);
    report.sessions = report.sessions.slice(0, 3).map((row, index) => ({ ...row, session_id: ids[index] ?? '' }));
    const lines = linesOf(report);
    const shown = lines.slice(lines.indexOf(lineWith('Sessions', report)) + 1).slice(0, 3);
    expect(shown.map((line) => /^ {2}sess\S*…\S*-([abc]) /.exec(line)?.[1])).toEqual(['a', 'b', 'c']);
  });

  it('ends with where the figures come from', () => {
    const report = sprint();
    report.source.formats = { sessionlog: 2, 'claude-code': 1 };
    report.unknown_types = { thought: 12 };
    expect(linesOf(report).slice(-3)).toEqual([
      '3 files · 853 lines · 284 kB · sessionlog 2, claude-code 1 · 3 problems',
      'types not known: thought 12',
      '',
    ]);
  });

  it('shows a task called __proto__ and a tool called constructor', () => {
    const report = sprint();
    const [task] = report.tasks;
    const [tool] = report.tools;
    if (task === undefined || tool === undefined) throw new Error('the fixture has tasks and tools');
    report.tasks = [{ ...task, name: '__proto__', failed: 0 }];
    report.tools = [{ ...tool, name: 'constructor' }];
    report.unknown_types = JSON.parse('{"__proto__": 3}');
    expect(lineWith('  __proto__ ', report)).toContain('1h 27m');
    expect(lineWith('  constructor ', report)).toContain('1h 18m');
    expect(renderReport(report, plain)).toContain('types not known: __proto__ 3');
  });
});

describe('a hostile log', () => {
  const figures = fc.constantFrom(0, 1, 0.3, 1e3, 9e15, 1e21);
  const levels = fc.constantFrom<ReportOptions['color_level']>(0, 1, 2, 3);

  it('never drives the terminal and never leaves its width', () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 12 }),
        fc.array(figures, { maxLength: 5 }),
        fc.integer({ min: 60, max: 100 }),
        levels,
        fc.boolean(),
        fc.constantFrom(sprint, agent, grouped),
        (names, numbers, columns, color_level, unicode, of) => {
          let at = 0;
          const next = <Value>(values: readonly Value[], none: Value): Value => values[at++ % values.length] ?? none;
          const report = corrupted(
            of(),
            () => next(names, ''),
            (value) => (numbers.length === 0 ? value : next(numbers, value)),
          );
          const text = renderReport(report, { columns, color_level, unicode });
          const shown = color_level === 0 ? text : text.replace(/\u001b\[\d+(?:;\d+)*m/g, '');
          for (const line of shown.split('\n')) {
            expect(line).not.toMatch(UNSAFE);
            expect(stringWidth(line)).toBeLessThanOrEqual(columns);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
