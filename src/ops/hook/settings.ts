import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf, messageOf, SessionlogError } from '../../base/errors.js';
import { isRecord } from '../../formats/agent/values.js';

/** An agent's file of settings, as it is on the disk. */
export interface Settings {
  /** Behind every symbolic link: people keep such files elsewhere and link to them. */
  readonly path: string;
  /** Undefined where there is no file yet. */
  readonly text: string | undefined;
  readonly value: Readonly<Record<string, unknown>>;
}

const BOM = '\ufeff';

/** @throws SessionlogError SETTINGS_UNUSABLE for what is no JSON object; FILE_UNREADABLE */
export function readSettings(given: string): Settings {
  let text: string;
  const path = existsSync(given) ? realpathSync(given) : given;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { path, text: undefined, value: {} };
    throw new SessionlogError('FILE_UNREADABLE', `${path}: ${messageOf(error)}`, error);
  }
  if (text.trim() === '' || text === BOM) return { path, text: undefined, value: {} };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(BOM, ''));
  } catch (error) {
    throw unusable(path, `it is no plain JSON (${messageOf(error)}); comments cannot be kept: edit it by hand`);
  }
  if (!isRecord(value)) throw unusable(path, 'it holds no JSON object');
  return { path, text, value };
}

export const unusable = (path: string, why: string): SessionlogError =>
  new SessionlogError('SETTINGS_UNUSABLE', `${path}: left as it is: ${why}`);

export const backupOf = (path: string): string => `${path}.before-sessionlog`;

/** The backup's own text, where it says the same as the new one: then nothing of how it was written is lost. */
export function asItWas(path: string, text: string): string | undefined {
  try {
    const before = readFileSync(backupOf(path), 'utf8');
    return sameJson(before, text) ? before : undefined;
  } catch (error) {
    // No backup, or one that somebody made something else of.
    if (errnoOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const sameJson = (a: string, b: string): boolean => normal(a) === normal(b);
const normal = (text: string): string => JSON.stringify(JSON.parse(text.replace(BOM, '')));

/**
 * Puts the new text in the place of the old one, whole or not at all; the old one stays as a backup beside it.
 *
 * @throws SessionlogError SETTINGS_UNUSABLE when somebody else changed it meanwhile; WRITE_FAILED
 */
export function writeSettings({ path, text: before }: Settings, text: string): void {
  const temporary = `${path}.sessionlog-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const there = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (before !== undefined && there !== before) throw unusable(path, 'it was changed this moment: try again');
    const mode = there === undefined ? 0o644 : statSync(path).mode & 0o7777;
    if (before !== undefined) writeFileSync(backupOf(path), before, { mode });
    writeFileSync(temporary, text, { mode, flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof SessionlogError) throw error;
    throw new SessionlogError('WRITE_FAILED', `${path}: ${messageOf(error)}`, error);
  }
}
