import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { msFromIso } from '../../base/clock.js';
import { SessionlogError } from '../../base/errors.js';
import { IMPORT_WRITER } from '../../base/ids.js';
import { LIMITS } from '../../base/limits.js';
import { hashOf } from '../../event/hash.js';
import type { SessionEvent } from '../../event/types.js';
import { sessionIdFromFile } from '../../formats/source.js';
import type { Copies } from '../copies.js';
import { type ReadLogOptions, readLog } from '../read-log.js';
import type { LogFile } from '../targets.js';
import { Shelf } from './shelf.js';
import { Stored } from './stored.js';

/** What came of one source. */
export interface ImportedFile {
  readonly source: string;
  readonly format: string;
  readonly sessions: readonly string[];
  /** Events that were written now, or would be, and those that stood in the log already. */
  readonly new_events: number;
  readonly known_events: number;
  /** Events that no line can hold. */
  readonly refused_events: number;
  /** What is wrong with the source itself: `analyze` names it. */
  readonly problems: number;
  /** Of the source's end, which is imported once the source is left alone: till then it may become another one. */
  readonly held_events: number;
}

export interface ImportFileOptions {
  readonly dir: string;
  readonly copies: Copies;
  readonly now_ms: number;
  /** Counts what would be written, and writes nothing. */
  readonly dry_run: boolean;
  readonly onBlock?: ReadLogOptions['onBlock'];
}

/**
 * Writes what a foreign log tells as ours. What stands there already, from an earlier import, is compared and left.
 *
 * @throws SessionlogError SOURCE_CHANGED: nothing is written; NOT_A_LOG, FILE_UNREADABLE, WRITE_FAILED, SYNC_FAILED
 */
export async function importFile(log: LogFile, options: ImportFileOptions): Promise<ImportedFile> {
  const { dir, copies, now_ms, dry_run, onBlock } = options;
  const name = basename(log.path).replace(/\.(?:zst|gz)$/, '');
  const writer = IMPORT_WRITER + hashOf(Buffer.from(name)).slice(0, 12);
  const shelf = new Shelf(dir, writer, log.path, dry_run);
  const before = new Stored(dir, sessionIdFromFile(name)).origin(writer);
  const watch = copies.watch(before?.head);
  const rest: SessionEvent[] = [];
  let problems = 0;
  const { format } = await readLog(
    log,
    {
      record(events, _place, _bytes, format) {
        if (format === OWN) throw ownLog(log.path);
        for (const event of events) shelf.put(event, msFromIso(event.ts));
      },
      rest: (events) => rest.push(...events),
      problem: () => problems++,
    },
    // A file's last change moves while it grows: where a line has no time, that of its making is the same every time.
    { copies: watch, fallback_ms: Math.floor(birthOf(log)), onBlock },
  );
  // While it may still grow, its end is not the end: what it lets out could be otherwise with the next line.
  const isSettled = now_ms - log.mtime_ms >= LIMITS.settled_ms;
  if (isSettled) shelf.putRest(rest, ({ ts }) => msFromIso(ts));
  shelf.close(format, watch.head);
  return { source: log.path, format, ...shelf.figures(), held_events: isSettled ? 0 : rest.length, problems };
}

/** Epoch ms; the last change where the file system does not tell, or says less than it. */
function birthOf({ path, mtime_ms }: LogFile): number {
  const birth_ms = statSync(path, { throwIfNoEntry: false })?.birthtimeMs ?? 0;
  return birth_ms > 0 ? Math.min(birth_ms, mtime_ms) : mtime_ms;
}

const OWN = 'sessionlog';

const ownLog = (path: string): SessionlogError =>
  new SessionlogError('NOT_A_LOG', `${path}: it is a log of our own already: there is nothing to import`);
