import { type AppendInput, appendJson, appendLines } from '../../ops/append.js';
import { plural } from '../../render/format.js';
import { truncate } from '../../render/text.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { dirOption, text, writerOf, writerOptions } from '../options.js';
import { Problems } from '../problems.js';

/** What is shown of a type. */
const TYPE_CELLS = 60;

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
        terminal.tell(
          `sessionlog: type "${truncate(type, TYPE_CELLS)}" is not one that sessionlog knows: did you mean ${near}?`,
        ),
    };
    const json = text(args, 'json');
    if (json !== undefined) {
      appendJson(input, json);
      return EXIT.done;
    }
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
