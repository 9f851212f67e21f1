import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { LIMITS } from '../../base/limits.js';
import { git, gitLine } from './git.js';

/** Where a command works. */
export interface Worktree {
  readonly worktree_path: string;
  /** The main worktree of the repository: the same, unless this is a linked one. */
  readonly project_root: string;
  /** Undefined on a detached HEAD. */
  readonly branch_name: string | undefined;
}

/** A file that a session has made, changed or removed; its path is that in the worktree. */
export interface Artifact {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted';
  readonly size_bytes?: number;
}

export interface Artifacts {
  readonly artifacts: readonly Artifact[];
  /** How many there were beyond those listed. */
  readonly omitted: number;
}

/** The git worktree that a directory lies in; undefined when it lies in none. */
export async function worktreeOf(cwd: string): Promise<Worktree | undefined> {
  const [worktree_path, common, branch_name] = await Promise.all([
    gitLine(cwd, 'rev-parse', '--show-toplevel'),
    gitLine(cwd, 'rev-parse', '--path-format=absolute', '--git-common-dir'),
    gitLine(cwd, 'symbolic-ref', '--quiet', '--short', 'HEAD'),
  ]);
  if (worktree_path === undefined) return undefined;
  const isPlain = common !== undefined && basename(common) === '.git';
  return { worktree_path, project_root: isPlain ? dirname(common) : worktree_path, branch_name };
}

interface FileState {
  readonly status: Artifact['status'];
  readonly size_bytes?: number;
  /** Changes whenever the file does. */
  readonly stamp: string;
}

type State = ReadonlyMap<string, FileState>;

/** The state of a worktree, to be held against a later one. Files that git ignores do not count. */
export class Snapshot {
  readonly #root: string;
  readonly #base: string;
  readonly #before: State;
  readonly #without: string;

  private constructor(root: string, base: string, before: State, without: string) {
    this.#root = root;
    this.#base = base;
    this.#before = before;
    this.#without = without;
  }

  /**
   * @param without a directory whose files are no artifacts: that of the sessions themselves
   * @returns undefined when git does not tell
   */
  static async take(root: string, without: string): Promise<Snapshot | undefined> {
    const base = (await gitLine(root, 'rev-parse', '--quiet', '--verify', 'HEAD')) ?? (await emptyTree(root));
    const before = base === undefined ? undefined : await stateOf(root, base);
    return base === undefined || before === undefined ? undefined : new Snapshot(root, base, before, without);
  }

  /** The files that differ from when the snapshot was taken, by path; undefined when git does not tell. */
  async changes(): Promise<Artifacts | undefined> {
    const now = await stateOf(this.#root, this.#base);
    if (now === undefined) return undefined;
    const without = wayTo(this.#root, this.#without);
    const changed = [...new Set([...this.#before.keys(), ...now.keys()])]
      .filter((path) => this.#before.get(path)?.stamp !== now.get(path)?.stamp && !path.startsWith(without))
      .sort();
    const artifacts: Artifact[] = [];
    let bytes = 0;
    for (const path of changed) {
      bytes += Buffer.byteLength(path);
      if (artifacts.length >= LIMITS.artifacts || bytes > LIMITS.artifact_path_bytes) break;
      artifacts.push({ path, ...this.#changeOf(path, now) });
    }
    return { artifacts, omitted: changed.length - artifacts.length };
  }

  #changeOf(path: string, now: State): Omit<Artifact, 'path'> {
    const [then, present] = [this.#before.get(path), now.get(path)];
    if (present !== undefined) {
      const { status, size_bytes } = present;
      // A file that was there already, new to git as it was, is not added by who changes it.
      const changed = then?.status === 'added' && status === 'added' ? 'modified' : status;
      return { status: changed, ...(size_bytes === undefined ? {} : { size_bytes }) };
    }
    // As git knew it from the first: put back, or gone before git knew it.
    const size_bytes = stampOf(join(this.#root, path))?.size_bytes;
    if (size_bytes === undefined) return { status: 'deleted' };
    return { status: then?.status === 'deleted' ? 'added' : 'modified', size_bytes };
  }
}

/** A directory inside the worktree as the paths of its files begin; what no path begins with, when it lies elsewhere. */
function wayTo(root: string, dir: string): string {
  const way = relative(root, existsSync(dir) ? realpathSync(dir) : dir);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? '\0' : `${way.replaceAll('\\', '/')}/`;
}

const emptyTree = (root: string): Promise<string | undefined> =>
  gitLine(root, 'hash-object', '-t', 'tree', process.platform === 'win32' ? 'NUL' : '/dev/null');

const STATUS: Readonly<Record<string, Artifact['status']>> = { A: 'added', D: 'deleted' };

/** Every file that is not as it was in the base: changed, new, or gone. */
async function stateOf(root: string, base: string): Promise<State | undefined> {
  const [diff, untracked] = await Promise.all([
    git(
      root,
      'diff',
      '--name-status',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--ignore-submodules',
      '-z',
      base,
    ),
    git(root, 'ls-files', '--others', '--exclude-standard', '-z'),
  ]);
  if (diff === undefined || untracked === undefined) return undefined;
  const words = diff.split('\0').slice(0, -1);
  const found = new Map<string, Artifact['status']>();
  for (let i = 0; i + 1 < words.length; i += 2) found.set(words[i + 1] ?? '', STATUS[words[i] ?? ''] ?? 'modified');
  for (const path of untracked.split('\0').slice(0, -1)) found.set(path, found.has(path) ? 'modified' : 'added');
  const state = new Map<string, FileState>();
  for (const [path, status] of found) {
    const stamped = stampOf(join(root, path));
    state.set(path, stamped === undefined ? { status: 'deleted', stamp: 'deleted' } : { status, ...stamped });
  }
  return state;
}

/** Asked at once: tens of thousands of files take several times as long one promise after another. */
function stampOf(path: string): { size_bytes: number; stamp: string } | undefined {
  try {
    const { size, mtimeNs, ctimeNs, ino } = lstatSync(path, { bigint: true });
    return { size_bytes: Number(size), stamp: `${size} ${mtimeNs} ${ctimeNs} ${ino}` };
  } catch {
    // It is gone.
    return undefined;
  }
}
