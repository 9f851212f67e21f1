import { visibleJson } from '../../ops/common.js';
import { sources as sourcesOp } from '../../ops/sources/sources.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { colorMode, colorOption, flag, timezone, timezoneOption } from '../options.js';

export const sources: Command = {
  usage: 'sources',
  summary: 'which coding agents have logs on this machine: where, how many, how old',
  examples: [
    ['sessionlog sources', 'each name is a target: sessionlog analyze codex'],
    ['sessionlog sources --json | jq .sources[].locations', 'for other tools'],
  ],
  positionals: [],
  options: { json: { type: 'boolean', describe: 'print one JSON document' }, ...timezoneOption, ...colorOption },
  async run(args, terminal) {
    const time_zone = timezone(args);
    const rows = sourcesOp(process.env, Date.now());
    if (flag(args, 'json')) {
      await terminal.write(`${visibleJson({ sources: rows }, 2)}\n`);
      return EXIT.done;
    }
    if (rows.length === 0) {
      terminal.tell('sessionlog: no agent that is known has left logs on this machine.');
      return EXIT.done;
    }
    const { renderSources } = await import('../../render/sources.js');
    const { columns, unicode } = terminal;
    await terminal.write(
      renderSources(rows, { columns, unicode, color_level: await terminal.colorLevel(colorMode(args)), time_zone }),
    );
    return EXIT.done;
  },
};
