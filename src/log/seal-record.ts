import { createHash, sign, verify } from 'node:crypto';
import { keyIdOf, publicKeyOf, publicText, type SealKey } from './keys.js';

/** The last event of a writer, as a seal names it. */
export interface WriterHead {
  readonly seq: number;
  /** '' when the writer's last line had no hash. */
  readonly hash: string;
}

/** What a seal says of the log, up to a byte at which a line ends. */
export interface SealClaim {
  readonly ts: string;
  readonly session_id: string;
  /** Counts from 0 along the links. */
  readonly seal: number;
  /** The seal covers the bytes from the one it links to up to here; that one covers the rest. */
  readonly bytes: number;
  readonly lines: number;
  /** SHA-256 over the prefix hash before (32 bytes, zeros at first) and the bytes covered; base64url. */
  readonly prefix: string;
  /** Writers that wrote in the bytes covered, and their last event in them. */
  readonly writers: Readonly<Record<string, WriterHead>>;
  /** The link to the seal before: see `linkOfSeal`. */
  readonly previous: string;
}

export interface Seal extends SealClaim {
  readonly public_key: string;
  readonly signature: string;
  readonly key_id: string;
  /** What the next seal links to. */
  readonly link: string;
}

export const NO_PREFIX = Buffer.alloc(32).toString('base64url');
const DOMAIN = 'sessionlog/seal/1\0';
const SIGNATURE = ',"signature":"';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The link of the first seal of a session. */
export const firstSealLink = (session_id: string): string => sha256(DOMAIN + session_id);

/** The link to a seal: the SHA-256 of its line, signature and all. */
const linkOfSeal = (line: string): string => sha256(line);

/** The line of a seal, signed with ed25519 over all that stands before `,"signature":"`. */
export function sealLine(claim: SealClaim, key: SealKey): string {
  const body = JSON.stringify({ v: 1, ...claim, public_key: publicText(key.public_key) }).slice(0, -1);
  const signature = sign(null, Buffer.from(DOMAIN + body), key.private_key).toString('base64url');
  return `${body}${SIGNATURE}${signature}"}`;
}

/** A line of a seal file; a text when it is none, or when its signature does not fit what it says. */
export function parseSeal(line: string): Seal | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'it is no JSON';
  }
  if (!isSeal(value)) return 'it is no seal';
  const body = line.slice(0, line.lastIndexOf(SIGNATURE));
  if (line !== `${body}${SIGNATURE}${value.signature}"}`) return 'its signature is not at its end';
  try {
    const fits = verify(
      null,
      Buffer.from(DOMAIN + body),
      publicKeyOf(value.public_key),
      Buffer.from(value.signature, 'base64url'),
    );
    if (!fits) return 'its signature does not fit: it was changed';
  } catch {
    return 'its public key is no ed25519 key';
  }
  return { ...value, key_id: keyIdOf(value.public_key), link: linkOfSeal(line) };
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function isSeal(value: unknown): value is SealClaim & { public_key: string; signature: string } {
  if (typeof value !== 'object' || value === null) return false;
  const seal = value as Record<string, unknown>;
  const texts = ['ts', 'session_id', 'prefix', 'previous', 'public_key', 'signature'].every(
    (key) => typeof seal[key] === 'string',
  );
  const counts = ['seal', 'bytes', 'lines'].every((key) => isCount(seal[key]));
  return texts && counts && isHeads(seal['writers']);
}

const isHeads = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(
    (head: unknown) =>
      typeof head === 'object' &&
      head !== null &&
      'seq' in head &&
      isCount(head.seq) &&
      'hash' in head &&
      typeof head.hash === 'string',
  );

/** The running hash of a log's prefix, seal by seal. */
export class PrefixHash {
  #hash;
  constructor(previous: string) {
    this.#hash = createHash('sha256').update(Buffer.from(previous, 'base64url'));
  }
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }
  digest(): string {
    return this.#hash.digest('base64url');
  }
}
