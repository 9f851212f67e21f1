import { checked, compose, refused, safeFallback } from '../compose.js';
import type { Decoded, Decoder, SourceHint, SourceRecord } from '../format.js';
import { lineOf } from './line.js';
import { type Draft, openOutbox } from './outbox.js';
import { openStory } from './story.js';

const UNKNOWN_DURATION = { duration_ms: undefined, duration_source: undefined };

/** One rollout: `{timestamp, type, payload}` a line, or the bare items of old files, which have no times. */
export function openRollout(hint: SourceHint): Decoder {
  const outbox = openOutbox();
  const story = openStory(hint.session_id, outbox.put);
  let latest_ms: number | undefined;
  let timed = false;

  function push(record: SourceRecord): Decoded {
    const line = lineOf(record);
    if (typeof line === 'string') return refused(line);
    timed ||= line.at_ms !== undefined && line.type !== 'session_meta';
    const at_ms = line.at_ms ?? latest_ms ?? safeFallback(hint.fallback_ms);
    latest_ms = Math.max(latest_ms ?? at_ms, at_ms);
    story.line(line.type, line.payload, at_ms);
    return release(story.isOpen());
  }

  function release(hold: boolean): Decoded {
    return checked(outbox.take(hold).map(composed));
  }

  function composed({ type, at_ms, payload }: Draft): SourceRecord {
    const inferred = !timed && type !== 'session_start';
    // Between times that are not known lies no duration.
    const known = inferred && payload['duration_source'] !== 'source' ? { ...payload, ...UNKNOWN_DURATION } : payload;
    return compose({ type, at_ms, inferred, session_id: story.id(), agent_id: story.agentId(), payload: known });
  }

  return {
    push,
    end() {
      story.end();
      return release(false);
    },
  };
}
