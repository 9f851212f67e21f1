import type { Interned } from './interned.js';
import { asciiLiteral, type Literal, literalOf } from './literal.js';
import type { JsonScanner } from './scan.js';
import { createToken } from './token.js';

const SESSION = asciiLiteral('","session_id":');
const AGENT = asciiLiteral(',"agent_id":');
const WRITER = asciiLiteral(',"writer":');
const SEQ = asciiLiteral(',"seq":');
const NONE = asciiLiteral('');
/** Writers whose lines stand between each other and that are known again; a power of two. */
const PLACES = 256;

/** What one writer puts into every line, from the end of the time to the sequence number. */
export interface Who {
  readonly literal: Literal;
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

  /** Who wrote the line, if what stands here is of our layout. */
  read(): Who | undefined {
    const scan = this.#scan;
    const from = scan.at;
    let who = this.#known[this.#placeOf(from + this.#length)];
    if (who === undefined || !scan.literal(who.literal)) who = this.#other(from);
    this.from = from + SESSION.bytes.length;
    this.to = scan.at - SEQ.bytes.length;
    return who;
  }

  /** Writers differ in the bytes before the sequence number. */
  #placeOf(end: number): number {
    const { bytes } = this.#scan;
    const at = end - SEQ.bytes.length - 1;
    const [a = 0, b = 0, c = 0] = [bytes[at - 1], bytes[at - 2], bytes[at - 3]];
    return (a ^ (b << 2) ^ (c << 4)) & (PLACES - 1);
  }

  #other(from: number): Who | undefined {
    const scan = this.#scan;
    const names = this.#names;
    if (!scan.literal(SESSION) || !scan.token(this.#session)) return undefined;
    const hasAgent = scan.literal(AGENT);
    if (hasAgent && !scan.token(this.#agent)) return undefined;
    if (!scan.literal(WRITER) || !scan.token(this.#writer) || !scan.literal(SEQ)) return undefined;
    const agent = hasAgent ? this.#agent : undefined;
    const who = {
      // What is not ASCII has to be looked at on every line.
      literal: scan.sawUtf8 ? NONE : literalOf(scan.bytes.subarray(from, scan.at)),
      session_id: scan.text(this.#session, names),
      agent_id: agent === undefined ? undefined : scan.text(agent, names),
      writer: scan.text(this.#writer, names),
      hash: Math.imul(this.#session.hash, 31) ^ Math.imul(agent?.hash ?? 0, 17) ^ this.#writer.hash,
      isPlain: this.#session.isPlain && agent?.isPlain !== false && this.#writer.isPlain,
      symbol: -1,
      scan: -1,
    };
    if (who.literal !== NONE) {
      this.#length = scan.at - from;
      this.#known[this.#placeOf(scan.at)] = who;
    }
    return who;
  }
}
