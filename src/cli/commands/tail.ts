import { followLogs } from '../../ops/follow-logs.js';
import { readLog } from '../../ops/read-log.js';
import { type Following, resolveTarget, resolveToFollow, STDIN } from '../../ops/targets.js';
import { plural } from '../../render/format.js';
import { safeText } from '../../render/safe.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import {
  colorMode,
  colorOption,
  dirOption,
  filterOf,
  filterOptions,
  flag,
  number,
  text,
  timezone,
  timezoneOption,
} from '../options.js';
import { Printer } from '../printer.js';
import { Refusals } from '../refusals.js';

const LAST = 10;

export const tail: Command = {
  usage: 'tail <target>',
  summary: 'the last events of a log, and with -f what comes',
  examples: [
    ['sessionlog tail -f sprint-42', 'follow a session'],
    ['sessionlog tail -f sessions', 'follow all sessions of a directory, new ones too'],
    ['sessionlog tail -n 100 sprint-42 --type tool_call', 'the tool calls among the last 100 lines'],
  ],
  positionals: [{ name: 'target', describe: 'file, directory, session id, or - for stdin' }],
  options: {
    ...dirOption,
    follow: { alias: 'f', type: 'boolean', describe: 'go on with what is appended' },
    lines: {
      alias: 'n',
      type: 'string',
      describe: 'how many of the last lines to begin with',
      defaultDescription: String(LAST),
    },
    ...filterOptions,
    json: { type: 'boolean', describe: 'the stored lines on a terminal too' },
    ...timezoneOption,
    ...colorOption,
    strict: { type: 'boolean', describe: 'exit with 3 when the data has problems' },
  },
  async run(args, terminal) {
    const filter = filterOf(args, new Date());
    const last = number(args, 'lines', { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }) ?? LAST;
    const target = text(args, 'target') ?? '';
    const dir = text(args, 'dir') ?? '';
    const follow = flag(args, 'follow');
    const strict = flag(args, 'strict');
    const raw = flag(args, 'json') || !terminal.isTty;
    const time_zone = timezone(args);
    const printer = new Printer({
      terminal,
      filter,
      raw,
      color_level: await terminal.colorLevel(colorMode(args)),
      time_zone,
    });
    const refusals = new Refusals(terminal);
    let taken = 1;
    if (target === '-') {
      await readLog(STDIN, printer.sinkOf('-'), { onBlock: () => (follow ? printer.flush() : printer.keepLast(last)) });
      if (!follow) printer.keepLast(last);
      await printer.flush();
    } else {
      const { logs, watch_dir, shard_dirs, awaited }: Following = follow
        ? resolveToFollow(target, dir)
        : { logs: resolveTarget(target, dir) };
      if (awaited !== undefined) terminal.tell(safeText(`sessionlog: waiting for ${awaited}`));
      taken = await followLogs(
        logs,
        {
          sinkOf: (path) => printer.sinkOf(path),
          reset: (path, reason) =>
            terminal.tell(safeText(`sessionlog: ${path} was ${reason}; reading goes on at its start`)),
          refused: (error) => refusals.tell(error),
          caughtUp: () => printer.flush(),
        },
        { last, signal: follow ? untilInterrupted() : undefined, watchDir: watch_dir, shardDirs: shard_dirs },
      );
    }
    printer.end();
    // Who follows has waited for a match, and ended it himself.
    if (!follow) printer.tellUnmatched(`the last ${plural(last, 'line')}`);
    if (refusals.count > 0) return refusals.exitCode(taken);
    return strict && printer.problems > 0 ? EXIT.problems : EXIT.done;
  },
};

/** Aborts when the user ends the command: everything that was read has been printed by then. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
