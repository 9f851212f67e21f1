import { closeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isoFromMs } from '../base/clock.js';
import { SessionlogError } from '../base/errors.js';
import { sessionIdFault } from '../base/ids.js';
import { Chains } from '../event/chain.js';
import { isNote } from '../event/problem.js';
import { append } from './append.js';
import { AppendFile } from './append-file.js';
import { fileBlocks, openToRead } from './blocks.js';
import { EventDecoder } from './events.js';
import type { SealKey } from './keys.js';
import { noteSeal } from './ledger.js';
import { isShard, LOG_SUFFIX, sessionOf } from './paths.js';
import { RecordReader } from './records.js';
import {
  firstSealLink,
  NO_PREFIX,
  PrefixHash,
  parseSeal,
  type Seal,
  type SealClaim,
  sealLine,
  type WriterHead,
} from './seal-record.js';
import { readSeals, sealPath } from './seals.js';

const SEAL_EVENT = 'session_seal';
const NEWLINE = 0x0a;

export interface Sealed {
  readonly seal: Seal;
  /** False when nothing had come since the last seal: then that one is returned. */
  readonly made: boolean;
  /** What is wrong with the bytes that were sealed: a seal keeps damage as it is, it does not mend it. */
  readonly problems: number;
}

/**
 * Seals a log up to its last whole line: signs how many bytes it has, their hash, and where each writer stands. Costs
 * what the log grew by since the last seal. When it returns, the seal is on the disk.
 *
 * @param keyPath beside which the ledger of seals is kept
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE, SEAL_FAILED, WRITE_FAILED
 */
export function sealLog(logPath: string, key: SealKey, keyPath: string, now_ms: number = Date.now()): Sealed {
  const { seals, problems } = readSeals(logPath);
  if (problems[0] !== undefined) {
    throw new SessionlogError(
      'SEAL_FAILED',
      `${sealPath(logPath)}: ${problems[0].reason}; run "sessionlog verify" and keep both files as they are`,
    );
  }
  const session_id = sessionOf(logPath);
  const last = seals.at(-1);
  const grown = readGrown(logPath, session_id, last, seals);
  if (last !== undefined && grown.news === 0) return { seal: last, made: false, problems: grown.problems };
  const { bytes, lines, prefix, writers } = grown;
  const seal = last === undefined ? 0 : last.seal + 1;
  const previous = last?.link ?? firstSealLink(session_id);
  const claim: SealClaim = { ts: isoFromMs(now_ms), session_id, seal, bytes, lines, prefix, writers, previous };
  const made = write(logPath, sealLine(claim, key), now_ms);
  noteSeal(keyPath, logPath, made);
  if (isOfSession(logPath, session_id)) {
    append(
      dirname(logPath),
      session_id,
      { type: SEAL_EVENT, seal, bytes, key_id: made.key_id, link: made.link },
      { redact: false },
    );
  }
  return { seal: made, made: true, problems: grown.problems };
}

/** Whether the log takes a trace: a shard is one writer's alone, and by another name the trace would make another log. */
const isOfSession = (logPath: string, session_id: string): boolean =>
  !isShard(logPath) && logPath.endsWith(LOG_SUFFIX) && sessionIdFault(session_id) === undefined;

function write(logPath: string, line: string, now_ms: number): Seal {
  const file = new AppendFile(sealPath(logPath), { durable: true });
  try {
    const buffer = Buffer.from(`\n${line}\n`);
    file.write(buffer, 1, buffer.length, now_ms);
    file.sync();
  } finally {
    file.close();
  }
  const seal = parseSeal(line);
  if (typeof seal === 'string') throw new SessionlogError('SEAL_FAILED', `${sealPath(logPath)}: ${seal}`);
  return seal;
}

interface Grown extends Pick<SealClaim, 'bytes' | 'lines' | 'prefix' | 'writers'> {
  /** Events that are more than the trace of an earlier seal. */
  readonly news: number;
  readonly problems: number;
}

/** What has come since the last seal, up to the last newline. */
function readGrown(logPath: string, session_id: string, last: Seal | undefined, seals: readonly Seal[]): Grown {
  const chains = new Chains();
  chains.resume(headsOf(seals, session_id));
  const from = last?.bytes ?? 0;
  const hash = new PrefixHash(last?.prefix ?? NO_PREFIX);
  const writers: Record<string, WriterHead> = {};
  let problems = 0;
  let news = 0;
  const decoder = new EventDecoder(
    {
      event(event) {
        if (event.type !== SEAL_EVENT) news++;
        if (event.session_id === session_id && event.writer !== undefined && event.seq !== undefined) {
          writers[event.writer] = { seq: event.seq, hash: event.hash ?? '' };
        }
      },
      problem: (problem) => void (isNote(problem) || problems++),
    },
    { chains },
  );
  const reader = new RecordReader(decoder, undefined, from);
  const { fd, stat } = openToRead(logPath);
  try {
    if (stat.size < from)
      throw new SessionlogError('SEAL_FAILED', `${logPath}: it is shorter than its last seal: it was truncated`);
    let bytes = from;
    let carry = Buffer.alloc(0);
    for (const block of fileBlocks(logPath, fd, from)) {
      const whole = block.lastIndexOf(NEWLINE) + 1;
      if (whole === 0) {
        carry = Buffer.concat([carry, block]);
        continue;
      }
      for (const part of [carry, block.subarray(0, whole)]) {
        hash.update(part);
        reader.push(part);
        bytes += part.length;
      }
      carry = Buffer.from(block.subarray(whole));
    }
    reader.end('final');
    return { bytes, lines: (last?.lines ?? 0) + reader.lines, prefix: hash.digest(), writers, news, problems };
  } finally {
    closeSync(fd);
  }
}

/** Where every writer stood at the last seal, as the chains know writers. */
function* headsOf(seals: readonly Seal[], session_id: string): Generator<[string, WriterHead]> {
  for (const { writers } of seals) {
    for (const [writer, head] of Object.entries(writers)) yield [`${session_id}\0${writer}`, head];
  }
}
