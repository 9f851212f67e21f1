/** The package as its users get it: packed, installed into an empty folder, imported, required, run, type-checked. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const manifest: { name: string; version: string; exports: Record<string, unknown> } = readJson(
  join(root, 'package.json'),
);

/** Without what `npm test` sets for its own scripts: the npm that is started here works in another folder. */
const OF_NPM_RUN = /^npm_(?!config_)|^npm_config_local_prefix$/i;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_NPM_RUN.test(name)));
const work = mkdtempSync(join(tmpdir(), 'sessionlog-package-'));
const app = join(work, 'app');
const installed = join(app, 'node_modules', manifest.name);

const run = (file: string, args: readonly string[], cwd = app): string =>
  execFileSync(file, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return files.map((name) => name.split(sep).join('/')).sort();
}

beforeAll(() => {
  // `npm test` has built what is packed; the scripts of `npm pack` would build again, under the feet of other tests.
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', work], root);
  const tarballs = readdirSync(work).filter((name) => name.endsWith('.tgz'));
  expect(tarballs).toHaveLength(1);
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }\n');
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs.map((name) => join(work, name))]);
}, 180_000);

afterAll(() => rmSync(work, { recursive: true, force: true }), 60_000);

describe('the installed package', () => {
  it('holds what is meant to be shipped, and nothing else', () => {
    const built = filesIn(join(root, 'src'))
      .filter((name) => name.endsWith('.ts') && name !== 'event/fields.generate.ts')
      .filter((name) => !name.includes('/assembly/'))
      .flatMap((name) => ['.js', '.d.ts'].map((end) => `dist/${name.replace(/\.ts$/, end)}`));
    const others = [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/load.js',
      'bin/package.json',
      'bin/sessionlog.js',
      'dist/analyze/kernel/fold.wasm',
      'dist/diff.schema.json',
      'dist/session.schema.json',
      'dist/event.schema.json',
      'dist/event/prune/kernel.wasm',
      'dist/event/scan/kernel.wasm',
      'dist/report.schema.json',
      'fixtures/demo.jsonl',
      'package.json',
      'src/event/FORMAT.md',
    ];
    // The bundles of the command: their names change with what is in them.
    const isBundle = (file: string): boolean => /^dist\/bin\/[\w-]+\.cjs$/.test(file);
    const bundled = filesIn(installed).filter(isBundle);
    const plain = filesIn(installed).filter((file) => !isBundle(file));
    expect(plain).toEqual([...built, ...others].sort());
    expect(bundled).toEqual(expect.arrayContaining(['dist/bin/hook.cjs', 'dist/bin/main.cjs', 'dist/bin/worker.cjs']));
  });

  it.each(Object.keys(manifest.exports))('has the export %s, for import and for require', (path) => {
    const name = manifest.name + path.slice(1);
    const isJson = path.endsWith('.json');
    const kind = isJson ? ", { with: { type: 'json' } }" : '';
    const imported = `const it = await import('${name}'${kind}); console.log(JSON.stringify(Object.keys(it${isJson ? '.default' : ''})));`;
    const required = `console.log(JSON.stringify(Object.keys(require('${name}'))));`;
    const keys = JSON.parse(run(process.execPath, ['--input-type=module', '-e', imported]));
    expect(keys).not.toEqual([]);
    expect(JSON.parse(run(process.execPath, ['--input-type=commonjs', '-e', required])).sort()).toEqual(keys.sort());
  });

  it('publishes the schemas that its code makes', () => {
    const code = `
      import { diffJsonSchema, eventJsonSchema, reportJsonSchema } from '${manifest.name}/schema';
      console.log(JSON.stringify([eventJsonSchema(), reportJsonSchema(), diffJsonSchema()]));`;
    const published = ['event', 'report', 'diff'].map((name) =>
      readJson(join(installed, 'dist', `${name}.schema.json`)),
    );
    expect(JSON.parse(run(process.execPath, ['--input-type=module', '-e', code]))).toEqual(published);
  });

  it('has a command that runs', () => {
    expect(run('npx', ['--no-install', manifest.name, '--version'])).toBe(`${manifest.version}\n`);
  });

  it('brings no install scripts, its dependencies included', () => {
    const { packages }: { packages: Record<string, { hasInstallScript?: boolean }> } = readJson(
      join(app, 'package-lock.json'),
    );
    expect(Object.keys(packages)).toContain('node_modules/zod');
    expect(Object.keys(packages).filter((path) => packages[path]?.hasInstallScript)).toEqual([]);
  });

  it('is what publint wants a package to be', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(pkg).toMatchObject({ name: manifest.name });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });
});

describe('a program in strict TypeScript', () => {
  const programs = filesIn(join(import.meta.dirname, 'consumer')).map((name) => name.replace(/\.ts$/, ''));

  beforeAll(() => {
    cpSync(join(import.meta.dirname, 'consumer'), join(app, 'consumer'), { recursive: true });
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      module: 'nodenext',
      target: 'es2023',
      types: ['node'],
      typeRoots: [relative(app, join(root, 'node_modules', '@types'))],
      rootDir: 'consumer',
      outDir: 'out',
    };
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['consumer'] }));
  });

  it('passes the type check, the types of the package included', () => {
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    expect(() => run(tsc, ['-p', 'tsconfig.json'])).not.toThrow();
    expect(filesIn(join(app, 'out'))).toEqual(programs.map((name) => `${name}.js`));
  });

  it.each([
    ['agent', '2 tasks\n'],
    ['log', '0 2 2 0 2 true\n'],
    ['sessions', 'completed 2 1 ReviewAgent 7\n'],
    ['schema', '3 ms\ntrue 0 true true true true\n'],
  ])('runs: %s', (name, said) => {
    expect(programs).toContain(name);
    expect(run(process.execPath, [join('out', `${name}.js`), 'sessions'])).toBe(said);
  });
});
