/**
 * What a foreign format is: a way to know it by its records, and a decoder that turns one record after the
 * other into events of ours. Pure: bytes, files and clocks belong to the reader.
 */
import type { SomeNeeds } from '../event/prune/needs.js';
import type { SessionEvent } from '../event/types.js';

/** One parsed line, as the reader hands it over. Its keys and values are whatever somebody wrote. */
export type SourceRecord = Readonly<Record<string, unknown>>;

export interface SourceHint {
  /** From the file's name, always a valid session id: see `sessionIdFromFile`. */
  readonly session_id: string;
  /** Epoch ms that stands in where a line has no time and none was seen yet (the file's mtime). */
  readonly fallback_ms: number;
  /** The name of the folder that the file lies in, where it is known: some agents put a subagent into its parent's. */
  readonly folder?: string | undefined;
}

export interface Decoded {
  /** In the order of the file. All of them pass the event checker. May hold events of earlier records. */
  readonly events: readonly SessionEvent[];
  /** Why the record was refused, as a sentence; the reader reports it with its place. */
  readonly fault?: string;
}

/** Decodes one file: push each record in order, then end once. Neither ever throws. */
export interface Decoder {
  push(record: SourceRecord): Decoded;
  end(): Decoded;
}

/** What of a record a decoder looks at, so that the rest of its line need not be parsed. */
export interface RecordNeeds {
  readonly needs: SomeNeeds;
  /** False of what is left of a record that is needed whole. */
  isEnough(left: SourceRecord): boolean;
}

export interface Format {
  /** As it is shown in reports, and the name of its folder. */
  readonly name: string;
  readonly title: string;
  /** Whether the first records of a file are in this format. */
  detect(records: readonly SourceRecord[]): boolean;
  /** The decoder makes the same of what is left of a record, and of its copies, as of the whole. */
  readonly pruned?: RecordNeeds;
  open(hint: SourceHint): Decoder;
}
