import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { text } from '../options.js';

const NAMES = ['event', 'report'] as const;

export const schema: Command = {
  usage: 'schema [name]',
  summary: 'the JSON Schema of a line (event) or of the report',
  examples: [
    ['sessionlog schema event', 'what one line of a log may hold'],
    ['sessionlog schema report > report.schema.json', 'what analyze --json prints'],
  ],
  positionals: [{ name: 'name', describe: `${NAMES.join(' or ')} (default: event)` }],
  options: {},
  async run(args, terminal) {
    const name = text(args, 'name') ?? 'event';
    const { eventJsonSchema, reportJsonSchema } = await import('../../ops/schema.js');
    if (name !== 'event' && name !== 'report') {
      const { SessionlogError } = await import('../../ops/common.js');
      throw new SessionlogError(
        'OPTION_INVALID',
        `there is no schema ${JSON.stringify(name)}: ask for ${NAMES.join(' or ')}`,
      );
    }
    await terminal.write(`${JSON.stringify(name === 'event' ? eventJsonSchema() : reportJsonSchema(), null, 2)}\n`);
    return EXIT.done;
  },
};
