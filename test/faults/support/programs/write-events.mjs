// Appends what the plan says and notes each acknowledged event in a file of its own, by one write(2) each, after the
// level's promise was given. Ends with one line of JSON about how it went.
import { openSync, writeSync } from 'node:fs';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { openLog } from '../../../../dist/log/index.js';
import { eventOf, idOf } from '../plan.mjs';

const spec = JSON.parse(process.argv[2]);
const { dir, session, acks, worker, plan, level = 'process', count = Number.POSITIVE_INFINITY } = spec;
const { batch = 16, pause_ms = 0, patience_ms = 2_000 } = spec;
const acknowledgeAt = level === 'group' || level === 'buffered' ? batch : 1;

const fd = openSync(acks, 'a');
const errors = {};
let acknowledged = 0;
const log = openLog(dir, session, { level, onError: note });

function note({ code }) {
  errors[code] = (errors[code] ?? 0) + 1;
}

function acknowledge(lines) {
  if (lines.length > 0) writeSync(fd, lines.join(''));
  acknowledged += lines.length;
}

/** Resolves when the promise of the level holds for what was appended. */
const promised = () => (level === 'buffered' ? turn() : log.flush());

/** Events that were appended, or kept by the log for another try, and have no promise yet. */
let waiting = [];

/** Asks for the promise until it is given; false when patience is at its end. */
async function settle() {
  for (const until_ms = Date.now() + patience_ms; ; await sleep(5)) {
    try {
      // What waits in the queue is written by a flush only, at every level.
      await log.flush();
      acknowledge(waiting);
      waiting = [];
      return true;
    } catch (error) {
      note(error);
      if (Date.now() > until_ms) return false;
    }
  }
}

let living = true;
for (let i = 0; i < count && living; i++) {
  try {
    const { writer, seq } = log.append(eventOf(plan, worker, i));
    waiting.push(`${idOf(worker, i)} ${writer} ${seq}\n`);
    if (waiting.length < acknowledgeAt) continue;
    if (acknowledgeAt > 1) await promised();
    acknowledge(waiting);
    waiting = [];
    if (pause_ms > 0) await sleep(pause_ms);
  } catch (error) {
    note(error);
    if (error.code === 'QUEUE_FULL') i--;
    else if (waiting.length === 0 || !waiting.at(-1).startsWith(`${idOf(worker, i)} `))
      waiting.push(`${idOf(worker, i)} - -\n`);
    living = await settle();
  }
}
let closed = 'closed';
try {
  await log.close();
  acknowledge(waiting);
} catch (error) {
  closed = error.code;
}
process.stdout.write(`${JSON.stringify({ acknowledged, errors, closed })}\n`);
