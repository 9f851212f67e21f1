import type { Interned } from './interned.js';
import { asciiLiteral, type Literal, literalOf } from './literal.js';
import { type JsonScanner, NOWHERE } from './scan.js';
import { createToken, type Token } from './token.js';

const SESSION = asciiLiteral('","session_id":');
const AGENT = asciiLiteral(',"agent_id":');
const WRITER = asciiLiteral(',"writer":');
const SEQ = asciiLiteral(',"seq":');
const SEQ_LENGTH = SEQ.length;
/** Writers whose lines stand between each other and that are known again; a power of two. */
const PLACES = 256;

/** What one writer puts into every line, from the end of the time to the sequence number. */
export interface Who {
  /** Not of one whose bytes have to be looked at on every line. */
  readonly literal: Literal | undefined;
  readonly session_id: string;
  readonly agent_id: string | undefined;
  readonly writer: string;
  /** Of its bytes, by some function. */
  readonly hash: number;
  /** Whether the bytes are ASCII without escapes. */
  readonly isPlain: boolean;
  /** For the twin: the symbol, and in which scan it was given. */
  symbol: number;
  scan: number;
}

/** Knows again who wrote a line: most lines are of the last few writers. */
export class Writers {
  /** Of the line that was read last. */
  who: Who | undefined;
  /** From behind `"session_id":` in the line that was read last, to before `,"seq":`. */
  from = 0;
  to = 0;

  readonly #scan: JsonScanner;
  readonly #names: Interned;
  readonly #known = new Array<Who | undefined>(PLACES).fill(undefined);
  /** How many bytes it took the last time: the next one mostly takes as many. */
  #length = 0;
  readonly #session = createToken();
  readonly #agent = createToken();
  readonly #writer = createToken();

  constructor(scan: JsonScanner, names: Interned) {
    this.#scan = scan;
    this.#names = names;
  }

  /** Who wrote the line, from what stands behind its time to its sequence number, if that is of our layout. */
  read(from: number): number {
    const place = this.#placeOf(from + this.#length);
    const who = this.#known[place];
    const literal = who?.literal;
    let end = literal === undefined ? NOWHERE : this.#scan.literal(from, literal);
    if (end === NOWHERE) end = this.#other(from);
    else this.who = who;
    this.from = from + SESSION.length;
    this.to = end - SEQ_LENGTH;
    return end;
  }

  /** Writers differ in the bytes before the sequence number. */
  #placeOf(end: number): number {
    const { bytes } = this.#scan;
    const at = end - SEQ_LENGTH - 1;
    return ((bytes[at - 1] ?? 0) ^ ((bytes[at - 2] ?? 0) << 2) ^ ((bytes[at - 3] ?? 0) << 4)) & (PLACES - 1);
  }

  #other(from: number): number {
    const scan = this.#scan;
    const names = this.#names;
    let at = this.#text(from, SESSION, this.#session);
    const agent = this.#text(at, AGENT, this.#agent);
    if (agent !== NOWHERE) at = agent;
    at = this.#text(at, WRITER, this.#writer);
    if (at !== NOWHERE) at = scan.literal(at, SEQ);
    if (at === NOWHERE) return NOWHERE;
    const hasAgent = agent !== NOWHERE;
    const who = {
      literal: scan.sawUtf8 ? undefined : literalOf(scan.bytes.subarray(from, at)),
      session_id: scan.text(this.#session, names),
      agent_id: hasAgent ? scan.text(this.#agent, names) : undefined,
      writer: scan.text(this.#writer, names),
      hash: Math.imul(this.#session.hash, 31) ^ Math.imul(hasAgent ? this.#agent.hash : 0, 17) ^ this.#writer.hash,
      isPlain: this.#session.isPlain && (!hasAgent || this.#agent.isPlain) && this.#writer.isPlain,
      symbol: -1,
      scan: -1,
    };
    this.who = who;
    if (who.literal !== undefined) {
      this.#length = at - from;
      this.#known[this.#placeOf(at)] = who;
    }
    return at;
  }

  /** A key, and the string behind it. */
  #text(at: number, key: Literal, into: Token): number {
    const from = at === NOWHERE ? NOWHERE : this.#scan.literal(at, key);
    return from === NOWHERE ? NOWHERE : this.#scan.token(from, into);
  }
}
