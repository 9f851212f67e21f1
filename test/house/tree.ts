import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Source files by their path from the root, `src/log/read.ts`. */
export type Tree = ReadonlyMap<string, string>;

export interface Import {
  /** As it is written: `../base/limits.js`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** `type` is gone at run time, `eager` is loaded with the file, `lazy` when an `import()` runs. */
  readonly when: 'type' | 'eager' | 'lazy';
}

export function readTree(root: string, folder: string): Tree {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => name.endsWith('.ts')).map((name) => posix.join(folder, name));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

const WORDS = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/.*|\/\*[\s\S]*?\*\//g;

/** The source without its comments. */
export const withoutComments = (source: string): string =>
  source.replace(WORDS, (word) => (word.startsWith('/') ? ' ' : word));

/** The source without comments and the text of plain strings: what is left is code (and templates). */
export const codeOf = (source: string): string =>
  source.replace(WORDS, (word) => (word.startsWith('/') ? ' ' : word.startsWith('`') ? word : "''"));

/** An import or re-export; `{ type A }` without the `type` in front is loaded at run time all the same. */
const STATEMENT =
  /^[ \t]*(?:import\s*(?:(type)\s+)?(?:[\w$*{}\s,]+?\s*from\s*)?|export\s*(?:(type)\s+)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*)(['"])(.+?)\3/gm;
const DYNAMIC = /\b(?:import|require)\s*\(\s*(?:(['"`])([^'"`$]+)\1)?/g;

/** Every import, re-export and `import()` of a file. One that is not a plain string has the specifier `?`. */
export function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  const statements = [...code.matchAll(STATEMENT)].map(
    ([, importType, exportType, , specifier = '?']): Import => ({
      specifier,
      when: (importType ?? exportType) === undefined ? 'eager' : 'type',
    }),
  );
  const dynamic = [...code.matchAll(DYNAMIC)].map(([, , specifier = '?']): Import => ({ specifier, when: 'lazy' }));
  return [...statements, ...dynamic];
}

/** The file of ours that an import leads to, or undefined for a package. */
export function fileOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

/** The package that an import names, `node:` for those of Node, or undefined for a file of ours. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.')) return undefined;
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Files of ours that a file imports. */
const filesFrom = (tree: Tree, path: string, kinds: readonly Import['when'][]): string[] =>
  importsOf(tree.get(path) ?? '')
    .filter(({ when }) => kinds.includes(when))
    .map(({ specifier }) => fileOf(path, specifier))
    .filter((file) => file !== undefined);

/** All that a file leads to, itself included: each file with the way to it, `a.ts → b.ts`. */
export function reach(
  tree: Tree,
  from: string,
  kinds: readonly Import['when'][] = ['type', 'eager', 'lazy'],
): Map<string, string> {
  const ways = new Map([[from, from]]);
  for (const [path, way] of ways) {
    for (const file of filesFrom(tree, path, kinds)) if (!ways.has(file)) ways.set(file, `${way} → ${file}`);
  }
  return ways;
}
