import { existsSync } from 'node:fs';
import { SessionlogError } from '../../base/errors.js';
import { IMPORT_WRITER } from '../../base/ids.js';
import { Encoder } from '../../event/encode.js';
import { createRedactor } from '../../event/redact.js';
import type { EventInput, SessionEvent } from '../../event/types.js';
import { countOf, textOf } from '../../formats/agent/values.js';
import { sessionPath } from '../../log/paths.js';
import { readFileItems } from '../../log/read.js';
import type { CopiedHead } from '../copies.js';

/** Where a source came from, as it was noted when it was imported first. */
export interface Origin {
  /** What stood at its head of another file. */
  readonly head: CopiedHead;
}

/** What a session's log holds of imports. */
export class Stored {
  /** Hashes of each writer's lines, by their number. */
  readonly #hashes = new Map<string, string[]>();
  /** The events that stood at the end of a source as it was then. */
  readonly #rests = new Map<string, SessionEvent[]>();
  readonly #origins = new Map<string, Origin>();
  #fault: SessionlogError | undefined;

  /** @throws SessionlogError FILE_UNREADABLE */
  constructor(dir: string, session_id: string) {
    const path = sessionPath(dir, session_id);
    if (!existsSync(path)) return;
    readFileItems(path, {}, (item) => {
      if ('event' in item) this.#take(item.event, path);
      else if (item.problem === 'wrong_hash' || item.problem === 'seq_gap') this.#fault ??= damaged(path, item.reason);
    });
  }

  /** @throws SessionlogError SOURCE_CHANGED when the log is not as imports left it */
  assertContinuable(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  hashes(writer: string): readonly string[] {
    return this.#hashes.get(writer) ?? [];
  }

  origin(writer: string): Origin | undefined {
    return this.#origins.get(originWriter(writer));
  }

  /**
   * The events that were written for the end of a source, which may have grown since: by what they say, how many lines
   * came before each.
   */
  rests(writer: string): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (const [name, events] of this.#rests) {
      if (!name.startsWith(`${writer}.`)) continue;
      const before = Number.parseInt(name.slice(writer.length + 1), 10);
      for (const event of events) {
        const key = contentOf(event);
        found.set(key, [...(found.get(key) ?? []), before]);
      }
    }
    return found;
  }

  /** A new writer for what the end of a source lets out, so many lines behind its beginning. */
  restWriter(writer: string, before: number): string {
    let turn = 0;
    while (this.#hashes.has(`${writer}.${before}.${turn}`)) turn++;
    return `${writer}.${before}.${turn}`;
  }

  #take(event: SessionEvent, path: string): void {
    const { writer, seq, hash, type } = event;
    if (type === 'session_seal') return;
    if (writer === undefined || seq === undefined || hash === undefined || !writer.startsWith(IMPORT_WRITER)) {
      this.#fault ??= new SessionlogError(
        'SOURCE_CHANGED',
        `${path}: this session was logged live as well, and would count twice: import into another --dir`,
      );
      return;
    }
    const hashes = this.#hashes.get(writer) ?? [];
    hashes[seq] = hash;
    this.#hashes.set(writer, hashes);
    if (textOf(event['imported_from']) !== undefined) {
      const own_records = countOf(event['own_records']) ?? 0;
      this.#origins.set(writer, { head: { own_records, copied_records: countOf(event['copied_records']) ?? 0 } });
    } else if (/\.\d+\.\d+$/.test(writer)) this.#rests.set(writer, [...(this.#rests.get(writer) ?? []), event]);
  }
}

const damaged = (path: string, reason: string): SessionlogError =>
  new SessionlogError('SOURCE_CHANGED', `${path}: damaged since it was imported (${reason}): see "sessionlog verify"`);

/** Who notes where a source came from. */
export const originWriter = (writer: string): string => `${writer}.origin`;

/** What an event says, whoever wrote it down. */
function contentOf({ v: _v, writer: _writer, seq: _seq, hash: _hash, ...content }: SessionEvent): string {
  return JSON.stringify(content);
}

/** The same of an event that is to be written: as it would stand in the log. */
export function contentToBe(event: EventInput, session_id: string, at_ms: number): string {
  const { buffer, start, end } = new Encoder(session_id, IMPORT_WRITER, undefined, redactor).encode(event, at_ms);
  return contentOf(JSON.parse(buffer.toString('utf8', start, end)) as SessionEvent);
}

const redactor = createRedactor();
