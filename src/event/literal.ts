/** Bytes to be compared with, four at a time. */
export interface Literal {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

export function literalOf(bytes: Uint8Array): Literal {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = Int32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getInt32(i * 4, true));
  return { bytes: Uint8Array.from(bytes), words };
}

/** The literal of a text in ASCII. */
export const asciiLiteral = (text: string): Literal => literalOf(Buffer.from(text, 'latin1'));
