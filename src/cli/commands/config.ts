import { visibleJson } from '../../ops/common.js';
import { loadConfig } from '../../ops/config/load.js';
import { safeText } from '../../render/safe.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { flag } from '../options.js';

export const config: Command = {
  usage: 'config',
  summary: 'what is configured, and where each value comes from',
  examples: [
    ['sessionlog config', 'each value, and the file or the variable that says it'],
    ['sessionlog config --json | jq -r .dir.value', 'for other tools'],
  ],
  positionals: [],
  options: { json: { type: 'boolean', describe: 'print one JSON document' } },
  async run(args, terminal) {
    const settings = [...(await loadConfig(process.cwd(), process.env)).values()];
    if (flag(args, 'json')) {
      const document = Object.fromEntries(
        settings.map(({ key, value, source, from }) => [key, { value, source, from }]),
      );
      await terminal.write(`${visibleJson(document, 2)}\n`);
      return EXIT.done;
    }
    const rows = settings.map(({ key, value, source, from }) => [key, shown(value), source, from ?? '']);
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    const lines = rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
    await terminal.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  },
};

const shown = (value: unknown): string =>
  value === null ? '-' : safeText(typeof value === 'string' ? value : JSON.stringify(value));
