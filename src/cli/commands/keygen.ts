import { defaultKeyPath, keygen as keygenOp } from '../../ops/seal.js';
import { safeText } from '../../render/safe.js';
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
    key: { type: 'string', describe: 'where the private key goes', defaultDescription: defaultKeyPath() },
  },
  async run(args, terminal) {
    const keyPath = text(args, 'key') ?? defaultKeyPath();
    const key_id = keygenOp({ keyPath, dir: text(args, 'dir') ?? '' });
    await terminal.write(`${key_id}\n`);
    terminal.tell(safeText(`The key is in ${keyPath}: keep it to yourself.`));
    terminal.tell(safeText(`${keyPath}.pub is for who verifies.`));
    return EXIT.done;
  },
};
