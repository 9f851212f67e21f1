import { visibleJson } from '../../ops/common.js';
import { cleanUp } from '../../ops/session-cleanup.js';
import { renderCleanup } from '../../render/session/cleanup.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { span } from '../filter.js';
import { dirOption, flag, number, text, timezone, timezoneOption } from '../options.js';
import { staleOption, wantsJson } from '../session-options.js';

export const cleanup: Command = {
  usage: 'cleanup',
  summary: 'remove the logs of old sessions',
  examples: [
    ['sessionlog cleanup --days 90 --dry-run', 'what would be removed'],
    ['sessionlog cleanup --days 90', 'remove what has ended and was last active 90 days ago or longer'],
  ],
  positionals: [],
  options: {
    ...dirOption,
    days: { type: 'string', describe: 'remove sessions that were last active so many days ago, or longer' },
    'dry-run': { type: 'boolean', describe: 'say what would be removed, and remove nothing' },
    force: { type: 'boolean', describe: 'also those that are pending or running, if they are as old' },
    ...staleOption,
    ...timezoneOption,
    json: { type: 'boolean', describe: 'print one JSON document' },
  },
  async run(args, terminal) {
    const time_zone = timezone(args);
    const cleaned = await cleanUp({
      dir: text(args, 'dir') ?? '',
      days: number(args, 'days', { min: 0, max: 100_000 }),
      dry_run: flag(args, 'dry-run'),
      force: flag(args, 'force'),
      stale_after_ms: span(args, 'stale-after'),
    });
    await terminal.write(wantsJson(args) ? `${visibleJson(cleaned, 2)}\n` : renderCleanup(cleaned, time_zone));
    return EXIT.done;
  },
};
