import { randomBytes, randomUUID } from 'node:crypto';
import { SessionlogError } from './errors.js';

const SESSION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** What is wrong with a session id, or undefined when it may name a file. */
export function sessionIdFault(id: unknown): string | undefined {
  if (typeof id !== 'string') return `it is ${id === null ? 'null' : `a ${typeof id}`}, not a string`;
  if (!SESSION_ID.test(id)) return 'use 1 to 128 letters, digits, ".", "_" or "-", and begin with a letter or digit';
  if (id.includes('..')) return 'it must not contain ".."';
  if (id.endsWith('.')) return 'it must not end in "."';
  if (WINDOWS_DEVICE.test(id)) return 'it is the name of a device on Windows';
  return undefined;
}

/** Throws SESSION_ID_INVALID unless the id may name a file. Called before any file is touched. */
export function assertSessionId(id: unknown): asserts id is string {
  const fault = sessionIdFault(id);
  if (fault === undefined) return;
  const shown = typeof id === 'string' ? JSON.stringify(id.slice(0, 140)) : String(typeof id);
  throw new SessionlogError('SESSION_ID_INVALID', `session id ${shown} is refused: ${fault}`);
}

/**
 * Eight base64url characters: one open log handle. 48 random bits, told apart within one session only; they are no secret,
 * and V8 seeds `Math.random` from the system in every process and thread.
 */
export const newWriterId = (): string => {
  const half = (): number => Math.floor(Math.random() * 2 ** 24);
  return Buffer.from([half(), half()].flatMap((n) => [n >> 16, (n >> 8) & 0xff, n & 0xff])).toString('base64url');
};

/** Sixteen hexadecimal characters, as a span id of OpenTelemetry. */
export const newSpanId = (): string => randomBytes(8).toString('hex');

export const newSessionId = (): string => randomUUID();

/** Begins the name of a writer that writes what another program's log tells. */
export const IMPORT_WRITER = 'import-';
