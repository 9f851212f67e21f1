import type { SourceRecord } from '../formats/format.js';

/** Records that are remembered; of more, copies are no longer known. */
const RECORDS = 2_000_000;

/** What makes a record the same in two files, where a format has such a thing. */
const IDENTITIES: Readonly<Record<string, (record: SourceRecord) => unknown>> = {
  'claude-code': ({ type, uuid }) => (type === 'user' || type === 'assistant' ? uuid : undefined),
};

/** Tells of one file's records which ones are copies from another file. */
export interface CopyWatch {
  isCopy(record: SourceRecord, format: string): boolean;
  /** How many were copies so far. */
  readonly count: number;
}

/**
 * Finds the history that a resumed or forked session repeats at its head, so that it counts once: for the file that
 * was read first. What comes behind the head is the file's own.
 */
export class Copies {
  readonly #owners = new Map<string, number>();
  #files = 0;
  /** What the first record of each file is the same by. */
  readonly heads: string[] = [];

  /** @param skip how many records of the head are known to be copies, from an earlier reading; undefined: look */
  watch(skip?: number): CopyWatch {
    const file = this.#files++;
    const owners = this.#owners;
    let count = 0;
    let inHead = true;
    let first = true;
    const { heads } = this;
    return {
      get count() {
        return count;
      },
      isCopy(record, format) {
        const id = Object.hasOwn(IDENTITIES, format) ? IDENTITIES[format]?.(record) : undefined;
        if (typeof id !== 'string') return false;
        if (first) heads.push(id);
        first = false;
        const owner = owners.get(id);
        if (owner === undefined && owners.size < RECORDS) owners.set(id, file);
        inHead &&= skip === undefined ? owner !== undefined && owner !== file : count < skip;
        if (inHead) count++;
        return inHead;
      },
    };
  }
}
