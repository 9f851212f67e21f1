import { visibleJson } from '../../ops/common.js';
import { type ImportedFile, importLogs } from '../../ops/import/import.js';
import { plural } from '../../render/format.js';
import { safeText } from '../../render/safe.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { dirOption, flag, text, texts } from '../options.js';
import { Progress } from '../progress.js';
import { Refusals } from '../refusals.js';
import { selectionOf, selectionOptions } from '../selection.js';

export const importCommand: Command = {
  usage: 'import [target..]',
  summary: 'write logs of coding agents as ours, so that they outlive the originals',
  examples: [
    ['sessionlog import claude-code', 'every transcript of Claude Code; again, only what is new'],
    ['sessionlog import claude-code --dry-run', 'what that would be'],
    ['sessionlog import --all --since 7d --dir kept', 'what all agents did this week, into ./kept'],
    ['sessionlog import claude-code && sessionlog seal sessions', 'kept as evidence'],
  ],
  positionals: [{ name: 'target', describe: 'file, directory or agent (see: sessionlog sources)', array: true }],
  options: {
    ...dirOption,
    ...selectionOptions,
    'dry-run': { type: 'boolean', describe: 'say what would be imported, and write nothing' },
    json: { type: 'boolean', describe: 'print one JSON document' },
  },
  async run(args, terminal) {
    const dir = text(args, 'dir') ?? '';
    const json = flag(args, 'json');
    const dry_run = flag(args, 'dry-run');
    const refusals = new Refusals(terminal);
    const progress = new Progress(terminal, dry_run ? 'reading' : 'importing');
    const files: ImportedFile[] = [];
    const now = new Date();
    const taken = await importLogs({
      targets: texts(args, 'target') ?? [],
      dir,
      ...selectionOf(args, now),
      env: process.env,
      now_ms: now.getTime(),
      dry_run,
      onFile: (file) => {
        files.push(file);
      },
      onRefused: (error) => refusals.tell(error),
      onBlock: (bytes) => progress.add(bytes),
    });
    progress.end();
    if (json) await terminal.write(`${visibleJson({ dry_run, imports: files }, 2)}\n`);
    else if (taken > 0) await terminal.say(safeText(summaryOf(files, dir, dry_run)));
    return refusals.count > 0 ? refusals.exitCode(taken) : EXIT.done;
  },
};

function summaryOf(files: readonly ImportedFile[], dir: string, dry_run: boolean): string {
  const grown = files.filter(({ new_events }) => new_events > 0);
  const sessions = new Set(grown.flatMap((file) => file.sessions));
  const events = grown.reduce((sum, { new_events }) => sum + new_events, 0);
  const refused = files.reduce((sum, { refused_events }) => sum + refused_events, 0);
  const problems = files.reduce((sum, file) => sum + file.problems, 0);
  const held = files.reduce((sum, { held_events }) => sum + held_events, 0);
  const parts = [
    events === 0
      ? 'nothing new'
      : `${plural(events, 'new event')} of ${plural(sessions.size, 'session')} into ${dir}${dry_run ? ' (dry run: nothing was written)' : ''}`,
    `${plural(files.length - grown.length, 'file')} as before`,
    ...(held === 0
      ? []
      : [
          `${plural(held, 'event')} at the end held back until ${held === 1 ? 'its file was' : 'their files were'} left alone for 6 hours: import again then`,
        ]),
    ...(refused === 0 ? [] : [`${plural(refused, 'event')} left out: no line can hold them`]),
    ...(problems === 0 ? [] : [`${plural(problems, 'problem')} in the sources (sessionlog analyze names them)`]),
  ];
  return parts.join('; ');
}
