import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { errnoOf, messageOf, SessionlogError } from '../../base/errors.js';
import { CONFIG_FILE, CONFIG_KEYS, type ConfigKey, KEYS, type Setting, type Settings } from './keys.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What is configured: the environment over the project's file over the user's. Relative paths in a file begin at the
 * file. Without files, and with nothing but names in the environment, no schema is loaded.
 *
 * @throws SessionlogError CONFIG_INVALID, with the file or the variable and what is wrong with it
 */
export async function loadConfig(cwd: string, env: Environment): Promise<Settings> {
  const project = projectFile(cwd);
  const user = userFile(env);
  const layers = [fromDefaults(), await fromFile(user, 'user', cwd)];
  if (project !== undefined && project !== user) layers.push(await fromFile(project, 'project', cwd));
  layers.push(await fromEnvironment(env));
  const settings = new Map<ConfigKey, Setting>();
  for (const layer of layers) for (const setting of layer) settings.set(setting.key, setting);
  return settings;
}

const fromDefaults = (): Setting[] =>
  CONFIG_KEYS.map((key) => ({ key, value: KEYS[key].default, source: 'default', from: null }));

const userFile = (env: Environment): string =>
  join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'sessionlog', CONFIG_FILE);

/** The nearest one from here up to the top of the repository; outside of one only here, lest others decide for us. */
function projectFile(cwd: string): string | undefined {
  const dirs: string[] = [];
  for (let dir = resolve(cwd); ; dir = dirname(dir)) {
    dirs.push(dir);
    if (existsSync(join(dir, '.git'))) break;
    if (dirname(dir) === dir) {
      dirs.length = 1;
      break;
    }
  }
  return dirs.map((dir) => join(dir, CONFIG_FILE)).find((path) => existsSync(path));
}

async function fromFile(path: string, source: 'user' | 'project', cwd: string): Promise<Setting[]> {
  const json = textOf(path);
  if (json === undefined) return [];
  const { parseConfig } = await import('./schema.js');
  const given = parseConfig(json);
  if (typeof given === 'string') throw invalid(path, given);
  return [...given].map(([key, value]) => ({
    key,
    value: key === 'dir' && typeof value === 'string' ? fromHere(resolve(dirname(path), value), cwd) : value,
    source,
    from: path,
  }));
}

/** A path below the current directory is shown as people write it. */
function fromHere(path: string, cwd: string): string {
  const way = relative(cwd, path);
  return way.startsWith('..') || isAbsolute(way) ? path : way || '.';
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error)) || !canBeSeen(path)) return undefined;
    throw invalid(path, `it cannot be read: ${messageOf(error)}`);
  }
}

/** Somebody else's home, as a program sees it that gave up its rights, says nothing about this user. */
function canBeSeen(path: string): boolean {
  try {
    return statSync(path).size >= 0;
  } catch {
    return false;
  }
}

/** Plain names that need no look into the schema. */
const NAMES: ReadonlySet<ConfigKey> = new Set(['dir', 'agent']);

async function fromEnvironment(env: Environment): Promise<Setting[]> {
  const settings: Setting[] = [];
  for (const key of CONFIG_KEYS) {
    const { variable, default: usual } = KEYS[key];
    const text = env[variable];
    // An empty variable is how a shell takes one back.
    if (text === undefined || text === '') continue;
    const value = wordOf(text, typeof usual);
    if (!NAMES.has(key)) {
      const { valueFault } = await import('./schema.js');
      const fault = valueFault(key, value);
      if (fault !== undefined)
        throw invalid(`the environment's ${variable} ${JSON.stringify(text.slice(0, 60))}`, fault);
    }
    settings.push({ key, value, source: 'environment', from: variable });
  }
  const common = ['FORCE_COLOR', 'NO_COLOR'].find((variable) => env[variable]);
  if (common !== undefined && !settings.some(({ key }) => key === 'color'))
    settings.push({ key: 'color', value: 'auto', source: 'environment', from: common });
  return settings;
}

const WORDS: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false };

function wordOf(text: string, kind: string): unknown {
  if (kind === 'number') return text.trim() === '' ? text : Number(text);
  return kind === 'boolean' && Object.hasOwn(WORDS, text) ? WORDS[text] : text;
}

const invalid = (where: string, what: string): SessionlogError =>
  new SessionlogError('CONFIG_INVALID', `${where}: ${what}`);
