import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppendFile } from './append-file.js';
import type { Seal } from './seal-record.js';

/**
 * Beside the key, and not beside the logs, stands what the key has sealed: who rolls a log and its seals back to an
 * earlier state together is found out by it.
 */
const ledgerPath = (keyPath: string): string => `${keyPath}.ledger`;

/** The log, whatever the path by which it is reached. */
function placeOf(logPath: string): string {
  try {
    return join(realpathSync(dirname(logPath)), basename(logPath));
  } catch {
    return logPath;
  }
}

export function noteSeal(keyPath: string, logPath: string, { seal, link }: Pick<Seal, 'seal' | 'link'>): void {
  const file = new AppendFile(ledgerPath(keyPath), { durable: true });
  try {
    const line = Buffer.from(`\n${JSON.stringify({ log: placeOf(logPath), seal, link })}\n`);
    file.write(line, 1, line.length, Date.now());
    file.sync();
  } finally {
    file.close();
  }
}

/** The link of the last seal of a log that the ledger knows, and its number; undefined when it knows none. */
export function lastNoted(keyPath: string, logPath: string): { seal: number; link: string } | undefined {
  const path = ledgerPath(keyPath);
  if (!existsSync(path)) return undefined;
  const log = placeOf(logPath);
  let last: { seal: number; link: string } | undefined;
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (!text.includes(JSON.stringify(log))) continue;
    try {
      const noted = JSON.parse(text) as { log: string; seal: number; link: string };
      if (noted.log === log) last = noted;
    } catch {
      // A stump of a killed sealer: its seal was not acknowledged.
    }
  }
  return last;
}
