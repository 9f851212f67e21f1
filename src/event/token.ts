/** Where a string stands, without its quotes. */
export interface Token {
  from: number;
  to: number;
  /** Of its bytes, as far as they are plain. */
  hash: number;
  /** Whether it is ASCII without escapes. */
  isPlain: boolean;
}

export const createToken = (): Token => ({ from: 0, to: 0, hash: 0, isPlain: true });
