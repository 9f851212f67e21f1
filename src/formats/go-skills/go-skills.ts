import { carried, checked, compose, refused, safeFallback, sessionIdOf } from '../compose.js';
import type { Decoded, Decoder, Format, SourceHint, SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';
import { attemptsOf } from './attempts.js';

/** How Go writes a time.Time that nobody has set. */
const ZERO_TIME = /^0001-01-01T00:00:00(?:\.0+)?Z$/;

export const goSkills: Format = {
  name: 'go-skills',
  title: 'Skill invocation log (Go)',
  detect: (records) =>
    records.some((record) => ['timestamp', 'skill', 'final_status'].every((key) => typeof record[key] === 'string')),
  open,
};

function open(hint: SourceHint): Decoder {
  let latest: number | undefined;

  function push(record: SourceRecord): Decoded {
    const known = timeOf(record['timestamp']);
    if (Number.isNaN(known)) return refused('timestamp: expected an RFC 3339 time of the years 1970 to 9999');
    const decoded = checked([
      compose({
        type: 'skill',
        at_ms: known ?? latest ?? safeFallback(hint.fallback_ms),
        inferred: known === undefined,
        session_id: sessionIdOf(record, hint.session_id),
        agent_id: record['agent_id'] ?? undefined,
        payload: { ...carried(record, 'skill', ['timestamp', 'attempts']), attempts: attemptsOf(record['attempts']) },
      }),
    ]);
    if (decoded.fault === undefined && known !== undefined) latest = Math.max(latest ?? known, known);
    return decoded;
  }

  return { push, end: () => ({ events: [] }) };
}

/** Epoch ms, undefined for a time that nobody has set, NaN for what is no time. */
function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return Number.NaN;
  return ZERO_TIME.test(value) ? undefined : msFromText(value);
}
