import { SessionlogError } from '../../ops/common.js';
import {
  INSTALL_AGENTS,
  type InstallAgent,
  type Installed,
  installHook,
  uninstallHook,
} from '../../ops/hook/install.js';
import { failureLog } from '../../ops/hook/places.js';
import { safeText } from '../../render/safe.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { flag, text } from '../options.js';

const ACTIONS = { install: installHook, uninstall: uninstallHook } as const;

export const hook: Command = {
  usage: 'hook [action] [agent]',
  summary: 'log a coding agent live, by its own hooks',
  examples: [
    ['sessionlog hook install claude-code', 'from now on every session is logged'],
    ['sessionlog hook install codex --project --dir sessions', 'only in this project, into ./sessions'],
    ['sessionlog hook install gemini --dry-run', 'show the settings as they would be'],
    ['sessionlog hook uninstall claude-code', 'take it out again'],
  ],
  positionals: [
    {
      name: 'action',
      describe: 'install or uninstall; none: what agents run, a hook call on stdin, which prints nothing',
    },
    { name: 'agent', describe: INSTALL_AGENTS.join(', ') },
  ],
  options: {
    project: { type: 'boolean', describe: "edit this project's settings instead of yours" },
    'dry-run': { type: 'boolean', describe: 'print what the settings would be, and change nothing' },
    dir: {
      type: 'string',
      describe: "where sessions go; a relative one is meant from the project's root",
      defaultDescription: '~/.local/share/sessionlog/sessions',
    },
  },
  async run(args, terminal) {
    const action = text(args, 'action');
    const agent = INSTALL_AGENTS.find((known): known is InstallAgent => known === text(args, 'agent'));
    if (action !== 'install' && action !== 'uninstall') {
      throw new SessionlogError('OPTION_INVALID', `hook ${JSON.stringify(action)}: give install or uninstall`);
    }
    if (agent === undefined) {
      throw new SessionlogError('OPTION_INVALID', `hook ${action}: name the agent: ${INSTALL_AGENTS.join(', ')}`);
    }
    const dry_run = flag(args, 'dry-run');
    const done = ACTIONS[action]({
      agent,
      project: flag(args, 'project') ? process.cwd() : undefined,
      dir: text(args, 'dir'),
      program: [process.execPath, process.argv[1] ?? ''],
      env: process.env,
      dry_run,
    });
    if (dry_run && done.text !== undefined) await terminal.write(done.text);
    for (const line of told(action, done, dry_run)) terminal.tell(safeText(line));
    return EXIT.done;
  },
};

function told(action: keyof typeof ACTIONS, { path, text: changed, ...done }: Installed, dry_run: boolean): string[] {
  if (changed === undefined) {
    return [action === 'install' ? `${path} calls the hook already.` : `${path} does not call the hook.`];
  }
  if (dry_run) return [`${path} would be as above; nothing was changed.`];
  const backup = done.backup === undefined ? [] : [`As it was: ${done.backup}`];
  if (action === 'uninstall') return [`${path}: the hook is out.`, ...backup];
  return [
    `${path} now runs: ${done.command}`,
    ...backup,
    `Sessions go to ${done.sessions_dir}`,
    `See them with: sessionlog analyze ${done.sessions_dir}`,
    `What goes wrong in the hook stands in ${failureLog(process.env)}.`,
    ...(done.note === undefined ? [] : [done.note]),
  ];
}
