import { SessionlogError } from '../../base/errors.js';
import { defaultKeyPath, loadKey } from '../../log/keys.js';
import { sealLog } from '../../log/seal.js';
import { resolveTargets } from '../../ops/targets.js';
import { formatBytes, formatCount } from '../../render/format.js';
import { safeText } from '../../render/safe.js';
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
    key: { type: 'string', describe: 'the private key', default: defaultKeyPath(), defaultDescription: 'XDG config' },
    json: { type: 'boolean', describe: 'one JSON line for each log' },
  },
  async run(args, terminal) {
    const keyPath = text(args, 'key') ?? '';
    const key = loadKey(keyPath);
    const refusals = new Refusals(terminal);
    let taken = 0;
    for (const { path } of resolveTargets(texts(args, 'session') ?? [], text(args, 'dir') ?? '', (error) =>
      refusals.tell(error),
    )) {
      try {
        const { seal: made, made: isNew, problems } = sealLog(path, key, keyPath);
        taken++;
        const what = {
          file: path,
          seal: made.seal,
          bytes: made.bytes,
          lines: made.lines,
          key_id: made.key_id,
          new: isNew,
          problems,
        };
        const line = `${path}: seal ${made.seal} ${isNew ? 'covers' : 'covers all that there is:'} ${formatCount(made.lines)} lines, ${formatBytes(made.bytes)}, key ${made.key_id}`;
        await terminal.write(`${flag(args, 'json') ? JSON.stringify(what) : safeText(line)}\n`);
        if (problems > 0)
          terminal.tell(
            safeText(`sessionlog: ${path}: ${problems} problem(s) are sealed with it; see "sessionlog verify"`),
          );
      } catch (error) {
        if (!(error instanceof SessionlogError)) throw error;
        refusals.tell(error);
      }
    }
    return refusals.exitCode(taken);
  },
};
