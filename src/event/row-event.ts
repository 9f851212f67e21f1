import { isoFromMs } from '../base/clock.js';
import { type EventNames, Name } from '../base/name.js';
import type { LookedOver } from './chain.js';
import { HASH_END, HASH_LENGTH } from './hash.js';
import { ABSENT, HAS_ERROR, ROW_TYPES, type Rows, VERIFIED } from './scan/rows.js';
import type { Area } from './scan/scanner.js';
import type { Symbols } from './scan/symbols.js';

/** Who wrote a line, and for whom. */
interface Who {
  readonly session_id: string;
  readonly agent_id: string | undefined;
  readonly writer: string;
  readonly agent: Name;
  readonly clock: Name;
}

const NOBODY: Who = {
  session_id: '',
  agent_id: undefined,
  writer: '',
  agent: new Name(''),
  clock: new Name(''),
};

/** The texts of a scanner's rows, each made once. */
class Texts {
  readonly #symbols: Symbols;
  #cleared: number;
  #texts: (string | undefined)[] = [];
  #names: (Name | undefined)[] = [];
  #whos: (Who | undefined)[] = [];

  constructor(symbols: Symbols) {
    this.#symbols = symbols;
    this.#cleared = symbols.cleared;
  }

  /** Before rows of another scan are read. */
  refresh(): void {
    if (this.#symbols.cleared === this.#cleared) return;
    this.#cleared = this.#symbols.cleared;
    this.#texts = [];
    this.#names = [];
    this.#whos = [];
  }

  text(id: number): string {
    return this.#texts[id] ?? this.#makeText(id);
  }

  name(id: number): Name {
    return this.#names[id] ?? this.#makeName(id);
  }

  who(id: number): Who {
    return this.#whos[id] ?? this.#makeWho(id);
  }

  #makeText(id: number): string {
    const text = this.#symbols.text(id);
    this.#texts[id] = text;
    return text;
  }

  #makeName(id: number): Name {
    const name = new Name(this.#symbols.text(id));
    this.#names[id] = name;
    return name;
  }

  #makeWho(id: number): Who {
    const { session_id, agent_id, writer } = JSON.parse(`{"session_id":${this.#symbols.raw(id)}}`) as Who;
    const who = { session_id, agent_id, writer, agent: new Name(agent_id ?? ''), clock: new Name(writer) };
    this.#whos[id] = who;
    return who;
  }
}

const numberOf = (value: number | undefined): number | undefined => (Number.isNaN(value) ? undefined : value);

/**
 * A row of a scan as an event, as far as retrospectives read it: without what it was called with, and of an error only
 * whether there is one. It is one object for all rows, and each is asked only for what is read of it.
 */
export class RowEvent implements LookedOver {
  readonly #texts: Texts;
  #rows: Rows;
  #bytes: Buffer;
  #i = 0;
  #who: Who = NOBODY;

  constructor(symbols: Symbols, { rows, block }: Area) {
    this.#texts = new Texts(symbols);
    this.#rows = rows;
    this.#bytes = block;
  }

  /** Takes the rows of another scan. */
  open({ rows, block }: Area): void {
    this.#texts.refresh();
    this.#rows = rows;
    this.#bytes = block;
  }

  /** Goes to a row that is not `UNKNOWN`. */
  go(i: number): void {
    this.#i = i;
    this.#who = this.#texts.who(this.#rows.who[i] as number);
  }

  get names(): EventNames {
    const { agent, clock } = this.#who;
    return { name: this.#texts.name(this.#rows.name[this.#i] as number), agent, clock };
  }

  get at_ms(): number {
    return this.#rows.at_ms[this.#i] as number;
  }

  /** Where its newline stands. */
  get end(): number {
    return this.#rows.ends[this.#i] as number;
  }

  /** The hash that the line states. */
  get hash(): string {
    const to = this.end - HASH_END.length;
    return this.#bytes.toString('latin1', to - HASH_LENGTH, to);
  }

  get ts(): string {
    return isoFromMs(this.at_ms);
  }

  get session_id(): string {
    return this.#who.session_id;
  }

  get agent_id(): string | undefined {
    return this.#who.agent_id;
  }

  get writer(): string {
    return this.#who.writer;
  }

  get seq(): number {
    return this.#rows.seqs[this.#i] as number;
  }

  get type(): string {
    return ROW_TYPES[this.#rows.types[this.#i] as number] as string;
  }

  get name(): string | undefined {
    return this.#text(this.#rows.name);
  }

  get path(): string | undefined {
    return this.name;
  }

  get skill(): string | undefined {
    return this.name;
  }

  get status(): string | undefined {
    return this.#text(this.#rows.status);
  }

  get model(): string | undefined {
    return this.#text(this.#rows.model);
  }

  get span_id(): string | undefined {
    return this.#text(this.#rows.span_id);
  }

  get parent_span_id(): string | undefined {
    return this.#text(this.#rows.parent_span_id);
  }

  get duration_ms(): number | undefined {
    return numberOf(this.#rows.duration_ms[this.#i]);
  }

  get size_bytes(): number | undefined {
    return numberOf(this.#rows.size_bytes[this.#i]);
  }

  get lines(): number | undefined {
    return numberOf(this.#rows.lines[this.#i]);
  }

  get exit_code(): number | undefined {
    return numberOf(this.#rows.exit_code[this.#i]);
  }

  get attempt(): number | undefined {
    return numberOf(this.#rows.attempt[this.#i]);
  }

  get output_bytes(): number | undefined {
    return numberOf(this.#rows.output_bytes[this.#i]);
  }

  get error(): true | undefined {
    return ((this.#rows.flags[this.#i] as number) & HAS_ERROR) === 0 ? undefined : true;
  }

  get verified(): boolean {
    return ((this.#rows.flags[this.#i] as number) & VERIFIED) !== 0;
  }

  #text(ids: Int32Array): string | undefined {
    const id = ids[this.#i] as number;
    return id === ABSENT ? undefined : this.#texts.text(id);
  }
}
