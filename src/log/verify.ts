import { closeSync, fstatSync } from 'node:fs';
import { Chains } from '../event/chain.js';
import type { Problem, ProblemCode } from '../event/problem.js';
import { fileBlocks, isYoung, openToRead } from './blocks.js';
import { EventDecoder } from './events.js';
import { sessionOf } from './paths.js';
import { RecordReader } from './records.js';
import { SealCheck, type SealedSpan } from './seal-check.js';
import type { Seal } from './seal-record.js';
import { readSeals } from './seals.js';

/** A problem and the file in which it lies: the log, or its seals. */
export interface FoundProblem extends Problem {
  readonly file: string;
}

export interface VerifyOptions {
  /** Ids of keys whose seals count. */
  readonly trusted: ReadonlySet<string>;
  /** The last seal that the ledger beside the key knows of this log. */
  readonly noted?: { readonly seal: number; readonly link: string } | undefined;
  /** Whether a log without seals is a finding. */
  readonly requireSeal?: boolean;
  readonly onProblem: (problem: FoundProblem) => void;
}

export interface VerifyResult {
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly unhashed: number;
  readonly writers: number;
  /** Seals in the seal file, whether they hold or not. */
  readonly seals: number;
  /** Null: no trusted seal holds from the first byte on. */
  readonly sealed: SealedSpan | null;
}

/** Sessions of one log that are remembered, to hold its seals against them. */
const SESSIONS = 1_000;

/**
 * Reads a log from its first byte to its last and holds it against its chains and its seals. Every finding goes to
 * `onProblem`, in file order. The files are not changed.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function verifyLog(path: string, options: VerifyOptions): VerifyResult {
  const { trusted, onProblem } = options;
  const sealFile = readSeals(path);
  const session_id = sessionOf(path);
  const chains = new Chains();
  const noted = new Set<string>();
  const sessions = new Set<string>();
  let events = 0;
  let traces = 0;
  const note = (id: string): void => {
    if (sessions.size < SESSIONS) sessions.add(id);
  };
  const decoder = new EventDecoder(
    {
      event(event, place) {
        events++;
        note(event.session_id);
        if (event.hash === undefined)
          tell('unhashed', place.line, place.offset, place.length, 'no hash vouches for this line');
        // The log itself says which seals there were.
        if (event.type === 'session_seal' && typeof event['link'] === 'string') {
          traces++;
          noted.add(event['link']);
        }
      },
      problem: (problem) => onProblem({ ...problem, file: path }),
      // The traces of seals have to be read; all else has only to be whole.
      proved(session_id, type) {
        note(session_id);
        return type !== 'session_seal';
      },
    },
    { chains },
  );
  const tell = (problem: ProblemCode, line: number, offset: number, length: number, reason: string): void =>
    onProblem({ problem, line, offset, length, reason, file: path });
  const reader = new RecordReader(decoder);
  const check = new SealCheck(sealFile.seals, trusted, (seal) => chainsAgree(chains, session_id, seal), tell);

  const { fd, stat } = openToRead(path);
  try {
    for (const block of fileBlocks(path, fd)) {
      for (const part of check.parts(block)) {
        reader.push(part);
        check.reached(part, reader.lines, events + decoder.proved - traces);
      }
    }
    reader.end(stat.isFile() && isYoung(fstatSync(fd), Date.now()) ? 'in flight' : 'final');
  } finally {
    closeSync(fd);
  }
  for (const problem of sealFile.problems) onProblem({ ...problem, file: sealFile.path });
  const foreign = sealFile.seals.find((seal) => !sessions.has(seal.session_id));
  if (foreign !== undefined && events + decoder.proved > 0) {
    const reason = `the seals are of session ${JSON.stringify(foreign.session_id)}, of which the log has no event`;
    onProblem({ problem: 'seal_invalid', line: 1, offset: 0, length: 0, reason, file: sealFile.path });
  }
  const { bytes, sealed } = check.end(reader.lines, events + decoder.proved - traces);
  const links = new Set(sealFile.seals.map(({ link }) => link));
  for (const missing of missingSeals(noted, links, options, sealFile.seals.length))
    tell('seal_missing', 1, 0, bytes, missing);
  return {
    bytes,
    lines: reader.lines,
    events: events + decoder.proved,
    unhashed: decoder.unhashed,
    writers: [...chains.heads()].length,
    seals: sealFile.seals.length,
    sealed,
  };
}

function* missingSeals(
  noted: ReadonlySet<string>,
  links: ReadonlySet<string>,
  { noted: ledger, requireSeal }: VerifyOptions,
  count: number,
): Generator<string> {
  const gone = [...noted].filter((link) => !links.has(link)).length;
  if (gone > 0) yield `the log tells of ${gone} seal(s) that are not in its seal file`;
  if (ledger !== undefined && !links.has(ledger.link))
    yield `the key has made seal ${ledger.seal} of this log, which is not in its seal file`;
  if (requireSeal === true && count === 0) yield 'there is no seal beside the log, and there must be one';
}

/** Why the writers do not stand where a seal says, or undefined. */
function chainsAgree(chains: Chains, session_id: string, seal: Seal): string | undefined {
  const heads = new Map(chains.heads());
  for (const [writer, { seq, hash }] of Object.entries(seal.writers)) {
    const head = heads.get(`${session_id}\0${writer}`);
    if (head === undefined) return `writer ${writer} is gone, which had written up to seq ${seq}`;
    if (head.seq !== seq) return `writer ${writer} stands at seq ${head.seq}, and not at ${seq}`;
    if (head.hash !== hash) return `seq ${seq} of writer ${writer} is another one`;
  }
  return undefined;
}
