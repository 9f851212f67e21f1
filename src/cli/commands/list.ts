import { visibleJson } from '../../ops/common.js';
import { listSessions } from '../../ops/session-queries.js';
import type { Args, Command } from '../command.js';
import { choice, colorMode, colorOption, dirOption, text, timezone, timezoneOption } from '../options.js';
import { Refusals } from '../refusals.js';
import { catalogInput, page, sessionFilter, sessionFilterOptions, staleOption, wantsJson } from '../session-options.js';

const SORTS = ['started', 'updated', 'duration'] as const;
/** What a person is shown unless told otherwise; `--json` has them all. */
const SHOWN = 50;

export const list: Command = {
  usage: 'list [target..]',
  summary: 'sessions: who worked on what, and how it ended',
  examples: [
    ['sessionlog list', 'the sessions of ./sessions, newest first'],
    ['sessionlog list --status failed --since 7d', 'what failed in the last week'],
    ['sessionlog list --task 42 --json | jq -r .[].id', 'all sessions of a task, for other tools'],
  ],
  positionals: [{ name: 'target', describe: 'file or directory (default: all of --dir)', array: true }],
  options: {
    ...dirOption,
    ...sessionFilterOptions,
    sort: { type: 'string', describe: `by ${SORTS.join(', ')}; newest or longest first`, defaultDescription: SORTS[0] },
    limit: { type: 'string', describe: 'how many to show', defaultDescription: `${SHOWN}; all with --json` },
    offset: { type: 'string', describe: 'how many to pass over', defaultDescription: '0' },
    ...staleOption,
    ...colorOption,
    ...timezoneOption,
    json: { type: 'boolean', describe: 'print a JSON array of session records' },
  },
  async run(args, terminal) {
    const json = wantsJson(args);
    const { limit = json ? undefined : SHOWN, offset } = page(args);
    const time_zone = timezone(args);
    const refusals = new Refusals(terminal);
    const input = { ...catalogInput(args, refusals), filter: sessionFilter(args), limit, offset };
    const { sessions, matched, total } = await listSessions({ ...input, sort: sortOf(args) });
    if (json) {
      const rows = sessions.map((session) => visibleJson(session)).join(',\n');
      await terminal.write(rows === '' ? '[]\n' : `[\n${rows}\n]\n`);
    } else if (sessions.length === 0) {
      if (total > 0) terminal.tell(`sessionlog: none of the ${total} sessions matched`);
      else if (refusals.count === 0) terminal.tell('sessionlog: no sessions yet');
    } else {
      const { renderSessions } = await import('../../render/session/list.js');
      const { columns, unicode } = terminal;
      const options = { columns, unicode, color_level: await terminal.colorLevel(colorMode(args)), time_zone };
      await terminal.write(renderSessions({ sessions, more: matched - offset - sessions.length }, options));
    }
    return refusals.exitCode(total);
  },
};

/** The record's own names for it, `started_at`, do as well. @throws SessionlogError OPTION_INVALID */
const sortOf = (args: Args): (typeof SORTS)[number] | undefined =>
  choice({ sort: text(args, 'sort')?.replace(/_(?:at|ms)$/, '') }, 'sort', SORTS);
