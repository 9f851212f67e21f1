import { isRecord, textOf } from '../agent/values.js';
import { refused } from '../compose.js';
import { openOutbox, openTimes, type Time } from '../drafts.js';
import type { Decoded, Decoder, Format, SourceHint, SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';
import { openStory } from './story.js';

export const pi: Format = {
  name: 'pi',
  title: 'Pi (session files)',
  detect: (records) => records.some((record) => isHeader(record) || isMessage(record)),
  open,
};

const isHeader = (record: SourceRecord): boolean =>
  record['type'] === 'session' &&
  typeof record['id'] === 'string' &&
  typeof record['timestamp'] === 'string' &&
  (typeof record['cwd'] === 'string' || typeof record['version'] === 'number');

const isMessage = (record: SourceRecord): boolean =>
  record['type'] === 'message' &&
  typeof record['timestamp'] === 'string' &&
  isRecord(record['message']) &&
  typeof record['message']['role'] === 'string';

function open(hint: SourceHint): Decoder {
  const timeOf = openTimes(hint.fallback_ms);
  let time: Time = { at_ms: 0, inferred: false };
  const outbox = openOutbox(() => ({ ...story.owner(), inferred: time.inferred }));
  const story = openStory(hint.session_id, outbox.put);

  function push(record: SourceRecord): Decoded {
    const type = textOf(record['type']);
    if (type === undefined) return refused('type: expected text: this is no entry of a session');
    const { timestamp } = record;
    const own_ms = typeof timestamp === 'string' ? msFromText(timestamp) : Number.NaN;
    if (typeof timestamp === 'string' && Number.isNaN(own_ms))
      return refused('timestamp: expected an ISO 8601 time with an offset, of the years 1970 to 9999');
    // A fork begins with the parent's entries, which are told by the parent's own file.
    if (story.isReplayed(own_ms)) return { events: [] };
    time = timeOf(own_ms);
    story.entry(type, record, time.at_ms);
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
