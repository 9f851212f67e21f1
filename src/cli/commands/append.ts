import { messageOf, SessionlogError } from '../../base/errors.js';
import type { ProblemCode } from '../../event/problem.js';
import type { EventInput } from '../../event/types.js';
import { openLog } from '../../log/append.js';
import { blocksOf } from '../../log/blocks.js';
import { RecordReader } from '../../log/records.js';
import type { LogWriter } from '../../log/writer.js';
import { plural } from '../../render/format.js';
import type { Command } from '../command.js';
import { EXIT, type ExitCode } from '../exit.js';
import { dirOption, text } from '../options.js';
import { Problems } from '../problems.js';
import type { Terminal } from '../terminal.js';

export const append: Command = {
  usage: 'append <session> [json]',
  summary: 'append one event, or JSON lines from stdin, to a session',
  examples: [
    [`sessionlog append s1 '{"type":"tool_call","name":"make","duration_ms":2500}'`, 'one event'],
    ['jq -c .events[] old.json | sessionlog append s1 --agent bot-7', 'many'],
  ],
  positionals: [
    { name: 'session', describe: 'session id: names the file <dir>/<session>.jsonl' },
    { name: 'json', describe: 'the event as a JSON object; without it, JSON lines are read from stdin' },
  ],
  options: { ...dirOption, agent: { type: 'string', describe: 'who logs, where the event does not say' } },
  async run(args, terminal) {
    const log = openLog(text(args, 'dir') ?? '', text(args, 'session') ?? '', { agent_id: text(args, 'agent') });
    const json = text(args, 'json');
    try {
      if (json === undefined) return await appendLines(log, terminal);
      log.append(eventOf(json));
      log.flushSync();
      return EXIT.done;
    } finally {
      log.closeNow();
    }
  },
};

/** @throws SessionlogError EVENT_INVALID */
function eventOf(json: string): EventInput {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new SessionlogError('EVENT_INVALID', `the event is no JSON: ${messageOf(error)}`, error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as EventInput;
  throw new SessionlogError(
    'EVENT_INVALID',
    'the event is no JSON object, such as {"type":"task_start","name":"build"}',
  );
}

/** How a file was made, and no loss to what is in it. */
const HARMLESS: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['blank_line', 'bom', 'crlf']);

/** Appends every event of stdin; one that is refused is told of, and the next ones may be good. */
async function appendLines(log: LogWriter, terminal: Terminal): Promise<ExitCode> {
  if (process.stdin.isTTY) terminal.tell('sessionlog: type one JSON event a line; Ctrl-D ends');
  const problems = new Problems(terminal, 'stdin', false);
  let written = 0;
  const reader = new RecordReader({
    record({ value, place }) {
      try {
        log.append(value as EventInput);
        written++;
      } catch (error) {
        if (!(error instanceof SessionlogError) || ['WRITE_FAILED', 'QUEUE_FULL', 'FILE_UNSAFE'].includes(error.code))
          throw error;
        problems.add({ problem: 'invalid_event', ...place, reason: error.message });
      }
      return true;
    },
    problem(problem) {
      if (!HARMLESS.has(problem.problem)) problems.add(problem);
    },
  });
  for await (const block of blocksOf('-')) reader.push(block);
  reader.end('final');
  log.flushSync();
  problems.end();
  if (problems.count === 0) return EXIT.done;
  terminal.tell(`sessionlog: ${plural(problems.count, 'problem')} in the input; ${plural(written, 'event')} appended`);
  return EXIT.failed;
}
