import { hash } from 'node:crypto';
import { sha256 } from './sha256.js';

/** Characters of a hash on the line: 128 bits in base64url. */
export const HASH_LENGTH = 22;
/** What stands before the hash on a line, and after it. */
export const HASH_KEY = ',"hash":"';
export const HASH_END = '"}';

// 22 characters hold 132 bits: the last one carries two bits of the 128, and four that are cut to zero.
const LAST = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((c, i) => [c, 'AQgw'[i >> 4]]),
);

/** SHA-256 of the bytes, cut to 128 bits, base64url: 22 characters. */
export function hashOf(bytes: Uint8Array): string {
  const full = digestOf(bytes);
  return full.slice(0, HASH_LENGTH - 1) + LAST.get(full.charAt(HASH_LENGTH - 1));
}

/** What is hashed before `node:crypto` is worth loading, in a program that loads it when it is used. */
const FEW_BYTES = 4 * 1024;
let hashed = 0;

/** The whole digest that `putHash` cuts to a hash. */
export function digestOf(bytes: Uint8Array): string {
  if (hashed < FEW_BYTES) {
    hashed += bytes.length;
    if (hashed < FEW_BYTES) return sha256(bytes).toString('base64url');
  }
  return hash('sha256', bytes, 'base64url');
}

/** Writes the hash that a digest is cut to: 22 bytes. */
export function putHash(out: Uint8Array, digest: string): void {
  for (let i = 0; i < HASH_LENGTH - 1; i++) out[i] = digest.charCodeAt(i);
  out[HASH_LENGTH - 1] = (LAST.get(digest.charAt(HASH_LENGTH - 1)) ?? '').charCodeAt(0);
}

/** What the first line of a writer links to. */
export const firstLink = (sessionId: string, writer: string): string =>
  hashOf(Buffer.from(`sessionlog/1\0${sessionId}\0${writer}`));

let scratch = Buffer.allocUnsafeSlow(16 * 1024);

/** The hash of a line of which the bytes at [from, to) stand before `,"hash":"`. */
export function linkOf(previous: string, bytes: Buffer, from = 0, to: number = bytes.length): string {
  const end = HASH_LENGTH + to - from;
  if (end > scratch.length) scratch = Buffer.allocUnsafeSlow(end * 2);
  scratch.write(previous, 0, HASH_LENGTH, 'latin1');
  bytes.copy(scratch, HASH_LENGTH, from, to);
  return hashOf(scratch.subarray(0, end));
}
