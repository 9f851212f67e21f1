/** A program that appends to a log, reads and follows it. */
import {
  append,
  type EventInput,
  LEVELS,
  type Level,
  openLog,
  type Problem,
  type ReadItem,
  type Receipt,
  read,
  readEvents,
  type SessionEvent,
  type TailItem,
  tail,
} from 'sessionlog';
import * as log from 'sessionlog/log';
import { eventStream, toJsonLines } from 'sessionlog/stream';

const dir = process.argv[2] ?? '.';
const level: Level = LEVELS[1];
const input: EventInput = { type: 'skill', skill: 'summarize', final_status: 'success' };
const receipt: Receipt = append(dir, 'appended', input, { level });

// @ts-expect-error: a session is named by a string
export const wrong = () => append(dir, 42, input);

const handle = openLog(dir, 'appended', { agent_id: 'AGENT-002' });
handle.append({ type: 'custom', anything: ['goes'] });
const { path } = handle;
await handle.close();

const events: SessionEvent[] = read(dir, 'appended').events;
const problems: Problem[] = [];
let seen = 0;
for await (const item of readEvents(path)) {
  const either: ReadItem = item;
  if ('event' in either) seen += either.event.type === '' ? 0 : 1;
  else problems.push(either);
}

const stop = new AbortController();
for await (const item of tail(path, { last: 'all', signal: stop.signal })) {
  const told: TailItem = item;
  if ('event' in told) stop.abort();
}

let piped = 0;
for await (const chunk of eventStream(path).pipe(toJsonLines())) piped += String(chunk).length > 2 ? 1 : 0;

const same: boolean = log.append === append;
process.stdout.write(`${receipt.seq} ${events.length} ${seen} ${problems.length} ${piped} ${same}\n`);
