import { readLogs } from '../../ops/cat.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import {
  colorMode,
  colorOption,
  dirOption,
  filterOf,
  filterOptions,
  flag,
  text,
  texts,
  timezone,
  timezoneOption,
} from '../options.js';
import { Printer } from '../printer.js';
import { Refusals } from '../refusals.js';

export const cat: Command = {
  usage: 'cat <target..>',
  summary: 'the events of logs: readable on a terminal, the stored lines when piped',
  examples: [
    ['sessionlog cat sprint-42', 'every event of a session, one line each'],
    ['sessionlog cat sessions --type task_complete --since 2h', 'what was done in the last two hours'],
    ['sessionlog cat sprint-42 | jq -r .type', 'the stored lines, byte for byte'],
  ],
  positionals: [{ name: 'target', describe: 'file, directory, session id, or - for stdin', array: true }],
  options: {
    ...dirOption,
    ...filterOptions,
    json: { type: 'boolean', describe: 'the stored lines on a terminal too' },
    ...timezoneOption,
    ...colorOption,
    strict: { type: 'boolean', describe: 'exit with 3 when the data has problems' },
  },
  async run(args, terminal) {
    const filter = filterOf(args, new Date());
    const time_zone = timezone(args);
    const strict = flag(args, 'strict');
    const refusals = new Refusals(terminal);
    const color_level = await terminal.colorLevel(colorMode(args));
    const raw = flag(args, 'json') || !terminal.isTty;
    const printer = new Printer({ terminal, filter, raw, color_level, time_zone, hold_problems: true });
    const taken = await readLogs({
      targets: texts(args, 'target') ?? [],
      dir: text(args, 'dir') ?? '',
      sinkOf: (path) => printer.sinkOf(path),
      flush: () => printer.flush(),
      onRead: (path) => printer.end(path),
      onRefused: (error) => refusals.tell(error),
    });
    printer.tellUnmatched();
    if (refusals.count > 0) return refusals.exitCode(taken);
    return strict && printer.problems > 0 ? EXIT.problems : EXIT.done;
  },
};
