import { SessionlogError } from '../../base/errors.js';
import type { SessionEvent } from '../../event/types.js';
import { ContinuedWriter, LineFile, type LineSink, NO_FILE } from '../../log/continue.js';
import type { CopiedHead } from '../copies.js';
import { contentToBe, originWriter, Stored } from './stored.js';

/** One session of ours that a source writes to. */
interface Place {
  readonly stored: Stored;
  readonly file: LineSink;
  readonly writer: ContinuedWriter;
  readonly rests: Map<string, number[]>;
  /** The last event by its time, and that time in epoch ms. */
  latest: SessionEvent;
  latest_ms: number;
}

function noteLatest(place: Place, event: SessionEvent, at_ms: number): void {
  if (at_ms < place.latest_ms) return;
  place.latest = event;
  place.latest_ms = at_ms;
}

/** Puts the events of one source into the logs of their sessions, each event once, however often it is read. */
export class Shelf {
  readonly #dir: string;
  readonly #writer: string;
  readonly #source: string;
  readonly #dry_run: boolean;
  readonly #places = new Map<string, Place>();
  #written = 0;
  #known = 0;
  #refused = 0;

  /**
   * @param writer names the source in every log, and stays the same wherever the source lies
   * @param dry_run only counts what would be written
   */
  constructor(dir: string, writer: string, source: string, dry_run: boolean) {
    this.#dir = dir;
    this.#writer = writer;
    this.#source = source;
    this.#dry_run = dry_run;
  }

  /** @throws SessionlogError SOURCE_CHANGED, WRITE_FAILED */
  put(event: SessionEvent, at_ms: number): void {
    const place = this.#placeOf(event);
    noteLatest(place, event, at_ms);
    if (this.#isKnownRest(place, event, at_ms)) this.#known++;
    else this.#add(place.writer, event, at_ms);
  }

  /** What the end of the source lets out, as it is now: by a writer of its own, because the source may yet grow. */
  putRest(events: readonly SessionEvent[], msOf: (event: SessionEvent) => number): void {
    const writers = new Map<Place, ContinuedWriter>();
    for (const event of events) {
      const place = this.#placeOf(event);
      noteLatest(place, event, msOf(event));
      if (this.#isKnownRest(place, event, msOf(event))) {
        this.#known++;
        continue;
      }
      let writer = writers.get(place);
      if (writer === undefined) {
        const name = place.stored.restWriter(this.#writer, place.writer.lines);
        writer = new ContinuedWriter(place.file, event.session_id, name, []);
        writers.set(place, writer);
      }
      this.#add(writer, event, msOf(event));
    }
  }

  /**
   * Notes where a new source came from, and brings all to the disk.
   *
   * @throws SessionlogError SOURCE_CHANGED when the source has lost what was imported of it; WRITE_FAILED, SYNC_FAILED
   */
  close(format: string, head: CopiedHead): void {
    for (const [session_id, { stored, writer }] of this.#places) {
      if (writer.lines < stored.hashes(this.#writer).length) throw this.#changed(session_id, writer.lines);
    }
    for (const [session_id, { stored, file, latest }] of this.#places) {
      const name = originWriter(this.#writer);
      if (this.#written > 0 && stored.hashes(name).length === 0) {
        new ContinuedWriter(file, session_id, name, []).add(
          { type: 'session_update', ts: latest.ts, imported_from: this.#source, import_format: format, ...head },
          0,
        );
      }
      file.close();
    }
  }

  figures() {
    const sessions = [...this.#places.keys()];
    return { sessions, new_events: this.#written, known_events: this.#known, refused_events: this.#refused };
  }

  #placeOf(event: SessionEvent): Place {
    const { session_id } = event;
    let place = this.#places.get(session_id);
    if (place === undefined) {
      const stored = new Stored(this.#dir, session_id);
      stored.assertContinuable();
      const file = this.#dry_run ? NO_FILE : new LineFile(this.#dir, session_id);
      const writer = new ContinuedWriter(file, session_id, this.#writer, stored.hashes(this.#writer));
      place = {
        stored,
        file,
        writer,
        rests: stored.rests(this.#writer),
        latest: event,
        latest_ms: Number.NEGATIVE_INFINITY,
      };
      this.#places.set(session_id, place);
    }
    return place;
  }

  /** Whether it was written as a part of the source's end, before the source grew beyond it. */
  #isKnownRest({ rests, writer }: Place, event: SessionEvent, at_ms: number): boolean {
    if (rests.size === 0) return false;
    const found = rests.get(contentToBe(event, event.session_id, at_ms));
    const index = found?.findIndex((before) => before <= writer.lines) ?? -1;
    if (index === -1) return false;
    found?.splice(index, 1);
    return true;
  }

  #add(writer: ContinuedWriter, event: SessionEvent, at_ms: number): void {
    const outcome = writer.add(event, at_ms);
    if (outcome === 'changed') throw this.#changed(event.session_id, writer.lines);
    if (outcome === 'written') this.#written++;
    else if (outcome === 'known') this.#known++;
    else this.#refused++;
  }

  #changed(session_id: string, at: number): SessionlogError {
    return new SessionlogError(
      'SOURCE_CHANGED',
      `${this.#source}: from event ${at} on it is not what was imported into session ${session_id}: it was rewritten, or another version of sessionlog read it; nothing was added. Import it into another --dir`,
    );
  }
}
