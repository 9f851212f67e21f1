import { codeOf, fileOf, type Import, importsOf, packageOf, reach, type Tree, withoutComments } from './tree.js';

/** Which room may import which: the house's table. Every import counts, of types too. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  event: ['base'],
  log: ['base', 'event'],
  logger: ['base', 'event', 'log', 'analyze'],
  session: ['base', 'event', 'log'],
  analyze: ['base', 'event'],
  formats: ['base', 'event'],
  render: ['base', 'event', 'analyze'],
  ops: ['base', 'event', 'log', 'logger', 'session', 'analyze', 'formats'],
  cli: ['ops', 'render', 'logger'],
  mcp: ['ops', 'render'],
  web: ['ops', 'render'],
  fleet: ['ops', 'render'],
};

/** Files at the top of src: entries of the package that may re-export from every room. */
const ENTRIES: readonly string[] = ['src/index.ts', 'src/schema.ts'];

/** Packages that belong to some rooms only. */
const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  chalk: ['render'],
  'cli-table3': ['render'],
  'string-width': ['render'],
  yargs: ['cli'],
  '@datadog/sketches-js': ['analyze'],
};

/** Rooms that take what they are given: no files, no network, no clock. */
const PURE: readonly string[] = ['event', 'analyze', 'formats', 'render'];
/** What of Node a pure room may use. */
const PURE_MODULES: readonly string[] = ['node:crypto', 'node:buffer', 'node:util'];

/** Files that import zod when they are loaded. Every other file that needs it loads it on demand. */
const ZOD_FILES: readonly string[] = [
  'src/event/schema.ts',
  'src/event/json-schema.ts',
  'src/event/fields.generate.ts',
  'src/analyze/report.ts',
  'src/ops/config/schema.ts',
  'src/session/schema.ts',
  'src/analyze/report-rows.ts',
  'src/analyze/diff-report.ts',
  'src/schema.ts',
];

/** Run by `npm run generate` only; nothing imports it. */
const DEV_ONLY = 'src/event/fields.generate.ts';

export const LINES = 250;
const GENERATED = /^\/\/ Generated /;

/** The room of a file: `log` for `src/log/read.ts`, undefined at the top of src. */
const roomOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

function* eachImport(tree: Tree): Generator<Import & { path: string }> {
  for (const [path, source] of tree) for (const found of importsOf(source)) yield { path, ...found };
}

/** Imports that the table does not allow, and those that lead nowhere or cannot be read. */
export function forbiddenImports(tree: Tree): string[] {
  const faults: string[] = [];
  for (const path of tree.keys()) {
    const room = roomOf(path);
    if (room === undefined ? !ENTRIES.includes(path) : !Object.hasOwn(MAY_IMPORT, room)) {
      faults.push(`${path}: the table has no such room`);
    }
  }
  for (const { path, specifier } of eachImport(tree)) {
    const target = fileOf(path, specifier);
    const fault = target === undefined ? packageFault(path, specifier) : fileFault(tree, path, target);
    if (fault !== undefined) faults.push(`${path}: ${fault}`);
  }
  return faults;
}

function fileFault(tree: Tree, path: string, target: string): string | undefined {
  if (!tree.has(target)) return `${target} does not exist`;
  if (target === DEV_ONLY) return `${target} is for development only`;
  const room = roomOf(path);
  if (room === undefined) return undefined;
  const other = roomOf(target);
  if (other === undefined) return `a room may not import ${target}, an entry of the package`;
  return other === room || MAY_IMPORT[room]?.includes(other)
    ? undefined
    : `${room} may not import ${other} (${target})`;
}

function packageFault(path: string, specifier: string): string | undefined {
  if (specifier === '?') return 'an import() must name its file as a plain string';
  if (specifier === 'date-fns') return 'date-fns is imported by sub-path';
  const room = roomOf(path) ?? '';
  const name = packageOf(specifier) ?? '';
  if (Object.hasOwn(PACKAGE_ROOMS, name) && !PACKAGE_ROOMS[name]?.includes(room))
    return `${room} may not import ${name}`;
  if (PURE.includes(room) && name.startsWith('node:') && !PURE_MODULES.includes(name)) {
    return `${room} is pure and may not import ${name}`;
  }
  return undefined;
}

/** Uses of the process that belong to `src/cli`, or to nobody. */
export function forbiddenGlobals(tree: Tree): string[] {
  const faults: string[] = [];
  const check = (path: string, code: string, pattern: RegExp, fault: string): void => {
    if (pattern.test(code)) faults.push(`${path}: ${fault}`);
  };
  for (const [path, source] of tree) {
    const code = codeOf(source);
    const room = roomOf(path) ?? '';
    check(path, code, /\bprocess\s*\??\.\s*(?:exit|reallyExit|abort)\b/, 'nothing ends the process');
    check(path, code, /\bconsole\b\s*(?:\??\.|\[)/, 'nothing writes to the console');
    // By another name they would pass the tests above and below.
    check(
      path,
      code,
      /[=(,]\s*(?:globalThis\s*\.\s*)?(?:process|console)\s*[;,)]/,
      'process and console have one name',
    );
    if (importsOf(source).some(({ specifier }) => /^(?:node:)?(?:process|console)$/.test(specifier))) {
      faults.push(`${path}: process and console are not imported`);
    }
    if (room !== 'cli') {
      check(
        path,
        code,
        /\bprocess\s*\??\.\s*(?:argv|stdout|exitCode)\b/,
        'only cli has arguments, stdout and an exit code',
      );
    }
    if (PURE.includes(room)) {
      check(
        path,
        code,
        /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b|\bprocess\b/,
        `${room} has no clock and no process`,
      );
    }
  }
  return faults;
}

/** Files that import each other, directly or through others; imports of types do not count: they are gone at run time. */
export function cycles(tree: Tree): string[] {
  const found: string[] = [];
  for (const path of tree.keys()) {
    for (const { specifier, when } of importsOf(tree.get(path) ?? '')) {
      const target = fileOf(path, specifier);
      if (when === 'type' || target === undefined) continue;
      const back = reach(tree, target, ['eager', 'lazy']).get(path);
      if (back !== undefined) found.push(`${path} → ${back}`);
    }
  }
  return found;
}

/** What `append` and `read` have to do with each other beyond the lower files that both stand on. */
export function appendAndRead(tree: Tree, append = 'src/log/append.ts', read = 'src/log/read.ts'): string[] {
  const fromAppend = reach(tree, append);
  const fromRead = reach(tree, read);
  const faults = [fromAppend.get(read), fromRead.get(append)].filter((way) => way !== undefined);
  for (const shared of fromAppend.keys()) {
    if (roomOf(shared) !== 'log' || !fromRead.has(shared)) continue;
    const above = [...reach(tree, shared).keys()].filter((file) => file !== shared && roomOf(file) === 'log');
    if (above.length > 0) faults.push(`${shared}, shared by append and read, stands on ${above.join(', ')}`);
  }
  return faults;
}

/** Files that import zod when they are loaded and may not. */
export function eagerZod(tree: Tree): string[] {
  return [...eachImport(tree)]
    .filter(
      ({ path, specifier, when }) => packageOf(specifier) === 'zod' && when === 'eager' && !ZOD_FILES.includes(path),
    )
    .map(({ path }) => `${path}: zod is loaded on demand`);
}

/** The ways from a file to one that loads zod, over imports that run when the file is loaded. */
export function eagerWaysToZod(tree: Tree, from: string): string[] {
  return [...reach(tree, from, ['eager'])]
    .filter(([path]) =>
      importsOf(tree.get(path) ?? '').some(({ specifier, when }) => packageOf(specifier) === 'zod' && when === 'eager'),
    )
    .map(([, way]) => `${way} → zod`);
}

export function overLong(tree: Tree): string[] {
  return [...tree]
    .filter(([, source]) => !GENERATED.test(source))
    .map(([path, source]) => ({ path, lines: source.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LINES)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
}

/** index.ts files, and the entries, that hold anything but re-exports; that of a kernel is what is compiled. */
export function indexesWithCode(tree: Tree): string[] {
  const REEXPORT = /export\s+(?:type\s+)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*(['"]).+?\1\s*;/g;
  return [...tree]
    .filter(([path]) => (path.endsWith('/index.ts') && !path.includes('/assembly/')) || ENTRIES.includes(path))
    .filter(([, source]) => withoutComments(source).replace(REEXPORT, '').trim() !== '')
    .map(([path]) => `${path}: holds more than re-exports`);
}
