import { type Command, nameOf } from './command.js';

/** Loads one command, and what it needs: the others would take longer to load than many a command to run. */
type Load = () => Promise<Command>;

/** Commands that begin with this word, as `session start`. */
export const GROUP = 'session';

/** What is asked of sessions has a name at the top and one in the group, where people look for it. */
const QUERIES: Readonly<Record<string, Load>> = {
  list: async () => (await import('./commands/list.js')).list,
  show: async () => (await import('./commands/show.js')).show,
  lineage: async () => (await import('./commands/lineage.js')).lineage,
  stats: async () => (await import('./commands/stats.js')).stats,
  cleanup: async () => (await import('./commands/cleanup.js')).cleanup,
};

const TOP: Readonly<Record<string, Load>> = {
  run: async () => (await import('./commands/run.js')).run,
  analyze: async () => (await import('./commands/analyze.js')).analyze,
  diff: async () => (await import('./commands/diff.js')).diff,
  tail: async () => (await import('./commands/tail.js')).tail,
  cat: async () => (await import('./commands/cat.js')).cat,
  append: async () => (await import('./commands/append.js')).append,
  ...QUERIES,
  sources: async () => (await import('./commands/sources.js')).sources,
  import: async () => (await import('./commands/import.js')).importCommand,
  hook: async () => (await import('./commands/hook.js')).hook,
  verify: async () => (await import('./commands/verify.js')).verify,
  seal: async () => (await import('./commands/seal.js')).seal,
  keygen: async () => (await import('./commands/keygen.js')).keygen,
  archive: async () => (await import('./commands/archive.js')).archive,
  config: async () => (await import('./commands/config.js')).config,
  schema: async () => (await import('./commands/schema.js')).schema,
  completion: async () => (await import('./commands/completion.js')).completion,
};

const GROUPED: Readonly<Record<string, Load>> = {
  start: async () => (await import('./commands/session-start.js')).sessionStart,
  update: async () => (await import('./commands/session-update.js')).sessionUpdate,
  handoff: async () => (await import('./commands/session-handoff.js')).sessionHandoff,
  end: async () => (await import('./commands/session-end.js')).sessionEnd,
  ...Object.fromEntries(Object.entries(QUERIES).map(([name, load]) => [name, async () => inGroup(await load())])),
};

const inGroup = (command: Command): Command => ({ ...command, usage: `${GROUP} ${command.usage}` });

export const TOP_NAMES: readonly string[] = [...Object.keys(TOP), GROUP];
export const GROUPED_NAMES: readonly string[] = Object.keys(GROUPED);

/** The command that a command line begins with, or undefined. */
export async function commandOf(words: readonly string[]): Promise<Command | undefined> {
  const [loads, name = ''] = words[0] === GROUP ? [GROUPED, words[1]] : [TOP, words[0]];
  return Object.hasOwn(loads, name) ? loads[name]?.() : undefined;
}

export const allCommands = (): Promise<Command[]> =>
  Promise.all([...Object.values(TOP), ...Object.values(GROUPED)].map((load) => load()));

export const isGrouped = (command: Command): boolean => nameOf(command).startsWith(`${GROUP} `);
