import { analyze as analyzeOp, isDamaged } from '../../ops/analyze.js';
import { BASES, LIMITS, type Report, visibleJson } from '../../ops/common.js';
import { readPrices } from '../../ops/prices.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import {
  choice,
  colorMode,
  colorOption,
  dirOption,
  flag,
  number,
  text,
  texts,
  timezone,
  timezoneOption,
} from '../options.js';
import { Progress } from '../progress.js';
import { Refusals } from '../refusals.js';
import { selectionOf, selectionOptions } from '../selection.js';

const GROUPS = ['day', 'project', 'agent', 'model'] as const;
const TOP = 10;

export const analyze: Command = {
  usage: 'analyze [target..]',
  summary: 'where the time went: a retrospective of one session or many',
  examples: [
    ['sessionlog analyze', 'the newest session'],
    ['sessionlog analyze sessions/sprint-42.jsonl', 'one file'],
    ['sessionlog analyze --group-by day', 'every session, day by day, and whether it gets faster'],
    ['sessionlog analyze claude-code --since 7d', 'what Claude Code did this week, from its own transcripts'],
    ['sessionlog analyze --all --project .', 'all agents, in this project'],
    ['sessionlog analyze sessions --json | jq .bottlenecks', 'a directory, for other tools'],
  ],
  positionals: [
    {
      name: 'target',
      describe: 'file, directory, session id, agent (see: sessionlog sources), or - for stdin',
      array: true,
    },
  ],
  options: {
    ...dirOption,
    ...selectionOptions,
    json: { type: 'boolean', describe: 'print the report as one JSON document (see: sessionlog schema report)' },
    threshold: {
      type: 'string',
      setting: 'threshold',
      describe: 'share of the time above which a name is a bottleneck, 0 to 1',
      defaultDescription: String(LIMITS.bottleneck_share),
    },
    basis: {
      type: 'string',
      setting: 'basis',
      describe: `what it is a share of: ${BASES.join(', ')}`,
      defaultDescription: 'session; active where a person was waited for',
    },
    'group-by': { type: 'string', describe: `sessions put together, with their trend: ${GROUPS.join(', ')}` },
    prices: {
      type: 'string',
      describe: 'JSON file of what models cost per million tokens: {"model":{"input":3,"output":15}}',
    },
    top: { type: 'string', describe: 'rows of each table', defaultDescription: String(TOP) },
    ...timezoneOption,
    ...colorOption,
    cache: { type: 'boolean', default: true, describe: 'remember what was read (--no-cache: read all anew)' },
    strict: { type: 'boolean', describe: 'exit with 3 when the data has problems; check every hash' },
  },
  async run(args, terminal) {
    const threshold = number(args, 'threshold', { min: 0, max: 1 }) ?? LIMITS.bottleneck_share;
    const top = number(args, 'top', { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true }) ?? TOP;
    const basis = choice(args, 'basis', BASES);
    const group_by = choice(args, 'group-by', GROUPS);
    const json = flag(args, 'json');
    // Node takes a while to find out the local zone, and a report as JSON that has no days needs none.
    const needs_zone = !json || group_by !== undefined || text(args, 'timezone') !== undefined;
    const time_zone = needs_zone ? timezone(args) : 'UTC';
    const strict = flag(args, 'strict');
    const pricesFile = text(args, 'prices');
    const prices = pricesFile === undefined ? undefined : await readPrices(pricesFile);
    const refusals = new Refusals(terminal);
    const progress = new Progress(terminal, 'analysing');
    const report = await analyzeOp({
      targets: texts(args, 'target') ?? [],
      dir: text(args, 'dir') ?? '',
      ...selectionOf(args, new Date()),
      threshold,
      basis,
      group_by,
      time_zone,
      prices,
      checkHashes: strict,
      cache: args['cache'] !== false,
      onRefused: (error) => refusals.tell(error),
      onBlock: (bytes) => progress.add(bytes),
    });
    progress.end();
    if (report === undefined) return refusals.exitCode(0);
    if (json) await terminal.write(`${visibleJson(report, 2)}\n`);
    else if (report.source.events === 0) await terminal.write(`${withoutEvents(report)}\n`);
    else {
      const { renderReport } = await import('../../render/report/render-report.js');
      const { columns, unicode } = terminal;
      await terminal.write(
        renderReport(report, {
          columns,
          unicode,
          color_level: await terminal.colorLevel(colorMode(args)),
          time_zone,
          top,
        }),
      );
    }
    if (refusals.count > 0) return refusals.exitCode(report.source.files);
    return strict && isDamaged(report) ? EXIT.problems : EXIT.done;
  },
};

/** One line for a log that was only begun. */
function withoutEvents({ source, findings }: Report): string {
  const where = source.files === 1 ? '' : ` in ${source.files} files`;
  const pending = findings.some(({ code }) => code === 'PENDING')
    ? '; the last line has no newline, it may still be written'
    : '';
  return `No events yet${where}${pending}.`;
}
