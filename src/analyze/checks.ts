import type { Name } from '../base/name.js';
import type { EventOf } from '../event/types.js';
import { addFinding, type Findings, placeOf, quoted } from './findings.js';
import { MESSAGES } from './messages.js';
import { isCapped, mergeRows, OTHER_NAMES, rowOfName } from './names.js';
import { isSuccess } from './outcome.js';
import type { Located } from './types.js';

/** The latest instant in ms of each writer, else agent, else file, to see a clock go backwards. */
export interface Clocks {
  writers: Map<string, Clock>;
  agents: Map<string, Clock>;
  files: Map<string, Clock>;
}

interface Clock {
  at_ms: number;
}

const create = (): Clock => ({ at_ms: Number.NEGATIVE_INFINITY });

export const createClocks = (): Clocks => ({ writers: new Map(), agents: new Map(), files: new Map() });

export function mergeClocks(left: Clocks, right: Clocks): void {
  for (const kind of ['writers', 'agents', 'files'] as const)
    mergeRows(left[kind], right[kind], (into, { at_ms }) => {
      into.at_ms = at_ms;
      return into;
    });
}

/** The writers beyond the limit share one clock, which tells nothing. */
export function checkClock(clocks: Clocks, located: Located, whose: Name, findings: Findings): void {
  const { event, at_ms } = located;
  const { writer, agent_id } = event;
  const known = writer !== undefined ? clocks.writers : agent_id !== undefined ? clocks.agents : clocks.files;
  const clock = rowOfName(known, whose, create);
  const previous = clock.at_ms;
  clock.at_ms = at_ms;
  if (at_ms >= previous || (isCapped(known) && clock === known.get(OTHER_NAMES))) return;
  addFinding(findings, 'CLOCK_BACKWARDS', placeOf(located), () =>
    MESSAGES.CLOCK_BACKWARDS(whose.text, previous - at_ms),
  );
}

/**
 * Tells of a line whose time was made up by the format that it was read from. Returns the line that was told of last.
 */
export function checkTime(last: string, located: Located, findings: Findings): string {
  const { event, file, line } = located;
  if (event['ts_source'] !== 'inferred') return last;
  const where = `${line} ${file}`;
  if (where !== last)
    addFinding(
      findings,
      'TIME_INFERRED',
      placeOf(located),
      () => `the line has no time of its own: ${event.ts} is inferred`,
    );
  return where;
}

export function tellDropped(event: EventOf<'events_dropped'>, located: Located, findings: Findings): void {
  addFinding(
    findings,
    'EVENTS_DROPPED',
    placeOf(located),
    () =>
      `the writer had to drop ${event.count} events between ${quoted(event.first_ts)} and ${quoted(event.last_ts)}: ${event.reason.slice(0, 200)}`,
  );
}

/** What an event says about its end has to fit together. */
export function checkStatus(event: EventOf<'tool_call' | 'session_end'>, located: Located, findings: Findings): void {
  const { status, exit_code } = event;
  if (status === undefined || exit_code === undefined) return;
  const said_good = isSuccess(status);
  const said_bad = status === 'failed' || status === 'error';
  if (said_good ? exit_code === 0 : !said_bad || exit_code !== 0) return;
  addFinding(findings, 'STATUS_AGAINST_EXIT_CODE', placeOf(located), () =>
    MESSAGES.STATUS_AGAINST_EXIT_CODE(status, exit_code),
  );
}
