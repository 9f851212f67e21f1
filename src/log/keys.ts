import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../base/directory.js';
import { errnoOf, messageOf, SessionlogError } from '../base/errors.js';

/** A pair that seals: ed25519. */
export interface SealKey {
  readonly private_key: KeyObject;
  readonly public_key: KeyObject;
  /** What names the key everywhere. */
  readonly key_id: string;
}

/** Where the key lies unless told otherwise: never among the sessions. */
export const defaultKeyPath = (): string =>
  join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'sessionlog', 'seal.key');

/** The raw 32 bytes of a public key, base64url. */
export const publicText = (key: KeyObject): string => (key.export({ format: 'jwk' }) as { x: string }).x;

export const publicKeyOf = (text: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });

/** The first 16 characters of the SHA-256 of the raw public key, base64url. */
export const keyIdOf = (public_text: string): string =>
  createHash('sha256').update(Buffer.from(public_text, 'base64url')).digest('base64url').slice(0, 16);

/**
 * Makes a key: `<path>` (PKCS 8 PEM, mode 0600) and `<path>.pub`. Never overwrites one.
 *
 * @throws SessionlogError KEY_EXISTS, WRITE_FAILED
 */
export function generateKey(path: string): SealKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const text = publicText(publicKey);
  try {
    makeDirectory(dirname(path), true);
    writeNew(path, privateKey.export({ format: 'pem', type: 'pkcs8' }) as string, 0o600);
    writeNew(`${path}.pub`, `${text}\n`, 0o644);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') {
      throw new SessionlogError(
        'KEY_EXISTS',
        `${path}: there is a key already: remove it, or choose another path`,
        error,
      );
    }
    throw new SessionlogError('WRITE_FAILED', `${path}: the key cannot be written: ${messageOf(error)}`, error);
  }
  return { private_key: privateKey, public_key: publicKey, key_id: keyIdOf(text) };
}

function writeNew(path: string, text: string, mode: number): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** @throws SessionlogError KEY_UNUSABLE: missing, readable by others, or no ed25519 key */
export function loadKey(path: string): SealKey {
  try {
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new SessionlogError('KEY_UNUSABLE', `${path}: others may read this key: make it yours alone (chmod 600)`);
    }
    const private_key = createPrivateKey(readFileSync(path));
    if (private_key.asymmetricKeyType !== 'ed25519') throw new Error('it is no ed25519 key');
    const public_key = createPublicKey(private_key);
    return { private_key, public_key, key_id: keyIdOf(publicText(public_key)) };
  } catch (error) {
    if (error instanceof SessionlogError) throw error;
    const what = errnoOf(error) === 'ENOENT' ? 'there is no key: make one with "sessionlog keygen"' : messageOf(error);
    throw new SessionlogError('KEY_UNUSABLE', `${path}: ${what}`, error);
  }
}

/** The public key in a `.pub` file, as text. @throws SessionlogError FILE_NOT_FOUND, KEY_UNUSABLE */
export function loadPublicText(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT')
      throw new SessionlogError('FILE_NOT_FOUND', `${path}: there is no such key`, error);
    throw new SessionlogError('KEY_UNUSABLE', `${path}: ${messageOf(error)}`, error);
  }
  if (text.includes('PRIVATE KEY')) {
    throw new SessionlogError('KEY_UNUSABLE', `${path}: this is a private key: name its public half, ${path}.pub`);
  }
  try {
    publicKeyOf(text);
    return text;
  } catch (error) {
    throw new SessionlogError(
      'KEY_UNUSABLE',
      `${path}: it holds no public key as "sessionlog keygen" makes them`,
      error,
    );
  }
}
