import type { Settings } from '../ops/config/keys.js';
import type { Args, Command } from './command.js';

/** What the configuration says of the options that were not given. @throws SessionlogError CONFIG_INVALID */
export async function configured(command: Command, given: Args): Promise<Args> {
  const open = Object.entries(command.options).filter(([name, { setting }]) => setting && given[name] === undefined);
  if (open.length === 0) return {};
  const settings = await loadSettings();
  const values = open.map(([name, { setting }]) => [name, setting && settings.get(setting)?.value] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== null));
}

/** All that is configured, for what no option stands for. @throws SessionlogError CONFIG_INVALID */
export async function loadSettings(): Promise<Settings> {
  const { loadConfig } = await import('../ops/config/load.js');
  return loadConfig(process.cwd(), process.env);
}
