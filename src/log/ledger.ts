import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../base/errors.js';
import { AppendFile } from './append-file.js';
import { readError } from './blocks.js';
import type { Seal } from './seal-record.js';

/**
 * Beside the key, and not beside the logs, stands what the key has sealed: who rolls a log and its seals back to an
 * earlier state together, or takes both away, is found out by it.
 */
const ledgerPath = (keyPath: string): string => `${keyPath}.ledger`;

/** The log, whatever the path by which it is reached. */
export function placeOf(logPath: string): string {
  try {
    return join(realpathSync(dirname(logPath)), basename(logPath));
  } catch {
    return logPath;
  }
}

/** A seal that a key has made of a log. */
export type NotedSeal = Pick<Seal, 'seal' | 'link'>;

export function noteSeal(keyPath: string, logPath: string, { seal, link }: NotedSeal): void {
  const file = new AppendFile(ledgerPath(keyPath), { durable: true });
  try {
    const line = Buffer.from(`\n${JSON.stringify({ log: placeOf(logPath), seal, link })}\n`);
    file.write(line, 1, line.length, Date.now());
    file.sync();
  } finally {
    file.close();
  }
}

/** The last seal of each log that the ledger beside a key knows, by `placeOf`. @throws SessionlogError FILE_UNREADABLE */
export function readLedger(keyPath: string): Map<string, NotedSeal> {
  const last = new Map<string, NotedSeal>();
  for (const line of textOf(ledgerPath(keyPath)).split('\n')) {
    try {
      const { log, seal, link } = JSON.parse(line) as NotedSeal & { log: unknown };
      if (typeof log === 'string') last.set(log, { seal, link });
    } catch {
      // The end of the file, or a stump of a killed sealer: its seal was not acknowledged.
    }
  }
  return last;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw readError(path, error);
  }
}
