import { fill, isMissing } from './gaps.js';
import { firstLink, HASH_END, HASH_KEY, HASH_LENGTH, hashOf, linkOf } from './hash.js';
import { CHANGED, DUPLICATE, FITS, LATE, type Link, MENDED, STRIPPED, UNHASHED } from './link.js';
import type { SessionEvent } from './types.js';

/** What the chain must know of a line that was not parsed. */
export interface LookedOver {
  readonly session_id: string;
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
  /** Where it ends in its bytes, without the newline. */
  readonly end: number;
}

/** Lines of one writer for which a whole copy is awaited. */
const DOUBTS = 64;

/** A doubtful line, or one that is missing. */
interface Doubt {
  /** What the whole copy must link to; '' while that is not known. */
  readonly previous: string;
  /** Tells the doubtful line's bytes from others; '' when it is missing. */
  readonly bytes: string;
}

export interface Writer {
  /** The sequence number that comes next. */
  next: number;
  /** The hash of the line before it; '' when that line had none. */
  head: string;
  /** By sequence number. */
  doubts: Map<number, Doubt> | undefined;
  /** Sequence numbers below `next` that have not come, as pairs [from, to). */
  missing: number[];
}

const TAIL = HASH_KEY.length + HASH_LENGTH + HASH_END.length;

/**
 * The chains of all writers of one file, as far as it was read. A changed line is named once: the next one is
 * held against the hash that the changed line states, not against the one that it should have.
 */
export class Chains {
  readonly #writers = new Map<string, Writer>();
  readonly #verify: boolean;
  readonly #midway: boolean;
  #session = '';
  #writer = '';
  #state: Writer | undefined;

  /**
   * @param verify false follows sequence numbers only, which costs a tenth of hashing
   * @param midway reading began inside the file: what a writer wrote before is not missing
   */
  constructor(verify = true, midway = false) {
    this.#verify = verify;
    this.#midway = midway;
  }

  /** Takes a line into its writer's chain. `line` is its raw bytes without the newline. */
  take(event: SessionEvent, line: Buffer): Link {
    const { writer, seq, hash } = event;
    // A hash without its writer and number is what is left of a line of ours.
    if (writer === undefined || seq === undefined) return hash === undefined || !this.#verify ? UNHASHED : CHANGED;
    const state = this.#stateOf(event.session_id, writer);
    if (state === undefined) {
      const begun = seq === 0 || this.#midway;
      const missing = begun ? [] : [0, seq];
      const state: Writer = { next: seq + 1, head: hash ?? '', doubts: undefined, missing };
      this.#writers.set(keyOf(event.session_id, writer), state);
      if (!begun) return this.#gap(state, { seq, missing: seq, previous: firstLink(event.session_id, writer), line });
      if (seq > 0) return hash === undefined ? UNHASHED : FITS;
      return this.#verdict(state, firstLink(event.session_id, writer), hash, line);
    }
    if (seq < state.next) return again(state, seq, hash, line);
    const previous = state.head;
    const missing = seq - state.next;
    if (missing > 0) state.missing.push(state.next, seq);
    state.next = seq + 1;
    state.head = hash ?? '';
    return missing > 0
      ? this.#gap(state, { seq, missing, previous, line })
      : this.#verdict(state, previous, hash, line);
  }

  /** Behind a gap a line cannot be proved, unless what is missing comes. */
  #gap(state: Writer, { seq, missing, previous, line }: Gap): Link {
    if (this.#verify) {
      expectCopy(state, seq - missing, { previous, bytes: '' });
      expectCopy(state, seq, { previous: '', bytes: hashOf(line) });
    }
    return { kind: 'gap', missing };
  }

  /**
   * Takes in a line that was looked over, at [from, end) of the bytes, only if it is the next one of its writer and,
   * where hashes are checked, its hash fits; else nothing has happened.
   */
  takeNext(line: LookedOver, bytes: Buffer, from: number): boolean {
    const { session_id, writer, seq, end } = line;
    const state = this.#stateOf(session_id, writer);
    if (state === undefined || seq !== state.next) return false;
    if (!this.#verify) return this.takeNextOf(state, seq);
    const { hash } = line;
    if (state.head === '' || linkOf(state.head, bytes, from, end - TAIL) !== hash) return false;
    this.takeNextOf(state, seq);
    state.head = hash;
    return true;
  }

  /** Whether hashes are held against their lines. */
  get checksHashes(): boolean {
    return this.#verify;
  }

  /** A writer of whom a line was taken in; it stays the same. */
  writerOf(session_id: string, writer: string): Writer | undefined {
    return this.#stateOf(session_id, writer);
  }

  /** As `takeNext`, where hashes are not checked. */
  takeNextOf(writer: Writer, seq: number): boolean {
    if (seq !== writer.next) return false;
    writer.head = '';
    writer.next = seq + 1;
    return true;
  }

  /** Most lines are of the writer of the line before. */
  #stateOf(session_id: string, writer: string): Writer | undefined {
    if (session_id !== this.#session || writer !== this.#writer || this.#state === undefined) {
      this.#session = session_id;
      this.#writer = writer;
      this.#state = this.#writers.get(keyOf(session_id, writer));
    }
    return this.#state;
  }

  /** The last event of every writer: its `session_id`, a NUL and its name → its sequence number and hash. */
  *heads(): Generator<[key: string, head: { seq: number; hash: string }]> {
    for (const [key, { next, head }] of this.#writers) yield [key, { seq: next - 1, hash: head }];
  }

  /** Whether the heads tell all: no line is missing, and none doubted for which a whole copy may come. */
  get isSettled(): boolean {
    for (const { missing, doubts } of this.#writers.values())
      if (missing.length > 0 || (doubts !== undefined && doubts.size > 0)) return false;
    return true;
  }

  /** Takes up writers where they stood, as `heads` told. */
  resume(heads: Iterable<readonly [key: string, head: { readonly seq: number; readonly hash: string }]>): void {
    this.#state = undefined;
    for (const [key, { seq, hash }] of heads)
      this.#writers.set(key, { next: seq + 1, head: hash, doubts: undefined, missing: [] });
  }

  /**
   * Whether a record proves by its hash to be whole. Takes nothing in.
   *
   * @param alone it stands on a line of its own; one found inside another line may be a copy that was logged there
   */
  proves(event: SessionEvent, line: Buffer, alone = false): boolean {
    const { writer, seq, hash } = event;
    if (writer === undefined || seq === undefined || hash === undefined) return false;
    const state = this.#stateOf(event.session_id, writer);
    // The beginning of this writer's chain is not here, so that nothing but the layout can be held against it.
    if (state === undefined && (this.#midway || (alone && seq > 0))) return statedHash(line) === hash;
    if (state === undefined) return seq === 0 && fits(firstLink(event.session_id, writer), hash, line);
    // Behind a gap nothing can be proved; a writer that is known and a layout that is ours must do.
    return seq === state.next && state.head !== '' ? fits(state.head, hash, line) : statedHash(line) === hash;
  }

  #verdict(state: Writer, previous: string, hash: string | undefined, line: Buffer): Link {
    if (!this.#verify || previous === '') return hash === undefined ? UNHASHED : FITS;
    if (hash !== undefined && fits(previous, hash, line)) return FITS;
    expectCopy(state, state.next - 1, { previous, bytes: hashOf(line) });
    return hash === undefined ? STRIPPED : CHANGED;
  }
}

const keyOf = (session_id: string, writer: string): string => `${session_id}\0${writer}`;

interface Gap {
  readonly seq: number;
  readonly missing: number;
  /** What the first missing line links to. */
  readonly previous: string;
  readonly line: Buffer;
}

function expectCopy(state: Writer, seq: number, doubt: Doubt): void {
  state.doubts ??= new Map();
  state.doubts.set(seq, doubt);
  const [oldest] = state.doubts.keys();
  if (state.doubts.size > DOUBTS && oldest !== undefined) state.doubts.delete(oldest);
}

/** A line whose sequence number lies behind: it fills a gap, is the whole copy of a doubtful one, or comes twice. */
function again(state: Writer, seq: number, hash: string | undefined, line: Buffer): Link {
  const doubt = state.doubts?.get(seq);
  const known = doubt !== undefined && doubt.previous !== '';
  const proved = known && hash !== undefined && fits(doubt.previous, hash, line);
  if (isMissing(state.missing, seq)) {
    // One of the torn copies of the missing line; the whole one may still come.
    if (known && !proved) return hash === undefined ? STRIPPED : CHANGED;
    fill(state.missing, seq);
    settle(state, seq, hash ?? '');
    return LATE;
  }
  if (hash === undefined) return DUPLICATE;
  if (!proved) {
    // It links to the doubtful line that bears its number: that number was changed, and both are lines of their own.
    const follows = doubt !== undefined && seq === state.next - 1 && state.head !== '' && fits(state.head, hash, line);
    if (!follows) return DUPLICATE;
    state.doubts?.delete(seq);
    state.head = hash;
    return FITS;
  }
  settle(state, seq, hash);
  if (seq === state.next - 1) state.head = hash;
  return doubt.bytes === hashOf(line) ? DUPLICATE : MENDED;
}

/** A line and its hash are known now, and with them what the next one must link to. */
function settle(state: Writer, seq: number, hash: string): void {
  state.doubts?.delete(seq);
  const next = state.doubts?.get(seq + 1);
  if (next !== undefined) state.doubts?.set(seq + 1, { ...next, previous: hash });
  else if (isMissing(state.missing, seq + 1)) expectCopy(state, seq + 1, { previous: hash, bytes: '' });
}

/** The hash where our writer puts it, at the very end of the line, or ''. */
function statedHash(line: Buffer): string {
  if (line.length < TAIL) return '';
  const tail = line.toString('latin1', line.length - TAIL);
  if (!tail.startsWith(HASH_KEY) || !tail.endsWith(HASH_END)) return '';
  return tail.slice(HASH_KEY.length, -HASH_END.length);
}

const fits = (previous: string, hash: string, line: Buffer): boolean =>
  statedHash(line) === hash && linkOf(previous, line, 0, line.length - TAIL) === hash;
