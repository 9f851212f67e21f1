import { shortName } from '../../base/name.js';
import { type Counts, counts } from '../counts.js';
import type { MESSAGES } from '../messages.js';
import type { NameTime } from '../name-time.js';
import { noteOpen, type OpenTask } from '../open-tasks.js';
import type { SessionState } from '../session.js';
import { keyOf, type SkillCall } from '../skill-calls.js';
import type { Span } from '../span.js';
import type { Tables } from '../tables.js';
import type { DumpReader } from './reader.js';

/** Findings of one code: how many there were, and those that are listed. */
export interface Told {
  readonly code: (typeof CODES)[number];
  readonly count: number;
  readonly listed: readonly { readonly line: number; readonly name: string; readonly value: number }[];
}

/** In the order of `assembly/findings.ts`. */
const CODES = [
  'COMPLETE_WITHOUT_START',
  'NEGATIVE_DURATION',
  'CLOCK_BACKWARDS',
  'STATUS_AGAINST_EXIT_CODE',
  'OPEN_TASK',
] as const satisfies (keyof typeof MESSAGES)[];

/**
 * Puts what the kernel has folded into the state of its session, which is empty but for what the kernel knows nothing
 * of. In the order of `assembly/dump.ts`.
 *
 * @param file in which all lines stand
 */
export function readState(state: SessionState, from: DumpReader, file: string): Told[] {
  const { tables, sight } = state;
  ({ counts: state.counts, span: state.span } = countsAndSpan(from));
  const [tool, skill, task, all] = [from.coverage(), from.coverage(), from.coverage(), from.coverage()];
  state.time = { layers: [tool, skill, null, null, null, task], all };
  readAgents(state, from);
  for (let clock = from.text(); clock !== null; clock = from.text())
    sight.clocks.writers.set(clock, { at_ms: from.number() });
  for (const { name, values, time } of from.list(() => rowOf(from)))
    tables.tasks.set(name, { completed: values[0], failed: values[1], cancelled: values[2], open: values[3], time });
  for (const { name, values, time } of from.list(() => rowOf(from)))
    tables.tools.set(name, { errors: values[0], retries: values[1], output_bytes: values[2], time });
  for (const { name, values, time, models } of from.list(() => rowOf(from))) {
    const [attempts, first_known, first_verified] = values;
    tables.skills.set(name, { attempts, first_known, first_verified, final_status: new Map(), models, time });
  }
  readCalls(state, from);
  readFiles(tables, from);
  readParallel(tables, from);
  readSlowest(state, from, file);
  readOpenTasks(state, from, file);
  const told = CODES.map((code) => {
    const count = from.number();
    const listed = from.list(() => ({ line: from.number(), name: from.name(), value: from.number() }));
    return { code, count, listed };
  });
  state.given_up = told.find(({ code }) => code === 'OPEN_TASK')?.count ?? 0;
  return told;
}

function countsAndSpan(from: DumpReader): { counts: Counts; span: Span } {
  const made = counts.init();
  made.events = from.number();
  made.tasks_completed = from.number();
  made.tasks_failed = from.number();
  made.tasks_cancelled = from.number();
  made.files_read = from.number();
  made.files_written = from.number();
  made.bytes_read = from.number();
  made.bytes_written = from.number();
  made.tool_calls_count = from.number();
  made.tool_errors = from.number();
  made.skills_count = from.number();
  const [first_us, last_us] = [from.number(), from.number()];
  return { counts: made, span: made.events === 0 ? { first_us: null, last_us: null } : { first_us, last_us } };
}

function readAgents({ tables, sight }: SessionState, from: DumpReader): void {
  const agents = from.list(() => ({
    name: from.name(),
    failed: from.text(),
    failed_from: from.number(),
    counted: countsAndSpan(from),
  }));
  for (const { name, counted } of agents) if (name !== '') tables.agents.set(name, counted);
  // In the order in which they began to fail.
  for (const { name, failed } of agents.sort((a, b) => a.failed_from - b.failed_from))
    if (failed !== null) sight.retries.tools.set(name, failed);
}

interface Row {
  readonly name: string;
  readonly values: readonly [number, number, number, number];
  readonly time: NameTime;
  readonly models: Map<string, { attempts: number; verified: number }>;
}

function rowOf(from: DumpReader): Row {
  const name = from.name();
  const [runs, sum_us] = [from.number(), from.number()];
  const values = [from.number(), from.number(), from.number(), from.number()] as const;
  const time = { runs, sum_us, union_us: 0, own: from.coverage(), sketch: from.sketch(), inside: from.inside() };
  const models: Row['models'] = new Map();
  for (let model = from.text(); model !== null; model = from.text())
    models.set(model, { attempts: from.number(), verified: from.number() });
  return { name, values, time, models };
}

function readCalls({ sight }: SessionState, from: DumpReader): void {
  for (let left = from.number(); left > 0; left--) {
    const [skill, span_id, agent] = [from.name(), from.text(), from.name()];
    sight.calls.open.set(keyOf(span_id ?? undefined, agent, skill), callOf(from, skill, span_id));
  }
}

function callOf(from: DumpReader, skill: string, span_id: string | null): SkillCall {
  const [lowest, highest, start_us, end_us, sum] = [
    from.number(),
    from.number(),
    from.number(),
    from.number(),
    from.number(),
  ];
  return { skill, span_id, lowest, highest, start_us, end_us, sum_us: Number.isNaN(sum) ? null : sum };
}

function readFiles({ files }: Tables, from: DumpReader): void {
  for (let left = from.number(); left > 0; left--) {
    const path = from.name();
    const [is_known, rereads, reread_bytes] = [from.flag(), from.number(), from.number()];
    const read = { count: from.number(), bytes: from.number(), lines: from.number(), sum_us: from.number() };
    const write = { count: from.number(), bytes: from.number(), lines: from.number(), sum_us: from.number() };
    files.set(path, { is_known, rereads, reread_bytes, read, write });
  }
}

function readParallel(tables: Tables, from: DumpReader): void {
  const [calls_us, most, times, counts] = [from.number(), from.number(), from.numbers(), from.numbers()];
  const hasBefore = from.flag();
  const before = { from: from.number(), to: from.number(), one_us: from.number(), two_us: from.number() };
  tables.parallel = { calls_us, one_us: 0, two_us: 0, most, times, counts, before: hasBefore ? before : null };
}

const shortOf = (text: string | null): string | null => (text === null ? null : shortName(text));

function readSlowest({ tables, session_id }: SessionState, from: DumpReader, file: string): void {
  tables.slowest = from.list(() => ({
    name: from.name(),
    agent: from.name(),
    start_us: from.number(),
    duration_us: from.number(),
    status: shortOf(from.text()),
    failed: from.flag(),
    session_id,
    file,
    line: from.number(),
  }));
}

interface Opened {
  readonly number: number;
  readonly task: OpenTask;
  /** Its span leads to it, and not to a later one. */
  readonly is_of_span: boolean;
}

function openedOf(from: DumpReader, file: string): Opened {
  const [number, agent, name, span_id] = [from.number(), from.name(), from.name(), from.text()];
  const is_of_span = from.flag();
  const [parent_span_id, line, at_us, parent] = [from.text(), from.number(), from.number(), from.number()];
  const inside = from.run();
  const task = { name, agent, span_id, at_us, file, line, parent_span_id, parent: parent < 0 ? null : parent, inside };
  return { number, task, is_of_span };
}

function readOpenTasks({ sight: { open } }: SessionState, from: DumpReader, file: string): void {
  open.next = from.number();
  const opened = from.list(() => openedOf(from, file));
  for (const { number, task, is_of_span } of opened) {
    open.tasks.set(number, task);
    noteOpen(open, task.agent, task.name, number);
    if (is_of_span && task.span_id !== null) open.by_span.set(task.span_id, number);
  }
  for (let left = from.number(); left > 0; left--) {
    const span = from.name();
    const run = from.run();
    if (run !== null) open.waiting.set(span, run);
  }
}
