import type { Problem } from '../event/problem.js';
import type { AnySink } from './any-reader.js';
import { readLog } from './read-log.js';
import type { LogFile } from './targets.js';

/** Problems that are kept while the last records are not known yet. */
const PROBLEMS = 1_000;

/** Reads a log that can only be read from its start, and hands over its last records and what is wrong among them. */
export async function readLastRecords(log: LogFile, sink: AnySink, last: number): Promise<void> {
  const records: Parameters<AnySink['record']>[] = [];
  let problems: Problem[] = [];
  await readLog(log, {
    record(events, place, bytes, format) {
      // The bytes are valid during the call only.
      records.push([events, place, Buffer.from(bytes), format]);
      if (records.length > last) records.shift();
      const first = records[0]?.[1].line ?? Number.POSITIVE_INFINITY;
      if (problems.length > 0) problems = problems.filter(({ line }) => line >= first);
    },
    problem(problem) {
      problems.push(problem);
      if (problems.length > PROBLEMS) problems.shift();
    },
  });
  for (const record of records) sink.record(...record);
  for (const problem of problems) sink.problem(problem);
}
