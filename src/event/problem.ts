/** What a reader may find in a file, as a value: bad data is never an exception. */
export type ProblemCode =
  /** An unterminated last line of a file that is young or growing: most likely a write in flight. Not counted. */
  | 'pending'
  /** An unterminated last line that is no whole record. */
  | 'torn'
  /** Bytes that are no JSON, after every whole record in the line was taken out. */
  | 'bad_json'
  /** Several records, or a stump and a record, stood on one line; the whole records were taken. */
  | 'glued'
  | 'not_an_object'
  /** JSON, but not an event: a field is missing or of the wrong kind. */
  | 'invalid_event'
  | 'over_long'
  | 'invalid_utf8'
  | 'nul_bytes'
  | 'bom'
  | 'crlf'
  | 'blank_line'
  | 'wrong_hash'
  | 'seq_gap'
  /** A line of a writer that stands behind a later one of the same writer. */
  | 'seq_order'
  | 'duplicate'
  | 'newer_version'
  /** No hash vouches for the line: told by `verify` only. */
  | 'unhashed'
  /** What a seal says of the log does not hold. */
  | 'seal_broken'
  /** A seal that is no seal, was changed, or lost its link. */
  | 'seal_invalid'
  /** A seal that must be there and is not. */
  | 'seal_missing'
  /** A seal by a key that the verifier was not told to trust. */
  | 'seal_untrusted'
  /** What follows the last seal: nothing vouches for it but the chains. */
  | 'unsealed'
  /** A log that was sealed and is not there. */
  | 'log_missing';

export interface Problem {
  readonly problem: ProblemCode;
  /** Counted from 1. */
  readonly line: number;
  /** Byte offset in the file of the first byte concerned. */
  readonly offset: number;
  /** Bytes concerned. */
  readonly length: number;
  readonly reason: string;
}

/** Nothing is wrong with the file: told, but never an error, not even under `--strict`. */
const NOTES: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['pending', 'newer_version', 'unsealed']);

export const isNote = (problem: Problem): boolean => NOTES.has(problem.problem);
