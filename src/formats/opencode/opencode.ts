import { isRecord } from '../agent/values.js';
import { refused } from '../compose.js';
import { openOutbox, openTimes, type Time } from '../drafts.js';
import type { Decoded, Decoder, Format, SourceHint, SourceRecord } from '../format.js';
import { messageOf } from './message.js';
import { ownerOf, tellStart } from './session.js';
import { openStory } from './story.js';

export const opencode: Format = {
  name: 'opencode',
  title: 'opencode (opencode export)',
  detect: (records) => records.some(isExport),
  open: (hint) => ({ push: (record) => decoded(record, hint), end: () => ({ events: [] }) }) satisfies Decoder,
};

/** The whole of one session: `{info: {id, time, …}, messages: [{info, parts}]}`. */
const isExport = (record: SourceRecord): boolean =>
  isRecord(record['info']) &&
  typeof record['info']['id'] === 'string' &&
  isRecord(record['info']['time']) &&
  Array.isArray(record['messages']);

function decoded(record: SourceRecord, hint: SourceHint): Decoded {
  const { info, messages } = record;
  if (!isRecord(info) || !Array.isArray(messages)) return refused('this is no export: it has no info and messages');
  const items: readonly unknown[] = messages;
  const owner = ownerOf(info, hint.session_id);
  const timeOf = openTimes(hint.fallback_ms);
  let time: Time = tellableStart(info, timeOf);
  const outbox = openOutbox(() => ({ ...owner, inferred: time.inferred }));
  const story = openStory(outbox.put, owner.session_id);
  tellStart(outbox.put, info, time.at_ms);
  let passed_over = 0;
  for (const item of items) {
    const message = messageOf(item);
    if (message === undefined) passed_over++;
    else {
      time = timeOf(message.created_ms);
      story.message(message, time.at_ms);
    }
  }
  story.end();
  // Parts of a message run at the same time: each has its own beginning and end.
  const all = outbox.take();
  if (passed_over === 0) return all;
  return { ...all, fault: `${passed_over} of its messages have no info with a role, and are passed over` };
}

function tellableStart(info: SourceRecord, timeOf: (own_ms: number) => Time): Time {
  const created = isRecord(info['time']) ? info['time']['created'] : undefined;
  return timeOf(typeof created === 'number' ? created : Number.NaN);
}
