import { agents } from './agents.js';
import { type Analysis, closeSession } from './analysis.js';
import { findBottlenecks, timedNames } from './bottlenecks.js';
import { type Prices, totalCost } from './cost.js';
import { files } from './files.js';
import { addFinding, finishFindings } from './findings.js';
import { groupSessions, recurringOf, trendOf } from './groups.js';
import { msOf } from './micros.js';
import { models } from './models.js';
import { byText, objectOf } from './names.js';
import { parallel } from './parallel.js';
import { skills } from './skills.js';
import { slowest } from './slowest.js';
import { addSummaries, addTimes, emptySummary, noTime, velocityMetrics } from './summary.js';
import { cappedTables, type Tables } from './tables.js';
import { taskBreakdown, tasks, taskTime } from './tasks.js';
import { tools } from './tools.js';
import type { Basis, GroupBy, Report, SessionRow, Summary } from './types.js';
import { unknownTypes } from './unknown-types.js';
import { waits } from './waits.js';

/** See `options` of the report: the share above which a name is a bottleneck, and what it is a share of. */
export interface ReportOptions {
  readonly threshold: number;
  /** Without one the session, or the active time where a person was waited for: that slows no work down. */
  readonly basis?: Basis | undefined;
  readonly group_by?: GroupBy | undefined;
  /** Of the days that sessions are grouped by; default UTC. */
  readonly time_zone?: string | undefined;
  /** What tokens cost, by model; without it no cost is reckoned. */
  readonly prices?: Prices | undefined;
}

/** The report of all that was seen. The state stays as it is and may go on. */
export function finish(state: Analysis, options: ReportOptions): Report {
  return finishWhole(structuredClone(state), options);
}

/** The same for a state that is used up by it. */
export function finishWhole(state: Analysis, options: ReportOptions): Report {
  const { threshold, group_by, time_zone = 'UTC' } = options;
  for (const session_id of [...state.sessions.keys()]) closeSession(state, session_id);
  const { source, rows, closed, findings } = state;
  const sessions = [...rows.values()].sort(earliestFirst);
  const summary = sessions.map((row) => row.summary).reduce(addSummaries, emptySummary());
  const total_ms = summary.total_duration_ms;
  const time = sessions.map((row) => row.time).reduce(addTimes, noTime());
  const basis = options.basis ?? (time.human_wait_ms > 0 ? 'active' : 'session');
  for (const table of cappedTables(closed)) {
    addFinding(findings, 'NAMES_CAPPED', {}, () => `too many names in ${table}: those beyond the limit count together`);
  }
  const model_rows = models.finish(closed.models, total_ms, options.prices);
  return {
    report_version: 1,
    source: { ...source, formats: objectOf(source.formats) },
    options: { threshold, basis, ...(group_by === undefined ? {} : { group_by }) },
    sessions,
    groups: group_by === undefined ? [] : groupSessions(sessions, group_by, basis, time_zone),
    trend: sessions.length < 2 ? [] : trendOf(sessions),
    recurring: recurringOf(sessions, basis, threshold),
    summary,
    time,
    task_breakdown: taskBreakdown(closed.tasks),
    tasks: tasks.finish(closed.tasks, total_ms),
    bottlenecks: findBottlenecks(timedNames(closed), basisOf(basis, summary, closed), threshold),
    velocity_metrics: velocityMetrics(summary),
    ...files.finish(closed.files),
    tools: tools.finish(closed.tools, total_ms),
    slowest: slowest.finish(closed.slowest),
    parallel: parallel.finish(closed.parallel),
    skills: skills.finish(closed.skills, total_ms),
    models: model_rows,
    cost: totalCost(model_rows, options.prices),
    waits: waits.finish(closed.waits, total_ms),
    agents: agents.finish(closed.agents),
    unknown_types: unknownTypes.finish(closed.unknown_types),
    findings: finishFindings(findings),
  };
}

const earliestFirst = (a: SessionRow, b: SessionRow): number =>
  instantOf(a) - instantOf(b) || byText(a.session_id, b.session_id);

const instantOf = ({ summary }: SessionRow): number => Date.parse(summary.first_ts ?? '') || 0;

function basisOf(basis: Basis, summary: Summary, tables: Tables): number {
  if (basis === 'task') return msOf(taskTime(tables.tasks));
  return basis === 'active' ? summary.active_duration_ms : summary.total_duration_ms;
}
