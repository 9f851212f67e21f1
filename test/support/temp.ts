import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory of its own for the running test, removed after it. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sessionlog-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A file with these bytes in a directory of its own, last changed a minute ago: nobody is writing to it any more. */
export function quietFile(bytes: string | Buffer, name = 's.jsonl'): string {
  const path = join(tempDir(), name);
  appendFileSync(path, bytes);
  makeQuiet(path);
  return path;
}

export function makeQuiet(path: string): void {
  const minuteAgo_s = Date.now() / 1000 - 60;
  utimesSync(path, minuteAgo_s, minuteAgo_s);
}

export const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);
