import { LIMITS } from '../base/limits.js';
import { isNote, type Problem } from '../event/problem.js';
import { byText } from './names.js';
import type { Finding, Located } from './types.js';

/** What a fold itself finds; what the reader found comes under the reader's code in upper case. */
const SEVERITY = {
  OPEN_TASK: 'warning',
  COMPLETE_WITHOUT_START: 'warning',
  NEGATIVE_DURATION: 'warning',
  CLOCK_BACKWARDS: 'warning',
  STATUS_AGAINST_EXIT_CODE: 'warning',
  EVENTS_DROPPED: 'error',
  NAMES_CAPPED: 'info',
  SESSION_IN_PARTS: 'warning',
  TIME_INFERRED: 'info',
} as const;

export type FindingCode = keyof typeof SEVERITY;

/** Where a finding stands; all of it as far as it is known. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly session_id?: string;
}

export const placeOf = ({ file, line, event }: Located): Place => ({ file, line, session_id: event.session_id });

/** Code to the findings that are listed, and the number of the further ones. */
export type Findings = Map<string, { listed: Finding[]; more: number }>;

export const createFindings = (): Findings => new Map();

function add(findings: Findings, code: string, create: () => Finding): void {
  let group = findings.get(code);
  if (group === undefined) {
    group = { listed: [], more: 0 };
    findings.set(code, group);
  }
  if (group.listed.length < LIMITS.findings_per_code) group.listed.push(create());
  else group.more++;
}

/** Notes a finding. The message is made only when the finding will be listed. */
export function addFinding(findings: Findings, code: FindingCode, place: Place, message: () => string): void {
  add(findings, code, () => ({ code, message: message(), severity: SEVERITY[code], ...place }));
}

/** What a finding says, and where it stands. */
export interface Noted {
  readonly place: Place;
  readonly message: string;
}

/**
 * Notes findings of the only file so late that others came before them: the first by their lines stay listed, as if all
 * had come in their turn.
 *
 * @param count of all, of which `first` are the first ones
 */
export function addLate(findings: Findings, code: FindingCode, first: readonly Noted[], count: number): void {
  if (count === 0) return;
  const { listed = [], more = 0 } = findings.get(code) ?? {};
  const made = first.map(({ place, message }) => ({ code, message, severity: SEVERITY[code], ...place }));
  const all = [...listed, ...made].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const kept = all.slice(0, LIMITS.findings_per_code);
  findings.set(code, { listed: kept, more: more + count + listed.length - kept.length });
}

const INFO = new Set<Problem['problem']>(['blank_line', 'bom', 'crlf']);
const WARNING = new Set<Problem['problem']>(['glued', 'duplicate', 'seq_order']);

export function addProblemFinding(findings: Findings, file: string, problem: Problem): void {
  const { problem: kind, line, reason } = problem;
  const severity = isNote(problem) || INFO.has(kind) ? 'info' : WARNING.has(kind) ? 'warning' : 'error';
  const code = kind.toUpperCase();
  add(findings, code, () => ({ code, message: reason, severity, file, line }));
}

/** The first of each code stay listed. */
export function mergeFindings(left: Findings, right: Findings): Findings {
  for (const [code, group] of right) {
    for (const finding of group.listed) add(left, code, () => finding);
    const merged = left.get(code);
    if (merged !== undefined) merged.more += group.more;
  }
  return left;
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Errors first, then by code; the last one listed of a code says how many `more` there are. */
export function finishFindings(findings: Findings): Finding[] {
  return [...findings.values()]
    .flatMap(({ listed, more }) => {
      const sorted = [...listed].sort((a, b) => byText(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0));
      const last = sorted.at(-1);
      return more === 0 || last === undefined ? sorted : [...sorted.slice(0, -1), { ...last, more }];
    })
    .sort((a, b) => RANK[a.severity] - RANK[b.severity] || byText(a.code, b.code));
}

/** A name as a message shows it: quoted, and not a page long. */
export const quoted = (name: string): string => JSON.stringify(name.length > 120 ? `${name.slice(0, 119)}…` : name);
