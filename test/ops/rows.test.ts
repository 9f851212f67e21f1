/** The fast way through a log and the careful one come to the same report, whatever is in it. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { addProblem, addSource, createAnalysis, step } from '../../src/analyze/analysis.js';
import { finish } from '../../src/analyze/finish.js';
import type { Report } from '../../src/analyze/types.js';
import { msFromIso } from '../../src/base/clock.js';
import { Encoder } from '../../src/event/encode.js';
import type { EventInput } from '../../src/event/types.js';
import { type BlockScanner, withScanner } from '../../src/log/scan-blocks.js';
import { locatedOf } from '../../src/ops/analysis/quick.js';
import type { AnySink } from '../../src/ops/any-reader.js';
import { readLog } from '../../src/ops/read-log.js';
import { quietFile } from '../support/temp.js';

/** Rows that were taken as such. */
let rows = 0;

const RUNS = Number(process.env['SESSIONLOG_FUZZ'] ?? 150);

async function reportOf(path: string, scanner: BlockScanner | undefined): Promise<Report> {
  const analysis = createAnalysis();
  const log = { path, mtime_ms: 1_000, size_bytes: 0 };
  const file = 'log';
  const sink: AnySink = {
    record(events, { line }, _bytes, format) {
      for (const event of events) step(analysis, { event, at_ms: msFromIso(event.ts), file, line }, format);
    },
    problem: (problem) => addProblem(analysis, file, problem),
    rows({ event: row }, from, to, line) {
      for (let i = from; i < to; i++) {
        row.go(i);
        rows++;
        step(analysis, locatedOf(row, file, line + i - from), 'sessionlog');
      }
    },
  };
  const figures = await readLog(log, sink, { scanner });
  addSource(analysis, { file, ...figures });
  return finish(analysis, { threshold: 0.1, basis: 'session' });
}

const name = fc.constantFrom('build', 'test', '__proto__', 'ä "quoted"\n', 'hasOwnProperty');
const span = fc.option(fc.constantFrom('s1', 's2', 's3'), { nil: undefined });
const duration_ms = fc.option(
  fc.oneof(fc.integer({ min: -5, max: 90_000 }), fc.double({ min: 0, max: 10, noNaN: true })),
  {
    nil: undefined,
  },
);
const common = { duration_ms, span_id: span, parent_span_id: span };
const size = fc.option(fc.nat(9_000), { nil: undefined });
const event = fc.oneof(
  fc.record({ ...common, type: fc.constant('task_start'), name, metadata: fc.option(fc.object(), { nil: undefined }) }),
  fc.record({
    ...common,
    type: fc.constant('task_complete'),
    name,
    status: fc.constantFrom('completed', 'failed', 'cancelled', undefined),
  }),
  fc.record({ ...common, type: fc.constantFrom('file_read', 'file_write'), path: name, size_bytes: size, lines: size }),
  fc.record({
    ...common,
    type: fc.constant('tool_call'),
    name,
    params: fc.option(fc.jsonValue(), { nil: undefined }),
    status: fc.constantFrom('completed', 'OK', 'error', undefined),
    exit_code: fc.constantFrom(0, 1, undefined),
    error: fc.constantFrom(undefined, null, 'no', { message: 'no' }),
    output_bytes: size,
  }),
  fc.record({
    ...common,
    type: fc.constant('skill_attempt'),
    skill: name,
    attempt: fc.integer({ min: 1, max: 3 }),
    verified: fc.boolean(),
    model: fc.constantFrom('m', undefined),
  }),
  fc.record({ ...common, type: fc.constant('skill'), skill: name, final_status: name }),
  fc.record({ ...common, type: fc.constant('model_call'), model: name, output_tokens: size }),
  fc.record({ ...common, type: fc.constant('wait'), for: fc.constantFrom('human', 'permission') }),
  fc.record({ type: fc.constantFrom('session_start', 'of_my_own'), name, model: name }),
);
/** Whatever becomes of the others, the file is a log. */
const FIRST = '{"v":1,"ts":"2025-11-21T07:00:00.000Z","session_id":"sprint-42","type":"session_start"}\n';
const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom('drop', 'double', 'tear', 'glue', 'strip')), {
  maxLength: 3,
});

it('whatever was logged, and however it was damaged', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(event, fc.nat(3), fc.integer({ min: -5, max: 4_000 })), { minLength: 10, maxLength: 60 }),
      damage,
      async (events, damages) => {
        const encoders = ['w0', 'w1', 'w2', 'w3'].map(
          (writer) => new Encoder('sprint-42', writer.padEnd(8, '_'), writer, undefined),
        );
        let at_ms = 1_763_710_500_000;
        const lines = events.map(([given, of, gap]) => {
          at_ms += gap;
          const encoder = encoders[of] as Encoder;
          const line = encoder.encode(given as EventInput, at_ms);
          return line.buffer.toString('utf8', line.start, line.end);
        });
        for (const [at, kind] of damages) {
          const i = at % lines.length;
          const line = lines[i] ?? '';
          if (kind === 'drop') lines[i] = '';
          else if (kind === 'double') lines.push(line);
          else if (kind === 'tear') lines[i] = line.slice(0, line.length / 2);
          else if (kind === 'glue') lines[i] = line.slice(0, -1);
          else lines[i] = line.replace(/,"hash":"[^"]*"/, '');
        }
        const path = quietFile(FIRST + lines.join(''), 'log.jsonl');
        const scanned = await withScanner((scanner) => reportOf(path, scanner));
        expect(scanned).toEqual(await reportOf(path, undefined));
      },
    ),
    { numRuns: RUNS },
  );
  // Most lines are recognised.
  expect(rows).toBeGreaterThan(RUNS);
});
