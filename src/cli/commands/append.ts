import { type AppendInput, appendJson } from '../../ops/append.js';
import { safeText } from '../../render/safe.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { dirOption, text, writerOf, writerOptions } from '../options.js';

/** What is shown of a type. */
const TYPE_CHARS = 60;
const shown = (type: string): string => safeText(type.length > TYPE_CHARS ? `${type.slice(0, TYPE_CHARS - 1)}…` : type);

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
  options: {
    ...dirOption,
    agent: { type: 'string', setting: 'agent', describe: 'who logs, where the event does not say' },
    ...writerOptions,
  },
  async run(args, terminal) {
    const input: AppendInput = {
      dir: text(args, 'dir') ?? '',
      session: text(args, 'session') ?? '',
      agent_id: text(args, 'agent'),
      writer: writerOf(args),
      onNearType: (type, near) =>
        terminal.tell(`sessionlog: type "${shown(type)}" is not one that sessionlog knows: did you mean ${near}?`),
    };
    const json = text(args, 'json');
    if (json !== undefined) {
      appendJson(input, json);
      return EXIT.done;
    }
    const { appendLines } = await import('../../ops/append-lines.js');
    const { plural } = await import('../../render/format.js');
    const { Problems } = await import('../problems.js');
    if (process.stdin.isTTY) terminal.tell('sessionlog: type one JSON event a line; Ctrl-D ends');
    const problems = new Problems(terminal, 'stdin', false);
    const written = await appendLines(input, '-', (problem) => problems.add(problem));
    problems.end();
    if (problems.count === 0) return EXIT.done;
    terminal.tell(
      `sessionlog: ${plural(problems.count, 'problem')} in the input; ${plural(written, 'event')} appended`,
    );
    return EXIT.failed;
  },
};
