import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionEvent } from '../../../src/event/types.js';
import { read } from '../../../src/log/index.js';

/** The events of a session, which must be without a problem. */
export function eventsOf(dir: string, session: string): SessionEvent[] {
  const { events, problems } = read(dir, session);
  const told = problems.filter(({ problem }) => problem !== 'pending');
  if (told.length > 0) throw new Error(JSON.stringify(told));
  return events;
}

export function eventOf(dir: string, session: string, type: string): SessionEvent {
  const found = eventsOf(dir, session).filter((event) => event.type === type);
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} events of type ${type}`);
  return found[0];
}

/** The sessions of a directory, by name. */
export const sessionsIn = (dir: string): string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))
    .sort();

export function makeDir(...parts: string[]): string {
  const dir = join(...parts);
  mkdirSync(dir, { recursive: true });
  return dir;
}
