import { firstLink, HASH_END, HASH_KEY, HASH_LENGTH, linkOf } from './hash.js';
import type { SessionEvent } from './types.js';

/**
 * What the chain says of a line. `missing` is the number of events that are missing before it; `mended` is the true
 * copy of the line that came as `changed` before.
 */
export type Link =
  | { readonly kind: 'fits' | 'unhashed' }
  | { readonly kind: 'gap'; readonly missing: number }
  | { readonly kind: 'late' | 'duplicate' | 'changed' | 'mended' };

const FITS: Link = { kind: 'fits' };
const UNHASHED: Link = { kind: 'unhashed' };
const LATE: Link = { kind: 'late' };
const DUPLICATE: Link = { kind: 'duplicate' };
const CHANGED: Link = { kind: 'changed' };
const MENDED: Link = { kind: 'mended' };

interface Writer {
  /** The sequence number that comes next. */
  next: number;
  /** The hash of the line before it; '' when that line had none. */
  head: string;
  /** What the last line should have linked to, when it did not; else ''. */
  doubt: string;
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
    if (writer === undefined || seq === undefined) return UNHASHED;
    const state = this.#stateOf(event.session_id, writer);
    if (state === undefined) {
      const begun = seq === 0 || this.#midway;
      const missing = begun ? [] : [0, seq];
      const state: Writer = { next: seq + 1, head: hash ?? '', doubt: '', missing };
      this.#writers.set(keyOf(event.session_id, writer), state);
      if (!begun) return { kind: 'gap', missing: seq };
      if (seq > 0) return hash === undefined ? UNHASHED : FITS;
      return this.#verdict(state, firstLink(event.session_id, writer), hash, line);
    }
    if (seq < state.next) return mend(state, event, line) ? MENDED : fill(state, seq) ? LATE : DUPLICATE;
    const previous = state.head;
    const missing = seq - state.next;
    if (missing > 0) state.missing.push(state.next, seq);
    state.next = seq + 1;
    state.head = hash ?? '';
    state.doubt = '';
    return missing > 0 ? { kind: 'gap', missing } : this.#verdict(state, previous, hash, line);
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

  /** Takes up writers where they stood, as `heads` told. */
  resume(heads: Iterable<[key: string, head: { seq: number; hash: string }]>): void {
    this.#state = undefined;
    for (const [key, { seq, hash }] of heads)
      this.#writers.set(key, { next: seq + 1, head: hash, doubt: '', missing: [] });
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
    if (hash === undefined) return UNHASHED;
    if (!this.#verify || previous === '' || fits(previous, hash, line)) return FITS;
    state.doubt = previous;
    return CHANGED;
  }
}

const keyOf = (session_id: string, writer: string): string => `${session_id}\0${writer}`;

/** Whether this is the last line of the writer again, and fits where that one did not: a torn one was sent once more. */
function mend(state: Writer, { seq, hash }: SessionEvent, line: Buffer): boolean {
  if (state.doubt === '' || seq !== state.next - 1 || hash === undefined) return false;
  if (!fits(state.doubt, hash, line)) return false;
  state.head = hash;
  state.doubt = '';
  return true;
}

/** Takes a sequence number out of the missing ones; false when it was not missing. */
function fill(state: Writer, seq: number): boolean {
  const { missing } = state;
  for (let i = 0; i < missing.length; i += 2) {
    const from = missing[i] as number;
    const to = missing[i + 1] as number;
    if (seq < from || seq >= to) continue;
    const rest = [from, seq, seq + 1, to];
    missing.splice(i, 2, ...(seq === from ? [] : rest.slice(0, 2)), ...(seq + 1 === to ? [] : rest.slice(2)));
    return true;
  }
  return false;
}

/** The hash where our writer puts it, at the very end of the line, or ''. */
function statedHash(line: Buffer): string {
  if (line.length < TAIL) return '';
  const tail = line.toString('latin1', line.length - TAIL);
  if (!tail.startsWith(HASH_KEY) || !tail.endsWith(HASH_END)) return '';
  return tail.slice(HASH_KEY.length, -HASH_END.length);
}

const fits = (previous: string, hash: string, line: Buffer): boolean =>
  statedHash(line) === hash && linkOf(previous, line.subarray(0, line.length - TAIL)) === hash;
