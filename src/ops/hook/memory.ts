import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../../base/directory.js';
import { errnoOf } from '../../base/errors.js';
import { hashOf } from '../../event/hash.js';
import { isRecord } from '../../formats/agent/values.js';
import type { SourceRecord } from '../../formats/format.js';

const SESSION = 'session.json';

/**
 * What is remembered of one session between two calls of the hook: each is a process of its own, and calls of tools
 * that run side by side come at the same time. One small file for each thing, so that nobody waits for a lock.
 */
export class Memory {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  get(kind: string, id = ''): SourceRecord | undefined {
    return this.#read(fileOf(kind, id));
  }

  put(kind: string, id: string, value: SourceRecord): void {
    const path = join(this.dir, fileOf(kind, id));
    const temporary = `${path}.${process.pid}`;
    const text = JSON.stringify(value);
    try {
      writeFileSync(temporary, text, { mode: 0o600 });
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      makeDirectory(this.dir, false);
      writeFileSync(temporary, text, { mode: 0o600 });
    }
    renameSync(temporary, path);
  }

  /** Takes it out: of several that try, one has it. */
  take(kind: string, id = ''): SourceRecord | undefined {
    const name = fileOf(kind, id);
    const taken = `${name}.${process.pid}`;
    try {
      renameSync(join(this.dir, name), join(this.dir, taken));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    const value = this.#read(taken);
    rmSync(join(this.dir, taken), { force: true });
    return value;
  }

  /** All of a kind that are there. */
  all(kind: string): SourceRecord[] {
    return namesIn(this.dir)
      .filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.json'))
      .map((name) => this.#read(name))
      .filter((value) => value !== undefined);
  }

  /** Epoch ms of the last call; undefined for a session that is not known. */
  lastCall_ms(): number | undefined {
    return statSync(join(this.dir, SESSION), { throwIfNoEntry: false })?.mtimeMs;
  }

  touch(at_ms: number): void {
    try {
      utimesSync(join(this.dir, SESSION), at_ms / 1000, at_ms / 1000);
    } catch (error) {
      // The session has ended, and with it its memory.
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  forget(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #read(name: string): SourceRecord | undefined {
    try {
      const value: unknown = JSON.parse(readFileSync(join(this.dir, name), 'utf8'));
      return isRecord(value) ? value : undefined;
    } catch (error) {
      // Not there, or damaged by a crash: nothing is remembered, and only a duration is lost.
      if (errnoOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

/** The names in a directory; none where there is no directory. */
export function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** An id is whatever an agent wrote, and may not lead to another file. */
const fileOf = (kind: string, id: string): string =>
  id === '' ? `${kind}.json` : `${kind}-${hashOf(Buffer.from(id))}.json`;
