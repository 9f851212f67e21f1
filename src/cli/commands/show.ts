import { visibleJson } from '../../ops/common.js';
import { showSession } from '../../ops/session-queries.js';
import type { Command } from '../command.js';
import { colorMode, colorOption, dirOption, text, timezone, timezoneOption } from '../options.js';
import { Refusals } from '../refusals.js';
import { catalogInput, staleOption, wantsJson } from '../session-options.js';

export const show: Command = {
  usage: 'show <session> [target..]',
  summary: 'all that is known of one session',
  examples: [
    ['sessionlog show sprint-42', 'a session of ./sessions; the beginning of its id will do'],
    ['sessionlog show sprint-42 --json | jq .artifacts', 'what it made, for other tools'],
  ],
  positionals: [
    { name: 'session', describe: 'session id, the beginning of one, or a file' },
    { name: 'target', describe: 'file or directory to look in (default: --dir)', array: true },
  ],
  options: {
    ...dirOption,
    ...staleOption,
    ...colorOption,
    ...timezoneOption,
    json: { type: 'boolean', describe: 'print the session record as one JSON document' },
  },
  async run(args, terminal) {
    const time_zone = timezone(args);
    const refusals = new Refusals(terminal);
    const input = { ...catalogInput(args, refusals), loosely: true };
    const session = await showSession({ ...input, session: text(args, 'session') ?? '' });
    if (wantsJson(args)) await terminal.write(`${visibleJson(session, 2)}\n`);
    else {
      const { renderSession } = await import('../../render/session/show.js');
      const { columns, unicode } = terminal;
      const color_level = await terminal.colorLevel(colorMode(args));
      await terminal.write(renderSession(session, { columns, unicode, color_level, time_zone }));
    }
    return refusals.exitCode(1);
  },
};
