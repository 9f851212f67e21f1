import { isRecord } from '../agent/values.js';
import { refused } from '../compose.js';
import { type Owner, openOutbox, openTimes, type Time } from '../drafts.js';
import type { Decoded, Decoder, Format, SourceHint, SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';
import { openStory } from './story.js';

export const copilot: Format = {
  name: 'copilot',
  title: 'GitHub Copilot CLI (events.jsonl)',
  detect: (records) => records.some(isEvent),
  open,
};

/** Every line: `{type: 'session.start', data: {…}, id, timestamp, parentId}`. */
const isEvent = (record: SourceRecord): boolean =>
  typeof record['type'] === 'string' &&
  /^(?:session|user|assistant|tool|hook|permission|system|subagent|skill)\.[a-z_]+$|^abort$/.test(record['type']) &&
  isRecord(record['data']) &&
  typeof record['id'] === 'string' &&
  typeof record['timestamp'] === 'string' &&
  Object.hasOwn(record, 'parentId');

function open(hint: SourceHint): Decoder {
  const timeOf = openTimes(hint.fallback_ms);
  let time: Time = { at_ms: 0, inferred: false };
  const outbox = openOutbox((): Owner => ({ ...story.owner(), inferred: time.inferred }));
  // The file is named alike in every session; the session is named by its first line.
  const story = openStory(hint.session_id, outbox.put);

  function push(record: SourceRecord): Decoded {
    const { type, data, timestamp } = record;
    if (typeof type !== 'string' || !isRecord(data)) return refused('this is no event: it has no type with data');
    const own_ms = typeof timestamp === 'string' ? msFromText(timestamp) : Number.NaN;
    if (typeof timestamp === 'string' && Number.isNaN(own_ms))
      return refused('timestamp: expected an ISO 8601 time with an offset, of the years 1970 to 9999');
    time = timeOf(own_ms);
    story.event(type, data, record, time.at_ms);
    return outbox.take(story.knownUntil());
  }

  return {
    push,
    end() {
      story.end();
      return outbox.take();
    },
  };
}
