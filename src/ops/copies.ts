import type { SourceRecord } from '../formats/format.js';

/** Records that are remembered; of more, copies are no longer known. */
const RECORDS = 2_000_000;

/** What makes a record the same in two files. */
interface Identity {
  readonly id: string;
  /** A part of the conversation. What only goes with it may be a file's own and stand among copies all the same. */
  readonly isMessage: boolean;
}

const IDENTITIES: ReadonlyMap<string, (record: SourceRecord) => Identity | undefined> = new Map([
  [
    'claude-code',
    ({ type, uuid }: SourceRecord) =>
      typeof uuid === 'string' ? { id: uuid, isMessage: type === 'user' || type === 'assistant' } : undefined,
  ],
]);

/** Whether copies are known in a format. */
export const hasCopies = (format: string | undefined): boolean => format !== undefined && IDENTITIES.has(format);

/** What a record is the same by, if it is a message: a file that begins with it has that for its head. */
export function headOf(record: SourceRecord): string | undefined {
  for (const identityOf of IDENTITIES.values()) {
    const identity = identityOf(record);
    if (identity?.isMessage) return identity.id;
  }
  return undefined;
}

/** Of the records with an identity: so many of the file's own come first, then so many copies. */
export interface CopiedHead {
  readonly own_records: number;
  readonly copied_records: number;
}

/** Tells of one file's records which ones are copies from another file. */
export interface CopyWatch {
  isCopy(record: SourceRecord, format: string): boolean;
  /** What it came to so far. */
  readonly head: CopiedHead;
}

/**
 * Finds the history that a resumed or forked session repeats at its head, so that it counts once: for the file that
 * was read first. The head ends with the first message that is the file's own.
 */
export class Copies {
  readonly #owners = new Map<string, number>();
  #files = 0;
  /** What the first message of each file is the same by. */
  readonly heads: string[] = [];

  /** @param known what the head is, from an earlier reading; undefined: look */
  watch(known?: CopiedHead): CopyWatch {
    const file = this.#files++;
    const owners = this.#owners;
    const { heads } = this;
    let own_records = 0;
    let copied_records = 0;
    let inHead = true;
    let first = true;
    const isCopied = (owner: number | undefined, isMessage: boolean): boolean => {
      if (known !== undefined) return own_records === known.own_records && copied_records < known.copied_records;
      return (owner !== undefined && owner !== file) || (copied_records > 0 && !isMessage);
    };
    const isHeadOver = (isMessage: boolean): boolean =>
      known === undefined ? isMessage : own_records >= known.own_records;
    return {
      get head() {
        return { own_records: copied_records === 0 ? 0 : own_records, copied_records };
      },
      isCopy(record, format) {
        const identity = IDENTITIES.get(format)?.(record);
        if (identity === undefined) return false;
        const { id, isMessage } = identity;
        if (first && isMessage) {
          heads.push(id);
          first = false;
        }
        const owner = owners.get(id);
        if (owner === undefined && owners.size < RECORDS) owners.set(id, file);
        if (!inHead) return false;
        const copied = isCopied(owner, isMessage);
        if (copied) copied_records++;
        else if (isHeadOver(isMessage)) inHead = false;
        else own_records++;
        return copied;
      },
    };
  }
}
