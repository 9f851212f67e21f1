import {
  CHAINS,
  FIELD,
  JSON_SIZED,
  KEY_BYTES,
  KEY_LENGTH,
  KEY_NEXT,
  KEY_NODE,
  MEASURED,
  NAMED,
  NODE_BYTES,
  NODE_CHAINS,
  NODE_FLAGS,
  NODE_HEAD_UNITS,
  NODE_LIMIT,
  NODE_REST,
  NODE_SLOT,
  NOT_KEPT,
  SLOT_BYTES,
  SLOT_KEPT_LENGTH,
  WHOLE,
} from './memory.js';
import { limitOf, MEASURES, type Needs, type SomeNeeds } from './needs.js';

/** Needs as the kernel reads them. */
export interface Tree {
  readonly bytes: Buffer;
  /** Where its root lies. */
  readonly root: number;
  /** Where the slots of the fields lie, one after the other. */
  readonly slots: number;
  /** Members of the record that are needed whole: mostly plain and short, the same on many lines. */
  readonly fields: readonly string[];
}

/** What looks like a measure stays so. */
const LOOKS: Readonly<Record<string, Needs>> = Object.fromEntries(MEASURES.map((name) => [name, 'whole']));

/** Lays out needs for the kernel. `at` is where they will lie in its memory. */
export function treeOf(needs: SomeNeeds, at: number): Tree {
  const parts: Buffer[] = [];
  let end = at;

  function take(bytes: number): { part: Buffer; address: number } {
    const part = Buffer.alloc(Math.ceil(bytes / 16) * 16);
    const address = end;
    parts.push(part);
    end += part.length;
    return { part, address };
  }

  function add(needs: Needs, slot?: number): number {
    const { part, address } = take(NODE_BYTES);
    if (needs === 'whole') {
      part.writeUInt32LE(slot === undefined ? WHOLE : WHOLE | FIELD, NODE_FLAGS);
      part.writeUInt32LE(slot ?? 0, NODE_SLOT);
      return address;
    }
    const { rest, measure, json } = needs;
    const members = measure === undefined ? { ...needs.members } : { ...needs.members, ...LOOKS };
    const named = Object.keys(members).length === 0 ? 0 : NAMED;
    part.writeUInt32LE((measure === undefined ? 0 : MEASURED) | named | (json === true ? JSON_SIZED : 0), NODE_FLAGS);
    part.writeUInt32LE(measure ?? 0, NODE_HEAD_UNITS);
    if (rest !== undefined) part.writeUInt32LE(add(rest), NODE_REST);
    part.writeUInt32LE(limitOf(measure ?? 0), NODE_LIMIT);
    for (const [name, of_key] of Object.entries(members)) {
      const key = Buffer.from(name);
      const chain = NODE_CHAINS + chainOf(key) * 4;
      const { part: entry, address: place } = take(KEY_BYTES + key.length);
      entry.writeUInt32LE(part.readUInt32LE(chain), KEY_NEXT);
      entry.writeUInt32LE(key.length, KEY_LENGTH);
      key.copy(entry, KEY_BYTES);
      part.writeUInt32LE(place, chain);
      const field = needs === record ? fields.indexOf(name) : -1;
      entry.writeUInt32LE(field === -1 ? add(of_key) : add(of_key, slots + field * SLOT_BYTES), KEY_NODE);
    }
    return address;
  }

  const record = needs;
  // Assigning to `__proto__` would do something else.
  const isField = ([name, of_key]: [string, Needs]): boolean => of_key === 'whole' && name !== '__proto__';
  const fields = Object.entries(needs.members ?? {})
    .filter(isField)
    .map(([name]) => name);
  const { part, address: slots } = take(fields.length * SLOT_BYTES);
  for (let i = 0; i < fields.length; i++) part.writeInt32LE(NOT_KEPT, i * SLOT_BYTES + SLOT_KEPT_LENGTH);
  const root = add(needs);
  return { bytes: Buffer.concat(parts), root, slots, fields };
}

const chainOf = (key: Buffer): number => (key.length * 7 + (key[0] ?? 0) + (key[key.length - 1] ?? 0) * 3) % CHAINS;
