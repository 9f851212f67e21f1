import { checked, compose, refused, safeFallback, sessionIdOf } from '../compose.js';
import type { Decoded, Decoder, Format, SourceHint, SourceRecord } from '../format.js';
import { type Draft, draftsOf } from './drafts.js';
import { isOfService, kindOf } from './shapes.js';
import { openTasks } from './tasks.js';
import { openTimeline, type Range } from './timeline.js';

export const pythonService: Format = {
  name: 'python-service',
  title: 'Session logger service (Python)',
  detect: (records) => records.some(isOfService),
  open,
};

function open(hint: SourceHint): Decoder {
  const fallback_ms = safeFallback(hint.fallback_ms);
  const agent_id = agentOf(hint.session_id);
  const timeline = openTimeline(fallback_ms);
  const admit = openTasks(hint.session_id);
  let ordinal = 0;

  function push(record: SourceRecord): Decoded {
    ordinal += 1;
    const drafts = draftsOf(record);
    if (typeof drafts === 'string') return refused(drafts);
    const candidates = drafts.map(({ type, at_ms, payload }) =>
      compose({
        type,
        at_ms: at_ms ?? fallback_ms,
        inferred: at_ms === undefined,
        session_id: sessionIdOf(record, hint.session_id),
        agent_id: record['agent_id'] ?? agent_id,
        payload,
      }),
    );
    let decoded = checked(candidates);
    if (decoded.fault === undefined && kindOf(record) === 'task') decoded = admit(decoded.events, ordinal);
    return decoded.fault === undefined ? { events: timeline.take(decoded.events, rangeOf(drafts)) } : decoded;
  }

  return { push, end: () => ({ events: timeline.end() }) };
}

/** The service names its files `{agent_id}_{session_id}.jsonl`. What holds no letter is a date, not an agent. */
function agentOf(session_id: string): string | undefined {
  const agent = /^(.*)_./s.exec(session_id)?.[1];
  return agent !== undefined && /[A-Za-z]/.test(agent) ? agent : undefined;
}

function rangeOf(drafts: readonly Draft[]): Range | undefined {
  const times = drafts.flatMap(({ at_ms }) => (at_ms === undefined ? [] : [at_ms]));
  const [first, last = first] = times;
  // A task that ended before it began is the report's to tell; here it only must not turn time back.
  return first === undefined || last === undefined ? undefined : { first, last: Math.max(first, last) };
}
