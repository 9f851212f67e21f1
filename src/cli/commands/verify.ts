import { visibleJson } from '../../ops/common.js';
import { type FoundProblem, verify as verifyOp } from '../../ops/verify.js';
import { renderProblem } from '../../render/problem.js';
import { renderVerified } from '../../render/verified.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { dirOption, flag, text, texts } from '../options.js';
import { Refusals } from '../refusals.js';

/** Problems of all logs that are shown to a person; `--json` has them all. */
const SHOWN = 100;

export const verify: Command = {
  usage: 'verify <target..>',
  summary: 'hold logs against their hash chains and seals: is this what was written?',
  examples: [
    ['sessionlog verify sprint-42', 'one session'],
    [
      'sessionlog verify evidence/ --key seal.key.pub --strict',
      'every event sealed by that key, no log gone, or exit 3',
    ],
  ],
  positionals: [{ name: 'target', describe: 'file, directory or session id', array: true }],
  options: {
    ...dirOption,
    key: {
      type: 'string',
      array: true,
      describe: 'public key (.pub) whose seals count (default: the one of this machine)',
    },
    strict: { type: 'boolean', describe: 'a missing seal, and events after the last one, are findings too' },
    json: { type: 'boolean', describe: 'print one JSON document' },
  },
  async run(args, terminal) {
    const json = flag(args, 'json');
    const refusals = new Refusals(terminal);
    const problems: FoundProblem[] = [];
    let count = 0;
    const { logs, missing } = await verifyOp({
      targets: texts(args, 'target') ?? [],
      dir: text(args, 'dir') ?? '',
      keys: texts(args, 'key') ?? [],
      strict: flag(args, 'strict'),
      onProblem: (problem) => {
        count++;
        if (json || problems.length < SHOWN) problems.push(problem);
      },
      onRefused: (error) => refusals.tell(error),
    });
    if (json) await terminal.write(`${visibleJson({ logs, problems }, 2)}\n`);
    else {
      for (const problem of problems) await terminal.say(renderProblem(problem.file, problem));
      if (count > problems.length)
        await terminal.say(`… and ${count - problems.length} further ones (--json has them all)`);
      for (const log of logs) await terminal.say(renderVerified(log));
    }
    if (refusals.count > 0) return refusals.exitCode(logs.length);
    return missing > 0 || logs.some(({ findings }) => findings > 0) ? EXIT.problems : EXIT.done;
  },
};
