const ROOTS = new Int32Array(64);
const START = new Int32Array(8);
for (let n = 2, found = 0; found < 64; n++) {
  let isPrime = true;
  for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d !== 0;
  if (!isPrime) continue;
  ROOTS[found] = bits(Math.cbrt(n));
  if (found < 8) START[found] = bits(Math.sqrt(n));
  found++;
}

/** The first 32 bits behind the point. */
function bits(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

const words = new Int32Array(64);

/**
 * SHA-256 (FIPS 180-4), for the few lines of a process that ends at once: to load `node:crypto` takes as long as to hash
 * a thousand of them here.
 */
export function sha256(bytes: Uint8Array): Buffer {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const padded = Buffer.alloc(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  padded.writeUIntBE(bytes.length * 8, padded.length - 6, 6);
  const state = Int32Array.from(START);
  for (let at = 0; at < padded.length; at += 64) mix(state, padded, at);
  const digest = Buffer.alloc(32);
  for (const [i, word] of state.entries()) digest.writeInt32BE(word, i * 4);
  return digest;
}

function mix(state: Int32Array, block: Buffer, at: number): void {
  const w = words;
  for (let i = 0; i < 16; i++) w[i] = block.readInt32BE(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (ROOTS[i] as number) + (w[i] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] as number) + word;
}
