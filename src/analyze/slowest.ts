import { isoFromMs } from '../base/clock.js';
import { LIMITS } from '../base/limits.js';
import { shortName } from '../base/name.js';
import { msOf } from './micros.js';
import { byText } from './names.js';
import { callFailed } from './outcome.js';
import type { Fold, SlowCall } from './types.js';

interface Call {
  name: string;
  agent: string;
  start_us: number;
  duration_us: number;
  status: string | null;
  failed: boolean;
  session_id: string;
  file: string;
  line: number;
}

/** The slowest tool calls, the slowest first. */
export type Slowest = Call[];

/** A total order, so that the same calls stay whatever is merged with what. */
const slowerFirst = (a: Call, b: Call): number =>
  b.duration_us - a.duration_us ||
  a.start_us - b.start_us ||
  byText(a.session_id, b.session_id) ||
  byText(a.file, b.file) ||
  a.line - b.line ||
  byText(a.name, b.name);

function cut(calls: Slowest): Slowest {
  calls.sort(slowerFirst);
  if (calls.length > LIMITS.slowest_calls) calls.length = LIMITS.slowest_calls;
  return calls;
}

export const slowest: Fold<Slowest, SlowCall[]> = {
  init: () => [],

  step(state, { known, name, agent, start_us, duration_us, located }) {
    if (known?.type !== 'tool_call' || duration_us === null || duration_us === 0) return;
    const last = state[LIMITS.slowest_calls - 1];
    if (last !== undefined && duration_us < last.duration_us) return;
    state.push({
      name: name.text,
      agent: agent.text,
      start_us,
      duration_us,
      status: known.status === undefined ? null : shortName(known.status),
      failed: callFailed(known),
      session_id: known.session_id,
      file: located.file,
      line: located.line,
    });
    cut(state);
  },

  merge(left, right) {
    left.push(...right);
    return cut(left);
  },

  finish: (state) =>
    state.map(({ name, agent, start_us, duration_us, status, failed, session_id, file, line }) => ({
      name,
      ...(agent === '' ? {} : { agent_id: agent }),
      session_id,
      file,
      line,
      start_ts: isoFromMs(msOf(start_us)),
      duration_ms: msOf(duration_us),
      status,
      failed,
    })),
};
