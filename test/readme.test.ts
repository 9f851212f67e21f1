import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from './support/temp.js';

const ROOT = resolve(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

const between = (mark: string): string =>
  README.slice(README.indexOf(`<!-- ${mark} -->`), README.indexOf(`<!-- /${mark} -->`));
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block as string);

/** A folder in which `sessionlog` is a command, as after `npm install --global`. */
function withCommand(): NodeJS.ProcessEnv {
  const bin = join(tempDir(), 'bin');
  mkdirSync(bin);
  symlinkSync(join(ROOT, 'bin', 'sessionlog.js'), join(bin, 'sessionlog'));
  return { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
}

const hasJq = spawnSync('jq', ['--version']).status === 0;
if (!hasJq) process.stderr.write('SKIP the recipes of the README: jq is not installed\n');

describe('the README', () => {
  it('shows the report that its first command prints', () => {
    const [shown] = blocks(between('report'), 'text');
    const args = ['bin/sessionlog.js', 'analyze', 'fixtures/demo.jsonl', '--timezone', 'UTC'];
    expect(shown).toBe(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }));
  });

  it.skipIf(!hasJq).each(
    (blocks(between('recipes'), 'sh')[0] ?? '')
      .trim()
      .split('\n\n')
      .map((recipe) => recipe.split('\n') as [string, string]),
  )('%s', (_title, command) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
      cwd: ROOT,
      env: withCommand(),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });

  it('has examples that type-check against the package', () => {
    const dir = tempDir();
    const installed = join(dir, 'node_modules');
    mkdirSync(installed);
    symlinkSync(ROOT, join(installed, 'sessionlog'));
    symlinkSync(join(ROOT, 'node_modules', '@types'), join(installed, '@types'));
    const given = 'declare function search(pattern: string): Promise<string[]>;\n';
    blocks(README, 'ts').forEach((block, i) => {
      writeFileSync(join(dir, `example-${i}.ts`), `${given}${block}\nexport {};\n`);
    });
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    const options = {
      strict: true,
      module: 'nodenext',
      target: 'es2023',
      noEmit: true,
      types: ['node'],
      skipLibCheck: true,
    };
    writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    const { stdout, status } = spawnSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', dir], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
