import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { text } from '../options.js';

export const schema: Command = {
  usage: 'schema [name]',
  summary: 'the JSON Schema of a line (event), of the report, of a diff, or of a session',
  examples: [
    ['sessionlog schema event', 'what one line of a log may hold'],
    ['sessionlog schema report > report.schema.json', 'what analyze --json prints'],
    ['sessionlog schema session', 'what show --json prints, and list --json an array of'],
  ],
  positionals: [{ name: 'name', describe: 'event, report, diff or session (default: event)' }],
  options: {},
  async run(args, terminal) {
    const name = text(args, 'name') ?? 'event';
    const { diffJsonSchema, eventJsonSchema, reportJsonSchema, sessionJsonSchema } = await import(
      '../../ops/schema.js'
    );
    const schemas = new Map([
      ['event', eventJsonSchema],
      ['report', reportJsonSchema],
      ['diff', diffJsonSchema],
      ['session', sessionJsonSchema],
    ]);
    const schemaOf = schemas.get(name);
    if (schemaOf === undefined) {
      const { SessionlogError } = await import('../../ops/common.js');
      throw new SessionlogError(
        'OPTION_INVALID',
        `there is no schema ${JSON.stringify(name)}: ask for event, report, diff or session`,
      );
    }
    await terminal.write(`${JSON.stringify(schemaOf(), null, 2)}\n`);
    return EXIT.done;
  },
};
