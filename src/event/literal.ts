/** Four bytes or more to be compared with, a word at a time. */
export interface Literal {
  readonly length: number;
  /** The words one behind the other; the last one ends with the bytes and may overlap the one before it. */
  readonly words: Int32Array;
}

export function literalOf(bytes: Uint8Array): Literal {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const words = Int32Array.from({ length: Math.ceil(length / 4) }, (_, i) =>
    view.getInt32(Math.min(i * 4, length - 4), true),
  );
  return { length, words };
}

/** The literal of a text in ASCII. */
export const asciiLiteral = (text: string): Literal => literalOf(Buffer.from(text, 'latin1'));
