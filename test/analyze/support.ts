import {
  type Analysis,
  createAnalysis,
  finish,
  type Located,
  type Report,
  type ReportOptions,
  step,
} from '../../src/analyze/index.js';
import { Report as ReportSchema } from '../../src/analyze/report.js';
import { isoFromMs } from '../../src/base/clock.js';
import type { SessionEvent } from '../../src/event/types.js';

/** 2026-11-21T08:00:00.000Z: tests give times as milliseconds after this. */
const T0 = Date.UTC(2026, 10, 21, 8);
export const HOUR = 3_600_000;

/** One event `ms` after T0, of session `s` and agent `a` unless it says otherwise. */
export function at(ms: number, event: { type: string } & Record<string, unknown>): SessionEvent {
  return { ts: isoFromMs(T0 + ms), session_id: 's', agent_id: 'a', ...event };
}

export const locate = (event: SessionEvent, line: number, file = 'log.jsonl'): Located => ({
  event,
  at_ms: Date.parse(event.ts),
  file,
  line,
});

export function stepAll(state: Analysis, events: readonly SessionEvent[], firstLine = 1): Analysis {
  for (const [index, event] of events.entries()) step(state, locate(event, firstLine + index), 'sessionlog');
  return state;
}

export const OPTIONS: ReportOptions = { threshold: 0.3, basis: 'session' };

/** The report on the events, checked against the published schema. */
export function report(events: readonly SessionEvent[], options: Partial<ReportOptions> = {}): Report {
  return checked(finish(stepAll(createAnalysis(), events), { ...OPTIONS, ...options }));
}

export function checked(made: Report): Report {
  ReportSchema.parse(made);
  return made;
}

export const codes = (made: Report): string[] => made.findings.map(({ code }) => code);
