import type { Problem } from '../../src/event/problem.js';
import type { SessionEvent } from '../../src/event/types.js';
import { type ReadItem, type ReadOptions, readEvents, type Source } from '../../src/log/index.js';

export async function collect(source: Source, options?: ReadOptions): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const item of readEvents(source, options)) items.push(item);
  return items;
}

/** A stream of these chunks, for a reader. */
export async function* chunks(...parts: readonly (string | Buffer)[]): AsyncGenerator<string | Buffer> {
  yield* parts;
}

export const eventsIn = (items: readonly object[]): SessionEvent[] =>
  items.flatMap((item) => ('event' in item ? [item.event as SessionEvent] : []));

export const problemsIn = (items: readonly object[]): Problem[] =>
  items.flatMap((item) => ('problem' in item ? [item as Problem] : []));

export const codesIn = (items: readonly object[]): string[] => problemsIn(items).map(({ problem }) => problem);

/** The name or path of each event: enough to tell the events of a test apart. */
export const namesIn = (items: readonly object[]): unknown[] =>
  eventsIn(items).map((event) => event['name'] ?? event['path']);

/** What a reader makes of these bytes: names of events and codes of problems, in order. */
export async function made(bytes: string | Buffer, options?: ReadOptions): Promise<unknown[]> {
  const items = await collect(chunks(bytes), options);
  return items.map((item) => ('event' in item ? (item.event['name'] ?? item.event.type) : item.problem));
}
