/** A program that checks lines and reports against the schemas, and folds events itself. */
import type { EventOf } from 'sessionlog';
import { createAnalysis, finish, type Report as ReportOf } from 'sessionlog/analyze';
import { detectFormat, formats } from 'sessionlog/formats';
import { Event, eventJsonSchema, KnownEvent, payloads, Report, reportJsonSchema, Summary } from 'sessionlog/schema';

const line = {
  ts: '2026-11-21T07:35:00.123Z',
  session_id: 'a',
  type: 'tool_call',
  name: 'jq',
  duration_ms: 3,
  more: 1,
};
const known = KnownEvent.parse(line);
if (known.type === 'tool_call') {
  const call: EventOf<'tool_call'> = known;
  const duration: number | undefined = call.duration_ms;
  process.stdout.write(`${duration} ms\n`);
}
const refused: boolean = !Event.safeParse({ ...line, name: 1 }).success;

const report: ReportOf = finish(createAnalysis(), { threshold: 0.3, basis: 'session' });
const parsed: ReportOf = Report.parse(report);
const tasks: number = Summary.parse(parsed.summary).tasks_completed;
const ids: (string | undefined)[] = [eventJsonSchema().$id, reportJsonSchema().$id];
const foreign: string[] = formats.map(({ name }) => name);
const own: boolean = detectFormat([line]) === undefined;

process.stdout.write(`${refused} ${tasks} ${ids.every(Boolean)} ${foreign.length > 0} ${own} ${'skill' in payloads}\n`);
