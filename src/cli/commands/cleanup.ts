import { visibleJson } from '../../ops/common.js';
import { cleanUp } from '../../ops/session-cleanup.js';
import { renderCleanup } from '../../render/session/cleanup.js';
import type { Command } from '../command.js';
import { loadSettings } from '../configured.js';
import { EXIT } from '../exit.js';
import { age, colorMode, colorOption, dirOption, flag, number, text, timezone, timezoneOption } from '../options.js';
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
    days: {
      type: 'string',
      describe: 'remove sessions that were last active so many days ago, or longer',
      defaultDescription: 'retention.days, if retention.enabled',
    },
    'dry-run': { type: 'boolean', describe: 'say what would be removed, and remove nothing' },
    force: { type: 'boolean', describe: 'also those that are pending or running, if they are as old' },
    ...staleOption,
    ...colorOption,
    ...timezoneOption,
    json: { type: 'boolean', describe: 'print one JSON document' },
  },
  async run(args, terminal) {
    const time_zone = timezone(args);
    const settings = await loadSettings();
    const cleaned = await cleanUp({
      dir: text(args, 'dir') ?? '',
      days: number(args, 'days', { min: 0, max: 100_000 }),
      retention: {
        enabled: settings.get('retention.enabled')?.value === true,
        days: Number(settings.get('retention.days')?.value),
      },
      dry_run: flag(args, 'dry-run'),
      force: flag(args, 'force'),
      stale_after_ms: age(args, 'stale-after'),
    });
    const { days } = cleaned;
    if (days === null)
      terminal.tell(
        'sessionlog: nothing is removed: give --days, or set retention.enabled in sessionlog.config.json (see sessionlog config)',
      );
    if (wantsJson(args)) await terminal.write(`${visibleJson(cleaned, 2)}\n`);
    else if (days !== null) {
      const { columns, unicode } = terminal;
      const options = { columns, unicode, color_level: await terminal.colorLevel(colorMode(args)), time_zone };
      await terminal.write(renderCleanup({ ...cleaned, days }, options));
    }
    return EXIT.done;
  },
};
