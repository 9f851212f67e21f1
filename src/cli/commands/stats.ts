import { visibleJson } from '../../ops/common.js';
import { sessionStats } from '../../ops/session-queries.js';
import type { Command } from '../command.js';
import { colorMode, colorOption, dirOption, timezone, timezoneOption } from '../options.js';
import { Refusals } from '../refusals.js';
import { catalogInput, sessionFilter, sessionFilterOptions, staleOption, wantsJson } from '../session-options.js';

export const stats: Command = {
  usage: 'stats [target..]',
  summary: 'how sessions have fared: counts by status and agent, durations',
  examples: [
    ['sessionlog stats', 'all sessions of ./sessions'],
    ['sessionlog stats --since 30d --label team=a', 'a team in the last month'],
  ],
  positionals: [{ name: 'target', describe: 'file or directory (default: all of --dir)', array: true }],
  options: {
    ...dirOption,
    ...sessionFilterOptions,
    ...staleOption,
    ...colorOption,
    ...timezoneOption,
    json: { type: 'boolean', describe: 'print one JSON document' },
  },
  async run(args, terminal) {
    const time_zone = timezone(args);
    const refusals = new Refusals(terminal);
    const found = await sessionStats({ ...catalogInput(args, refusals), filter: sessionFilter(args) });
    if (wantsJson(args)) await terminal.write(`${visibleJson(found, 2)}\n`);
    else {
      const { renderStats } = await import('../../render/session/stats.js');
      const { columns, unicode } = terminal;
      await terminal.write(
        renderStats(found, { columns, unicode, color_level: await terminal.colorLevel(colorMode(args)), time_zone }),
      );
    }
    return refusals.exitCode(found.total);
  },
};
