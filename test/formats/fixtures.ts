/** Reads the fixtures of a format and decodes them as the reader would. */
import { readdirSync, readFileSync } from 'node:fs';
import type { SessionEvent } from '../../src/event/types.js';
import type { Format, SourceRecord } from '../../src/formats/index.js';

export const FALLBACK_MS = Date.UTC(2026, 10, 21, 7, 35);

const folder = (format: string): string => new URL(`../../fixtures/formats/${format}/`, import.meta.url).pathname;

/** Files of version 1 by their names, those of other versions as `version/name`. */
const fileOf = (version: string, name: string): string => (version === 'v1' ? name : `${version}/${name}`);
const pathOf = (format: string, file: string): string => folder(format) + (file.includes('/') ? file : `v1/${file}`);

export const fixtureFiles = (format: string): string[] =>
  readdirSync(folder(format)).flatMap((version) =>
    readdirSync(folder(format) + version)
      .filter((name) => /\.jsonl?$/.test(name) && name !== 'expected.json')
      .map((name) => fileOf(version, name)),
  );

export function fixtureRecords(format: string, file: string): SourceRecord[] {
  const text = readFileSync(pathOf(format, file), 'utf8');
  // One document: an array holds a record each, as the reader hands them over.
  if (file.endsWith('.json')) return [JSON.parse(text)].flat();
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

export const expectations = (format: string): Record<string, unknown> =>
  Object.fromEntries(
    readdirSync(folder(format)).flatMap((version) => {
      const expected: Record<string, unknown> = JSON.parse(
        readFileSync(`${folder(format)}${version}/expected.json`, 'utf8'),
      );
      return Object.entries(expected).map(([name, each]) => [fileOf(version, name), each]);
    }),
  );

export interface Run {
  readonly events: readonly SessionEvent[];
  readonly refused: readonly { readonly line: number; readonly fault: string }[];
}

export function decode(format: Format, session_id: string, records: readonly SourceRecord[]): Run {
  const decoder = format.open({ session_id, fallback_ms: FALLBACK_MS });
  const events: SessionEvent[] = [];
  const refused: { line: number; fault: string }[] = [];
  for (const [index, record] of records.entries()) {
    const decoded = decoder.push(record);
    events.push(...decoded.events);
    if (decoded.fault !== undefined) refused.push({ line: index + 1, fault: decoded.fault });
  }
  events.push(...decoder.end().events);
  return { events, refused };
}

/** What `expected.json` says about a file: figures that a person can check against its lines. */
export function digest({ events, refused }: Run): unknown {
  const times = events.map((event) => event.ts).sort();
  const completions = events.filter((event) => event.type === 'task_complete');
  return {
    events: countBy(events.map((event) => event.type)),
    refused,
    first_ts: times.at(0) ?? null,
    last_ts: times.at(-1) ?? null,
    inferred_times: events.filter((event) => event['ts_source'] === 'inferred').length,
    sessions: countBy(events.map((event) => event.session_id)),
    agents: countBy(events.flatMap((event) => event.agent_id ?? [])),
    tasks: completions.map(({ name, status, duration_ms }) => ({ name, status, duration_ms })),
    skills: events
      .filter((event) => event.type === 'skill')
      .map(({ skill, final_status, attempts, duration_ms }) => ({ skill, final_status, attempts, duration_ms })),
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
