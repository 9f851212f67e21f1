// fork.mjs <dir> <level> <count>: an agent that logs, forks with its log's descriptor among those that the child
// inherits, and goes on; the child logs to the same session with a logger of its own, at the same time.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { SessionLogger } from '../../../../dist/index.js';

const [dir, level, count, child] = process.argv.slice(2);
const who = child ?? 'parent';
const logger = new SessionLogger({ agentId: who, sessionId: 's', dir, level, onError: 'throw' });

async function log(from, to) {
  for (let i = from; i < to; i++) {
    logger.logFileRead(`${who}-${i}`);
    // Both get their turn, on one core too.
    if (i % 10 === 0) await turn();
  }
}

function linkOf(fd) {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
const heldFd = () => readdirSync('/proc/self/fd').find((fd) => linkOf(fd) === logger.path);

if (child === undefined) {
  const half = Number(count) / 2;
  await log(0, half);
  await logger.flush();
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc', Number(heldFd())];
  const forked = fork(import.meta.filename, [dir, level, count, 'child'], { stdio });
  const [inherited] = await once(forked, 'message');
  forked.send('go');
  const ended = once(forked, 'exit');
  await log(half, Number(count));
  const [code] = await ended;
  logger.logFileRead('parent-last');
  await logger.close();
  process.stdout.write(JSON.stringify({ code, inherited }));
} else {
  process.send(heldFd() !== undefined);
  await once(process, 'message');
  await log(0, Number(count));
  await logger.close();
  process.disconnect();
}
