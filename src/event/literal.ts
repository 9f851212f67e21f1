/** Four bytes of ASCII or more to be compared with, eight at a time. */
export interface Literal {
  readonly length: number;
  /** The first four bytes. */
  readonly first: number;
  /** The last four; together with the first they are all of fewer than eight. */
  readonly last: number;
  /**
   * Eight bytes each; the last one ends with the bytes and may overlap the one before it. As doubles, since that is how
   * JavaScript gets at eight bytes without making an object: those of ASCII are never NaN or 0, so that two of them are
   * equal only if their bytes are.
   */
  readonly eights: Float64Array;
}

export function literalOf(bytes: Uint8Array): Literal {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const eights = length < 8 ? 0 : Math.ceil(length / 8);
  return {
    length,
    first: view.getInt32(0, true),
    last: view.getInt32(length - 4, true),
    eights: Float64Array.from({ length: eights }, (_, i) => view.getFloat64(Math.min(i * 8, length - 8), true)),
  };
}

/** The literal of a text in ASCII. */
export const asciiLiteral = (text: string): Literal => literalOf(Buffer.from(text, 'latin1'));
