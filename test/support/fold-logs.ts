/** Logs of all kinds that a fold may meet, made by the real encoder: what two folds are held against each other with. */
import * as fc from 'fast-check';
import { Encoder } from '../../src/event/encode.js';
import type { EventInput } from '../../src/event/types.js';

const START_MS = Date.UTC(2026, 10, 21, 7, 35);
const LONG = 'long '.repeat(900);

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
/** Nearly always one of the first, so that nesting, reuse and retries come about. */
const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('build', 'test', 'plan') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('__proto__', 'ä "quoted"\n', 'constructor', '日本\u2028', '', '(other names)', '\u007f'),
  },
  { weight: 1, arbitrary: fc.nat(300).map((i) => `name ${i}`) },
);
const span = optional(fc.constantFrom('s1', 's2', 's3', 's4', '__proto__', 'ö', 'build'));
const duration_ms = optional(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 9_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: -50, max: 400_000 }) },
    { weight: 2, arbitrary: fc.double({ min: -1, max: 500, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e15, 1e300, -1e300, 0.0004, 0.0005, 9_007_199_254_740_991) },
  ),
);
const size = optional(fc.oneof(fc.nat(9_000), fc.constantFrom(0, 9_007_199_254_740_991)));
const common = { span_id: span, parent_span_id: span };
const timed = { ...common, duration_ms };

const taskStart = fc.record({ ...common, type: fc.constant('task_start'), name });
const taskComplete = fc.record({
  ...timed,
  type: fc.constant('task_complete'),
  name,
  status: optional(fc.constantFrom('completed', 'failed', 'cancelled')),
});
const toolCall = fc.record({
  ...timed,
  type: fc.constant('tool_call'),
  name,
  status: optional(fc.constantFrom('completed', 'OK', 'Success', 'failed', 'error', 'FAILED', 'ä odd', '')),
  exit_code: fc.constantFrom(undefined, undefined, 0, 1, -7),
  error: fc.constantFrom(undefined, undefined, null, 'no', { message: 'no' }),
  output_bytes: size,
});
const fileOperation = fc.record({
  ...timed,
  type: fc.constantFrom('file_read', 'file_write'),
  path: name,
  size_bytes: size,
  lines: size,
});
const attempt = fc.record({
  ...timed,
  type: fc.constant('skill_attempt'),
  skill: name,
  attempt: fc.constantFrom(1, 1, 2, 3, 7, 2 ** 40 + 12_345),
  verified: fc.boolean(),
  model: optional(name),
});
const other = fc.oneof(
  fc.record({
    type: fc.constantFrom('session_start', 'session_update'),
    project_root: optional(name),
    model: optional(name),
  }),
  fc.record({ type: fc.constant('session_end'), status: fc.constantFrom('failed', 'completed'), exit_code: fc.nat(1) }),
  fc.record({
    type: fc.constant('resource_sample'),
    cpu_ms: fc.nat(9_000),
    rss_bytes: fc.nat(9_000),
  }),
  fc.constant({ type: 'tool_call', name: LONG, duration_ms: 5 }),
  fc.constant({ type: 'tool_call', name: 'build', status: LONG, duration_ms: 5 }),
  fc.record({ ...timed, type: fc.constantFrom('of_my_own', '__proto__', 'constructor'), name: optional(name) }),
  fc.constant({
    type: 'events_dropped',
    count: 3,
    first_ts: '2026-11-21T07:00:00.000Z',
    last_ts: '2026-11-21T07:00:01.000Z',
    reason: 'full',
  }),
);
/** At one of these the kernel may give up. */
const odd = fc.oneof(
  fc.record({ ...timed, type: fc.constant('skill'), skill: name, final_status: name }),
  fc.record({ ...timed, type: fc.constant('model_call'), model: name, output_tokens: size }),
  fc.record({ ...timed, type: fc.constant('wait'), for: fc.constantFrom('human', 'permission') }),
  fc.constant({ type: 'tool_call', name: 'build', span_id: LONG, duration_ms: 5 }),
);

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
/** Several events at once: more of something than some limit. */
const many: fc.Arbitrary<object[]> = fc.oneof(
  fc.tuple(fc.integer({ min: 60, max: 240 }), span, fc.nat(4)).map(([count, parent_span_id, step]) =>
    range(count).map((i) => ({
      type: i % 3 === 0 ? 'file_read' : 'tool_call',
      [i % 3 === 0 ? 'path' : 'name']: `child ${i}`,
      duration_ms: 1 + ((i * step) % 7),
      parent_span_id,
    })),
  ),
  fc
    .integer({ min: 60, max: 140 })
    .map((count) => range(count).map((i) => ({ type: 'task_start', name: `deep ${i % 90}` }))),
  fc.tuple(fc.integer({ min: 60, max: 90 }), span).map(([count, span_id]) =>
    range(count).map((i) => ({
      type: 'task_start',
      name: 'same',
      ...(span_id === undefined ? {} : { span_id: `${span_id}${i}` }),
    })),
  ),
  fc.integer({ min: 60, max: 90 }).map((count) =>
    range(count).map((i) => ({
      type: 'skill_attempt',
      skill: 'fix',
      attempt: 1,
      verified: true,
      span_id: `call ${i}`,
    })),
  ),
  fc.integer({ min: 10, max: 40 }).map((count) => range(count).map(() => ({ type: 'task_complete', name: 'unknown' }))),
);

/** Keys of other types, which mean nothing here; and one of no type, which means something everywhere. */
const stray = fc.constantFrom(
  { path: 'stray' },
  { skill: 'stray' },
  { name: 'stray' },
  { ts_source: 'inferred' },
  { size_bytes: 7 },
  { attempt: 9, verified: true },
);
const spelled = fc.constantFrom(' ', '\\u0062', 'e0', 'order');
const damages = fc.constantFrom('drop', 'double', 'tear', 'blank');
/** Of events of two sessions on one line the kernel cannot tell whose finding came first. */
const glued = fc.constantFrom('drop', 'glue');

export interface Step {
  readonly events: readonly object[];
  readonly writer: number;
  readonly gap_ms: number;
  readonly stray: object | undefined;
  readonly spelling: string | undefined;
  readonly damage: string | undefined;
}

/** Once in so many times. */
const rarely = <T>(value: fc.Arbitrary<T>, times: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

export interface LogOptions {
  /** Nothing at which the kernel has to give up. */
  readonly usual: boolean;
}

const stepOf = ({ usual }: LogOptions): fc.Arbitrary<Step> =>
  fc.record({
    events: fc.oneof(
      {
        weight: 300,
        arbitrary: fc
          .oneof(taskStart, taskComplete, toolCall, toolCall, fileOperation, attempt)
          .map((event) => [event]),
      },
      { weight: 10, arbitrary: other.map((event) => [event]) },
      { weight: 5, arbitrary: many },
      { weight: usual ? 0 : 2, arbitrary: odd.map((event) => [event]) },
    ),
    writer: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4),
    gap_ms: fc.oneof(
      { weight: 9, arbitrary: fc.nat(3_000) },
      { weight: 1, arbitrary: fc.integer({ min: -9_000, max: 900_000 }) },
    ),
    stray: rarely(stray, 20),
    spelling: rarely(usual ? fc.constantFrom(' ', 'e0', 'order') : spelled, 20),
    damage: rarely(usual ? damages : fc.oneof(damages, glued), 60),
  });

/** Who writes: two agents, one of them with two writers; nobody; and somebody of another session. */
const encoders = (): Encoder[] => [
  new Encoder('sprint', 'writer-a', 'agent', undefined),
  new Encoder('sprint', 'writer-b', 'agent', undefined),
  new Encoder('sprint', 'writer-c', 'ä __proto__', undefined),
  new Encoder('sprint', 'writer-d', undefined, undefined),
  new Encoder('other', 'writer-e', 'agent', undefined),
];

/** The lines of a log. */
function linesOfSteps(steps: readonly Step[]): string {
  const writers = encoders();
  let at_ms = START_MS;
  const lines = [lineOf(writers[0] as Encoder, { type: 'session_start' }, at_ms)];
  for (const { events, writer, gap_ms, stray, spelling, damage } of steps)
    for (const event of events) {
      at_ms += gap_ms;
      const line = lineOf(writers[writer] as Encoder, { ...stray, ...event }, at_ms);
      lines.push(damaged(spelling === undefined ? line : spelledAs(line, spelling), damage));
    }
  return lines.join('');
}

export function lineOf(encoder: Encoder, event: object, at_ms: number): string {
  const line = encoder.encode(event as EventInput, at_ms);
  return line.buffer.toString('utf8', line.start, line.end);
}

function spelledAs(line: string, spelling: string): string {
  if (spelling === ' ') return line.replace(',"type":', ', "type":');
  if (spelling === 'e0') return line.replace(/("duration_ms":-?\d+)(?=[,}])/, '$1e0');
  if (spelling === 'order') return line.replace(/(,"name":"\w*")(.*)(?=,"hash":)/, '$2$1');
  return line.replace('"build"', '"\\u0062uild"');
}

function damaged(line: string, damage: string | undefined): string {
  if (damage === 'drop') return '';
  if (damage === 'double') return line + line;
  if (damage === 'tear') return `${line.slice(0, line.length / 2)}\n`;
  if (damage === 'glue') return line.slice(0, -1);
  if (damage === 'blank') return `\n${line}`;
  return line;
}

export const logs = (options: LogOptions): fc.Arbitrary<string> =>
  fc.array(stepOf(options), { minLength: 1, maxLength: 120, size: 'max' }).map(linesOfSteps);
