/** Whether the bytes are UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
export function isUtf8(from: usize, to: usize): bool {
  let at = from;
  while (at < to) {
    if (at + 16 <= to && !v128.any_true(v128.and(v128.load(at), i8x16.splat(-128)))) {
      at += 16;
      continue;
    }
    const byte: i32 = load<u8>(at++);
    if (byte < 0x80) continue;
    if (byte < 0xc2 || byte > 0xf4) return false;
    const second: i32 = load<u8>(at++);
    // The first of the bytes that follow has a range of its own in these.
    const least = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
    const most = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return false;
    if (byte >= 0xe0 && (load<u8>(at++) & 0xc0) != 0x80) return false;
    if (byte >= 0xf0 && (load<u8>(at++) & 0xc0) != 0x80) return false;
  }
  return at == to;
}
