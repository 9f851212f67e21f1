import { relative, resolve, sep } from 'node:path';
import { SessionlogError } from '../../base/errors.js';
import { defaultKeyPath, generateKey } from '../../log/keys.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { dirOption, text } from '../options.js';

export const keygen: Command = {
  usage: 'keygen',
  summary: 'make the key that seals logs',
  examples: [['sessionlog keygen', 'once for each machine that seals; give its .pub file to your auditor']],
  positionals: [],
  options: {
    ...dirOption,
    key: {
      type: 'string',
      describe: 'where the private key goes',
      default: defaultKeyPath(),
      defaultDescription: 'XDG config',
    },
  },
  async run(args, terminal) {
    const path = resolve(text(args, 'key') ?? '');
    const dir = resolve(text(args, 'dir') ?? '');
    const inside = relative(dir, path);
    if (!inside.startsWith(`..${sep}`) && inside !== '..') {
      throw new SessionlogError(
        'OPTION_INVALID',
        `--key ${path}: a key must not lie among the sessions that it seals (${dir})`,
      );
    }
    const { key_id } = generateKey(path);
    await terminal.write(`${key_id}\n`);
    terminal.tell(`The key is in ${path}, its public half in ${path}.pub. Keep the first to yourself.`);
    return EXIT.done;
  },
};
