import { type ArchiveResult, archive as archiveOp } from '../../ops/archive.js';
import { LIMITS, visibleJson } from '../../ops/common.js';
import { formatBytes, formatDuration, plural } from '../../render/format.js';
import { safeText } from '../../render/safe.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { age, dirOption, flag, text, texts } from '../options.js';
import { Refusals } from '../refusals.js';

export const archive: Command = {
  usage: 'archive [target..]',
  summary: 'pack the logs of ended sessions with gzip; they are read as before',
  examples: [
    ['sessionlog archive --dry-run', 'what would be packed'],
    ['sessionlog archive --idle 7d', 'all that ended and has been left alone for a week'],
    ['sessionlog archive sprint-42', 'one session'],
  ],
  positionals: [{ name: 'target', describe: 'session id, file, or directory (default: --dir)', array: true }],
  options: {
    ...dirOption,
    idle: {
      type: 'string',
      describe: 'how long a session must have been left alone, such as 12h or 7d',
      defaultDescription: formatDuration(LIMITS.archive_idle_ms),
    },
    'dry-run': { type: 'boolean', describe: 'only say what would be packed' },
    json: { type: 'boolean', describe: 'print one JSON document' },
  },
  async run(args, terminal) {
    const json = flag(args, 'json');
    const dry_run = flag(args, 'dry-run');
    const refusals = new Refusals(terminal);
    const results: ArchiveResult[] = [];
    const reasons = new Map<string, number>();
    const { taken, left, refused } = await archiveOp({
      targets: texts(args, 'target') ?? [],
      dir: text(args, 'dir') ?? '',
      idle_ms: age(args, 'idle') ?? LIMITS.archive_idle_ms,
      dry_run,
      now_ms: Date.now(),
      async onResult(result) {
        if (json) results.push(result);
        else if (result.reason === undefined) await terminal.say(lineOf(result));
        else reasons.set(result.reason, (reasons.get(result.reason) ?? 0) + 1);
      },
      onRefused: (error) => refusals.tell(error),
    });
    if (json) await terminal.write(`${visibleJson(results, 2)}\n`);
    else {
      terminal.tell(`${plural(taken, 'session')} ${dry_run ? 'to archive' : 'archived'}, ${left} left`);
      for (const [reason, count] of reasons) terminal.tell(safeText(`  ${count}: ${reason}`));
    }
    if (refusals.count > 0) return refusals.exitCode(taken);
    return refused > 0 ? EXIT.conflict : EXIT.done;
  },
};

function lineOf({ session_id, bytes, archive_bytes }: ArchiveResult): string {
  const sizes =
    archive_bytes === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} → ${formatBytes(archive_bytes)}`;
  return safeText(`${session_id}  ${sizes}`);
}
