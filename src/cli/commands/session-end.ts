import { visibleJson } from '../../ops/common.js';
import { type LifeInput, recordNow, takeStep } from '../../ops/session-log.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { choice, dirOption, number, text, writerOf, writerOptions } from '../options.js';
import { outcomeFields, outcomeOptions, wantsJson } from '../session-options.js';

const STATUSES = ['completed', 'failed', 'cancelled', 'terminated'] as const;
const EXIT_CODES = { min: -(2 ** 31), max: 2 ** 32, whole: true };

export const sessionEnd: Command = {
  usage: 'session end <session>',
  summary: 'end a session, and say how',
  examples: [
    ['sessionlog session end sprint-42 --exit-code $?', 'completed, or failed if the code is not 0'],
    ['sessionlog session end sprint-42 --status cancelled --reason "not needed any more"', 'by hand'],
  ],
  positionals: [{ name: 'session', describe: 'session id' }],
  options: {
    ...dirOption,
    status: {
      type: 'string',
      describe: STATUSES.join(', '),
      defaultDescription: 'terminated with a signal, failed with another exit code than 0, else completed',
    },
    'exit-code': { type: 'string', describe: "of the agent's process" },
    signal: { type: 'string', describe: "that ended the agent's process, as SIGTERM" },
    reason: { type: 'string', describe: 'why it ended' },
    ...outcomeOptions,
    ...writerOptions,
    json: { type: 'boolean', describe: 'print the session record as one JSON document' },
  },
  async run(args, terminal) {
    const dir = text(args, 'dir') ?? '';
    const exit_code = number(args, 'exit-code', EXIT_CODES);
    const signal = text(args, 'signal');
    const inferred = signal !== undefined ? 'terminated' : (exit_code ?? 0) === 0 ? 'completed' : 'failed';
    const step: LifeInput = {
      type: 'session_end',
      status: choice(args, 'status', STATUSES) ?? inferred,
      exit_code,
      signal,
      reason: text(args, 'reason'),
      ...outcomeFields(args),
    };
    const { facts } = await takeStep(dir, text(args, 'session') ?? '', step, writerOf(args));
    if (wantsJson(args)) await terminal.write(`${visibleJson(recordNow(dir, facts), 2)}\n`);
    return EXIT.done;
  },
};
