import { SessionlogError } from '../../base/errors.js';
import type { EventInput } from '../../event/types.js';
import { openLog } from '../../log/append.js';
import { blocksOf } from '../../log/blocks.js';
import { RecordReader } from '../../log/records.js';
import { renderProblem } from '../../render/problem.js';
import { safeText } from '../../render/safe.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { dirOption, text } from '../options.js';

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
    let refused = 0;
    const refuse = (line: string): void => {
      refused++;
      terminal.tell(line);
    };
    const reader = new RecordReader({
      record({ value, place }) {
        try {
          log.append(value as EventInput);
        } catch (error) {
          // The event is at fault, not the file: the next ones may be good.
          if (!(error instanceof SessionlogError) || error.code === 'WRITE_FAILED' || error.code === 'FILE_UNSAFE')
            throw error;
          refuse(safeText(`line ${place.line}: ${error.message} [${error.code}]`));
        }
        return true;
      },
      problem: (problem) => refuse(renderProblem('stdin', problem)),
    });
    const json = text(args, 'json');
    try {
      if (json !== undefined) reader.push(Buffer.from(json));
      else for await (const block of blocksOf('-')) reader.push(block);
      reader.end('final');
      log.flushSync();
    } finally {
      log.closeNow();
    }
    if (refused > 0) terminal.tell(`sessionlog: ${refused} of the lines had problems; every good event was written`);
    return refused > 0 ? EXIT.failed : EXIT.done;
  },
};
