import { visibleJson } from '../../ops/common.js';
import { sessionLineage } from '../../ops/session-queries.js';
import type { Command } from '../command.js';
import { colorMode, colorOption, dirOption, flag, text, timezone, timezoneOption } from '../options.js';
import { Refusals } from '../refusals.js';
import { catalogInput, staleOption, wantsJson } from '../session-options.js';

export const lineage: Command = {
  usage: 'lineage <session> [target..]',
  summary: 'who handed over to whom: from the first session to this one, root first',
  examples: [
    ['sessionlog lineage deploy-7', 'how the work came to this session'],
    ['sessionlog lineage deploy-7 --tree', 'and all else that came of the first one'],
  ],
  positionals: [
    { name: 'session', describe: 'session id, the beginning of one, or a file' },
    { name: 'target', describe: 'file or directory to look in (default: --dir)', array: true },
  ],
  options: {
    ...dirOption,
    tree: { type: 'boolean', describe: 'all sessions below the root, not only those on the way' },
    ...staleOption,
    ...colorOption,
    ...timezoneOption,
    json: { type: 'boolean', describe: 'print one JSON document: line and tree, each node before its children' },
  },
  async run(args, terminal) {
    const time_zone = timezone(args);
    const refusals = new Refusals(terminal);
    const input = { ...catalogInput(args, refusals), loosely: true };
    const found = await sessionLineage({ ...input, session: text(args, 'session') ?? '' });
    if (wantsJson(args)) await terminal.write(`${visibleJson(found, 2)}\n`);
    else {
      const { renderLineage } = await import('../../render/session/lineage.js');
      const { columns, unicode } = terminal;
      const options = { columns, unicode, color_level: await terminal.colorLevel(colorMode(args)), time_zone };
      await terminal.write(renderLineage(flag(args, 'tree') ? found.tree : found.line, found.id, options));
    }
    return refusals.exitCode(1);
  },
};
