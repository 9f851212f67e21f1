import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { Report } from '../../src/analyze/report.js';
import type { Report as ReportData } from '../../src/analyze/types.js';

const file = (name: string): URL => new URL(`../../fixtures/reports/${name}.json`, import.meta.url);

/** A fresh copy of the report in fixtures, checked against the schema. */
export const sprint = (): ReportData => Report.parse(JSON.parse(readFileSync(file('sprint'), 'utf8')));

/** The report on a session of a coding agent: models, waits, prices. */
export const agent = (): ReportData => Report.parse(JSON.parse(readFileSync(file('agent'), 'utf8')));

/** The same with its sessions grouped, and many of them. */
export function grouped(): ReportData {
  const report = agent();
  const speed = { tasks_completed: 6, total_duration_ms: 7_200_000, active_duration_ms: 3_600_000 };
  const rates = { velocity: 3, tasks_per_active_hour: 6 };
  const pytest = { kind: 'tool', name: 'pytest', total_ms: 1_800_000, share: 0.5 } as const;
  const group = { ...speed, ...rates, sessions: 70, human_wait_ms: 3_600_000, output_tokens: 9_000 };
  const calls = { tasks_failed: 1, tool_calls: 100, tool_errors: 4 };
  return {
    ...report,
    options: { ...report.options, group_by: 'project' },
    groups: ['/home/me/work/shop-frontend', '/home/me/work/api'].map((name) => ({
      name,
      ...group,
      ...calls,
      longest: name.endsWith('api') ? null : pytest,
    })),
    trend: Array.from({ length: 140 }, (_, i) => ({
      session_id: `s${i}`,
      first_ts: report.summary.first_ts,
      ...speed,
      ...rates,
      tasks_completed: i % 7,
    })),
    recurring: [{ ...pytest, sessions: 40 }],
  };
}

/** A report in which nothing happened. */
export function emptyReport(): ReportData {
  const report = sprint();
  const stats = { count: 0, bytes: 0, lines: 0, total_ms: 0, distinct: 0 };
  return {
    ...report,
    source: { files: 0, bytes: 0, lines: 0, events: 0, problems: 0, hashes_checked: true, formats: {} },
    sessions: [],
    groups: [],
    trend: [],
    recurring: [],
    summary: { ...zeros(report.summary), first_ts: null, last_ts: null },
    time: zeros(report.time),
    task_breakdown: {},
    tasks: [],
    bottlenecks: [],
    velocity_metrics: zeros(report.velocity_metrics),
    file_operation_stats: { read: stats, write: stats },
    files: [],
    tools: [],
    slowest: [],
    parallel: { most: 0, average: 0, several_ms: 0 },
    models: [],
    cost: null,
    waits: [],
    skills: [],
    agents: [],
    unknown_types: {},
    findings: [],
  };
}

function zeros<Figures extends object>(figures: Figures): Figures {
  return { ...figures, ...Object.fromEntries(Object.keys(figures).map((key) => [key, 0])) };
}

const NASTY = [
  '\u001b[2J\u001b[31mred',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\b\b\b\r\n\t\u0000\u007f',
  '\u202eevil\u2066\u2069\u200e\u061c',
  'a\u200bb\u200c\u200d\u2060\ufeff',
  '\u2028\u2029',
  '\ud800',
  '\udfff\ud83d',
  '\u{e0041}\u{e0100}\u115f\u3164\ufe0f',
  `z${'\u0301'.repeat(90)}`,
  '漢字かな交じり文のとても長い名前'.repeat(9),
  '👩‍👩‍👧‍👦🇩🇪⚠️1️⃣'.repeat(12),
  '__proto__',
  'constructor',
  '',
  '   ',
  'x'.repeat(400),
  'a/b/c/'.repeat(40),
  `/${'d'.repeat(200)}/e`,
];

/** Names as nobody should ever have written them. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 3 }).map((parts) => parts.join('')),
);

/** Characters that drive a terminal or hide text; a newline and colours have been taken out before. */
export const UNSAFE = /[\p{C}\u2028\u2029]|(?<!\p{Extended_Pictographic})\ufe0f/u;

const isEnum = (key: string): boolean =>
  ['kind', 'for', 'severity', 'basis', 'group_by', 'report_version'].includes(key);

/** The report with every text and name in it taken from `next`, and every figure through `figure`. */
export function corrupted(
  report: ReportData,
  next: () => string,
  figure: (value: number) => number = (value) => value,
): ReportData {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return isEnum(key) ? value : next();
    if (typeof value === 'number') return isEnum(key) ? value : figure(value);
    if (Array.isArray(value)) return value.map((item) => walk(item, ''));
    if (typeof value !== 'object' || value === null) return value;
    const named = ['formats', 'unknown_types', 'task_breakdown', 'final_status'].includes(key);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [named ? next() : name, walk(item, name)]));
  };
  return walk(report, '') as ReportData;
}
