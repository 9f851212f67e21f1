import { visibleJson } from '../../ops/common.js';
import { defaultKeyPath, seal as sealOp } from '../../ops/seal.js';
import { renderSealed } from '../../render/verified.js';
import type { Command } from '../command.js';
import { dirOption, flag, text, texts } from '../options.js';
import { Refusals } from '../refusals.js';

export const seal: Command = {
  usage: 'seal <session..>',
  summary: 'sign a log as it stands, so that verify finds every later change',
  examples: [
    ['sessionlog seal sprint-42', 'seal one session'],
    ['sessionlog seal sessions', 'seal every session of a directory'],
  ],
  positionals: [{ name: 'session', describe: 'session id, file, or directory', array: true }],
  options: {
    ...dirOption,
    key: { type: 'string', describe: 'the private key', defaultDescription: defaultKeyPath() },
    json: { type: 'boolean', describe: 'one JSON line for each log' },
  },
  async run(args, terminal) {
    const json = flag(args, 'json');
    const refusals = new Refusals(terminal);
    const taken = await sealOp({
      targets: texts(args, 'session') ?? [],
      dir: text(args, 'dir') ?? '',
      keyPath: text(args, 'key') ?? defaultKeyPath(),
      onRefused: (error) => refusals.tell(error),
      async onSealed(file, { seal: made, made: is_new, problems }) {
        const { bytes, lines, key_id } = made;
        const sealed = { file, seal: made.seal, bytes, lines, key_id, is_new, problems };
        if (json) await terminal.write(`${visibleJson(sealed)}\n`);
        else await terminal.say(renderSealed(sealed));
      },
    });
    return refusals.exitCode(taken);
  },
};
