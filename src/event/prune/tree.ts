import { limitOf, type Needs } from './needs.js';

/** The layout of a node, which the kernel reads: flags, head, rest, limit, then the chains of its keys by their hash. */
const CHAINS = 64;
const NODE_BYTES = 16 + CHAINS * 4;
/** Of a key: the next one of its chain, its node, its length; its bytes follow. */
const KEY_BYTES = 12;
const WHOLE = 1;
const MEASURED = 2;
const NAMED = 4;
const MEASURES: readonly string[] = ['head', 'bytes', 'lines'];

/**
 * Needs as the kernel reads them. `at` is where they will lie in its memory; the root comes first.
 *
 * @throws TypeError for needs that a measure could be taken for
 */
export function treeOf(needs: Needs, at: number): Buffer {
  const parts: Buffer[] = [];
  let end = at;

  function take(bytes: number): { part: Buffer; address: number } {
    const part = Buffer.alloc(Math.ceil(bytes / 8) * 8);
    const address = end;
    parts.push(part);
    end += part.length;
    return { part, address };
  }

  function add(needs: Needs): number {
    const { part, address } = take(NODE_BYTES);
    if (needs === 'whole') {
      part.writeUInt32LE(WHOLE, 0);
      return address;
    }
    const { members = {}, rest, measure } = needs;
    const named = Object.keys(members);
    if (measure !== undefined && (rest !== undefined || named.some((key) => MEASURES.includes(key))))
      throw new TypeError(`needs: a member beside a measure could be taken for it: ${named.join(', ')}`);
    part.writeUInt32LE((measure === undefined ? 0 : MEASURED) | (named.length === 0 ? 0 : NAMED), 0);
    part.writeUInt32LE(measure ?? 0, 4);
    if (rest !== undefined) part.writeUInt32LE(add(rest), 8);
    part.writeUInt32LE(limitOf(measure ?? 0), 12);
    for (const [name, of_key] of Object.entries(members)) {
      const key = Buffer.from(name);
      const chain = 16 + slotOf(key) * 4;
      const { part: entry, address: place } = take(KEY_BYTES + key.length);
      entry.writeUInt32LE(part.readUInt32LE(chain), 0);
      entry.writeUInt32LE(key.length, 8);
      key.copy(entry, KEY_BYTES);
      part.writeUInt32LE(place, chain);
      entry.writeUInt32LE(add(of_key), 4);
    }
    return address;
  }

  add(needs);
  return Buffer.concat(parts);
}

const slotOf = (key: Buffer): number =>
  (key.length * 7 + (key[0] ?? 0) + (key[key.length - 1] ?? 0) * 3) % CHAINS;
