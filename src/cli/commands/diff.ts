import { visibleJson } from '../../ops/common.js';
import { diff as diffOp, type SideInput } from '../../ops/diff.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { colorMode, colorOption, dirOption, flag, number, text, texts, timezone, timezoneOption } from '../options.js';
import { Progress } from '../progress.js';
import { Refusals } from '../refusals.js';
import { parsePeriod } from '../when.js';

const TOP = 10;

export const diff: Command = {
  usage: 'diff <before> <after>',
  summary: 'two sessions or two periods side by side: what got faster or slower',
  examples: [
    ['sessionlog diff sprint-41 sprint-42', 'two sessions'],
    ['sessionlog diff 14d..7d 7d..', 'the sessions of last week against those of the week before'],
    ['sessionlog diff old.jsonl new.jsonl --json | jq .tools', 'for other tools'],
  ],
  positionals: [
    { name: 'before', describe: 'file, directory, session id, or a period: from..to, each as for cat --since' },
    { name: 'after', describe: 'what it is held against, given in the same way' },
  ],
  options: {
    ...dirOption,
    in: { type: 'string', array: true, describe: 'logs of which the periods are (default: those of --dir)' },
    json: { type: 'boolean', describe: 'print one JSON document (see: sessionlog schema diff)' },
    top: { type: 'string', describe: 'rows of each table', defaultDescription: String(TOP) },
    ...timezoneOption,
    ...colorOption,
  },
  async run(args, terminal) {
    const top = number(args, 'top', { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true }) ?? TOP;
    const time_zone = timezone(args);
    const dir = text(args, 'dir') ?? '';
    const within = texts(args, 'in') ?? [dir];
    const now = new Date();
    const sideOf = (label: string): SideInput => {
      const period = parsePeriod(label, now);
      return period === undefined ? { label, targets: [label] } : { label, targets: within, period };
    };
    const refusals = new Refusals(terminal);
    const progress = new Progress(terminal, 'comparing');
    const found = await diffOp({
      before: sideOf(text(args, 'before') ?? ''),
      after: sideOf(text(args, 'after') ?? ''),
      dir,
      onRefused: (error) => refusals.tell(error),
      onBlock: (bytes) => progress.add(bytes),
    });
    progress.end();
    if (found === undefined) return refusals.exitCode(0);
    if (flag(args, 'json')) await terminal.write(`${visibleJson(found, 2)}\n`);
    else {
      const { renderDiff } = await import('../../render/diff/render-diff.js');
      const { columns, unicode } = terminal;
      const color_level = await terminal.colorLevel(colorMode(args));
      await terminal.write(renderDiff(found, { columns, unicode, color_level, time_zone, top }));
    }
    return refusals.count > 0 ? refusals.exitCode(found.before.files + found.after.files) : EXIT.done;
  },
};
