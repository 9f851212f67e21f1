import { isRecord, listOf } from '../agent/values.js';
import { refused } from '../compose.js';
import { type Owner, openOutbox, openTimes } from '../drafts.js';
import type { Decoded, Decoder, Format, SourceHint, SourceRecord } from '../format.js';
import { messageOf } from './message.js';
import { openMessages } from './messages.js';
import { openSession } from './session.js';
import { openStory } from './story.js';

export const gemini: Format = {
  name: 'gemini',
  title: 'Gemini CLI (chats)',
  detect: (records) => records.some(isHead),
  open,
};

/** The first line of a chat, and the whole of an old one. */
const isHead = (record: SourceRecord): boolean =>
  typeof record['sessionId'] === 'string' && typeof record['projectHash'] === 'string';

const isEmpty = (value: unknown): boolean => value === undefined || value === null;

/** A chat is told when it ends: until then, every message may be written again, or taken back. */
function open(hint: SourceHint): Decoder {
  const timeOf = openTimes(hint.fallback_ms);
  let inferred = false;
  const outbox = openOutbox((): Owner => ({ ...session.owner(), inferred }));
  const session = openSession(hint, outbox.put);
  const story = openStory(outbox.put, session.id);
  const messages = openMessages((message) => {
    inferred = message.inferred;
    session.begin(message);
    story.message(message);
  });

  function take(record: SourceRecord): boolean {
    const message = messageOf(record, timeOf);
    if (message === undefined) return false;
    session.sees(message);
    messages.put(message);
    return true;
  }

  function set(changes: SourceRecord): number {
    session.set(changes);
    if (!Array.isArray(changes['messages'])) return 0;
    const list = listOf(changes['messages']);
    return messages.rebuild(() => list.filter((each) => !isRecord(each) || !take(each)).length);
  }

  function close(): void {
    messages.end();
    inferred = false;
    session.begin();
    story.end();
  }

  function push(record: SourceRecord): Decoded {
    const { $set: changes, $rewindTo: id } = record;
    let passed_over = 0;
    if (typeof id === 'string') messages.rewindTo(id);
    else if (isRecord(changes)) passed_over = set(changes);
    else if (isHead(record)) {
      if (session.isOther(record)) close();
      passed_over = set(record);
    } else if (!take(record)) {
      return refused(isEmpty(record['id']) ? 'id: is missing: this is no message' : 'this is no message of a chat');
    }
    const decoded = outbox.take();
    if (passed_over === 0) return decoded;
    return { ...decoded, fault: `${passed_over} of its messages have no id or no type, and are passed over` };
  }

  return {
    push,
    end() {
      close();
      return outbox.take();
    },
  };
}
