import { decodeEvent } from '../event/decode.js';
import type { SessionEvent } from '../event/types.js';
import { skimFile } from '../log/skim.js';
import type { SessionTrace } from './fold.js';
import { isLifeEvent, type LifeEvent } from './lifecycle.js';

/** As our writer puts it, as Python's json does, and nearly as anybody may. */
const OF_LIFE = /"type"\s{0,4}:\s{0,4}"session_/g;
/** Two records that have become one line begin so twice. */
const RECORD = '{"v":';

/**
 * What a log of ours holds of its session, without parsing more than a few of its lines: undefined when it takes a
 * reader to tell, because the log is foreign, damaged, of several sessions, or still being written.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function skimTrace(path: string): SessionTrace | undefined {
  const { first, last, found, lines, rest_bytes, over_long } = skimFile(path, OF_LIFE);
  if (first === undefined || last === undefined || rest_bytes > 0 || over_long > 0) return undefined;
  const head = eventOf(first);
  const tail = last === first ? head : eventOf(last);
  if (head === undefined || tail === undefined || tail.session_id !== head.session_id) return undefined;
  const life: LifeEvent[] = [];
  for (const line of found) {
    const event = line === first ? head : line === last ? tail : eventOf(line);
    if (event === undefined || event.session_id !== head.session_id) return undefined;
    if (isLifeEvent(event)) life.push(event);
  }
  const { session_id: id, agent_id, ts } = head;
  return { id, life, agent: agent_id ?? null, first_ts: ts, last_ts: tail.ts, lines };
}

function eventOf(line: string): SessionEvent | undefined {
  if (line.indexOf(RECORD, 1) !== -1) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const decoded = decodeEvent(value as Record<string, unknown>);
    return 'event' in decoded ? decoded.event : undefined;
  } catch {
    // A reader will tell what is wrong with it.
    return undefined;
  }
}

/** Gathers the traces of a log's sessions from its events, in the order of the log. */
export class TraceKeeper {
  readonly #traces = new Map<string, Growing>();

  add(event: SessionEvent): void {
    const { session_id: id, ts, agent_id = null } = event;
    let trace = this.#traces.get(id);
    if (trace === undefined) {
      trace = { id, life: [], agent: agent_id, first_ts: ts, last_ts: ts, lines: 0 };
      this.#traces.set(id, trace);
    }
    trace.agent ??= agent_id;
    trace.last_ts = ts;
    trace.lines++;
    if (isLifeEvent(event)) trace.life.push(event);
  }

  get traces(): readonly SessionTrace[] {
    return [...this.#traces.values()];
  }
}

interface Growing extends SessionTrace {
  readonly life: LifeEvent[];
  agent: string | null;
  last_ts: string;
  lines: number;
}
