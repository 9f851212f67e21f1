import { LIMITS } from '../base/limits.js';
import type { EventOf, KnownEvent } from '../event/types.js';
import { addFinding, type Findings, placeOf, quoted } from './findings.js';
import { shortName } from './names.js';
import { isSuccess } from './outcome.js';
import type { Located } from './types.js';

/** The latest instant in ms of each writer, else agent, else file, to see a clock go backwards. */
export interface Clocks {
  writers: Map<string, number>;
  agents: Map<string, number>;
  files: Map<string, number>;
}

export const createClocks = (): Clocks => ({ writers: new Map(), agents: new Map(), files: new Map() });

export function mergeClocks(left: Clocks, right: Clocks): void {
  for (const kind of ['writers', 'agents', 'files'] as const)
    for (const [whose, at_ms] of right[kind]) left[kind].set(whose, at_ms);
}

export function checkClock(clocks: Clocks, located: Located, findings: Findings): void {
  const { event, at_ms, file } = located;
  const { writer, agent_id } = event;
  const whose = shortName(writer ?? agent_id ?? file);
  const known = writer !== undefined ? clocks.writers : agent_id !== undefined ? clocks.agents : clocks.files;
  const previous = known.get(whose);
  if (previous === undefined && known.size >= LIMITS.names) {
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  }
  known.set(whose, at_ms);
  if (previous === undefined || at_ms >= previous) return;
  addFinding(
    findings,
    'CLOCK_BACKWARDS',
    placeOf(located),
    () => `the time is ${previous - at_ms} ms before that of the event before it by ${quoted(whose)}`,
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

/** What one event says about itself that does not fit together. */
export function checkEvent(event: KnownEvent, located: Located, findings: Findings): void {
  switch (event.type) {
    case 'tool_call':
    case 'session_end':
      checkStatus(event, located, findings);
      break;
    case 'events_dropped':
      addFinding(
        findings,
        'EVENTS_DROPPED',
        placeOf(located),
        () =>
          `the writer had to drop ${event.count} events between ${quoted(event.first_ts)} and ${quoted(event.last_ts)}: ${event.reason.slice(0, 200)}`,
      );
      break;
    default:
  }
}

function checkStatus(event: EventOf<'tool_call' | 'session_end'>, located: Located, findings: Findings): void {
  const { status, exit_code } = event;
  if (status === undefined || exit_code === undefined) return;
  const said_good = isSuccess(status);
  const said_bad = status === 'failed' || status === 'error';
  if (said_good ? exit_code === 0 : !said_bad || exit_code !== 0) return;
  addFinding(
    findings,
    'STATUS_AGAINST_EXIT_CODE',
    placeOf(located),
    () => `status ${quoted(status)} does not fit exit code ${exit_code}`,
  );
}
