import { LIMITS } from '../../base/limits.js';
import { HASH_KEY } from '../hash.js';
import { type Member, RESERVED, shapeOf } from '../shape.js';
import * as memory from './memory.js';
import { numberColumn, ROW_TYPES, textColumn } from './rows.js';

const FLAGS: Readonly<Record<string, number>> = { error: memory.HAS_ERROR, verified: memory.VERIFIED };

/**
 * Writes what the kernel compares lines with: what every line begins with, and for each type of which rows tell its
 * members as the schema has them.
 */
export function writeTables(buffer: ArrayBufferLike): void {
  const tables = new Tables(buffer);
  // The kernel begins with the first minute of 1970.
  tables.text(memory.MINUTE_AT, '{"v":1,"ts":"1970-01-01T00:00:');
  new Float64Array(buffer, memory.MINUTE_MS_AT, 1)[0] = 0;
  tables.text(memory.LINE_HEAD_AT, '{"v":1,"ts":"');
  tables.text(memory.SESSION_AT, 'Z","session_id":');
  tables.text(memory.AGENT_AT, ',"agent_id":');
  tables.text(memory.WRITER_AT, ',"writer":');
  tables.text(memory.SEQ_AT, ',"seq":');
  tables.text(memory.TYPE_AT, ',"type":');
  tables.text(memory.HASH_AT, HASH_KEY);
  tables.powers(memory.POWERS_AT);
  tables.word(memory.DEPTH_AT, LIMITS.depth);
  tables.ones(memory.MASKS_AT, memory.SHORT_BYTES);
  tables.types();
  tables.keys();
}

class Tables {
  readonly #view: DataView;
  readonly #bytes: Buffer;
  #next = memory.ENTRIES_FROM;

  constructor(buffer: ArrayBufferLike) {
    this.#view = new DataView(buffer);
    this.#bytes = Buffer.from(buffer);
  }

  text(at: number, text: string): void {
    this.#bytes.write(text, at, 'latin1');
  }

  word(at: number, value: number): void {
    this.#view.setInt32(at, value, true);
  }

  ones(at: number, length: number): void {
    this.#bytes.fill(0xff, at, at + length);
  }

  powers(at: number): void {
    for (let power = 0; power < 16; power++) this.#view.setFloat64(at + power * 8, 10 ** power, true);
  }

  types(): void {
    const entries = this.#entries(ROW_TYPES.map((type) => `"${type}"`));
    this.word(memory.TYPES_FROM_AT, entries[0] ?? 0);
    this.word(memory.TYPES_TO_AT, this.#next);
    for (const [i, type] of ROW_TYPES.entries()) this.#members(entries[i] ?? 0, shapeOf(type).members);
  }

  keys(): void {
    this.word(memory.KEYS_FROM_AT, this.#next);
    this.#entries([...RESERVED].map((key) => `,"${key}":`));
    this.word(memory.KEYS_TO_AT, this.#next);
  }

  #members(type: number, members: readonly Member[]): void {
    this.word(type + memory.ENTRY_FROM, this.#next);
    const entries = this.#entries(members.map(({ key }) => `,"${key}":`));
    this.word(type + memory.ENTRY_TO, this.#next);
    for (const [i, member] of members.entries()) this.#member(entries[i] ?? 0, member);
  }

  #member(entry: number, { key, kind, words, required, slot }: Member): void {
    this.word(entry + memory.MEMBER_KIND, kind);
    this.word(entry + memory.MEMBER_REQUIRED, required ? 1 : 0);
    this.word(entry + memory.MEMBER_COLUMN, slot < 0 ? 0 : columnAt(key));
    this.word(entry + memory.MEMBER_FLAG, FLAGS[key] ?? 0);
    this.word(entry + memory.ENTRY_FROM, this.#next);
    this.#entries(words.map((word) => JSON.stringify(word)));
    this.word(entry + memory.ENTRY_TO, this.#next);
  }

  /** One behind the other; returns where each begins. */
  #entries(literals: readonly string[]): number[] {
    return literals.map((literal) => {
      const entry = this.#next;
      this.#next += memory.ENTRY_BYTES;
      if (literal.length > memory.LITERAL_BYTES || this.#next > memory.TABLES_TO)
        throw new RangeError(`no room in the tables for ${literal}`);
      this.text(entry, literal);
      this.ones(entry + memory.ENTRY_MASK, literal.length);
      this.word(entry + memory.ENTRY_LENGTH, literal.length);
      return entry;
    });
  }
}

/** Where the column of a field begins, from where the rows begin; 0 when it has none. */
function columnAt(key: string): number {
  const [text, number] = [textColumn(key), numberColumn(key)];
  if (text >= 0) return memory.TEXT_COLUMNS_FROM + text * memory.COLUMN_BYTES;
  return number >= 0 ? memory.NUMBER_COLUMNS_FROM + number * memory.COLUMN_BYTES : 0;
}
