import { visibleJson } from '../../ops/common.js';
import { type HandoffInput, handOff } from '../../ops/session-handoff.js';
import { recordNow } from '../../ops/session-log.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { dirOption, flag, text, writerOf, writerOptions } from '../options.js';
import { recordFields, recordOptions, wantsJson } from '../session-options.js';

export const sessionHandoff: Command = {
  usage: 'session handoff <session> <agent>',
  summary: 'hand the work over to another agent; prints the id of the session that takes over',
  examples: [
    ['next=$(sessionlog session handoff sprint-42 ReviewAgent --phase Review)', 'the next one down the line'],
    ['sessionlog session handoff sprint-42 ReviewAgent --pending', 'it waits until the agent takes it up'],
  ],
  positionals: [
    { name: 'session', describe: 'the running session that hands over' },
    { name: 'agent', describe: 'who takes over' },
  ],
  options: {
    ...dirOption,
    id: { type: 'string', describe: 'id of the new session', defaultDescription: 'a new one' },
    ...recordOptions,
    pending: { type: 'boolean', describe: 'the new session waits until it is updated to running' },
    ...writerOptions,
    json: { type: 'boolean', describe: 'print the record of the new session as one JSON document' },
  },
  async run(args, terminal) {
    const dir = text(args, 'dir') ?? '';
    const child: HandoffInput = {
      session_id: text(args, 'id'),
      ...recordFields(args),
      status: flag(args, 'pending') ? 'pending' : 'running',
    };
    const facts = await handOff(dir, text(args, 'session') ?? '', text(args, 'agent') ?? '', child, writerOf(args));
    await terminal.write(`${wantsJson(args) ? visibleJson(recordNow(dir, facts), 2) : facts.id}\n`);
    return EXIT.done;
  },
};
