/** What `sessionlog run` records of a command: the files that it changed, and what it used. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { type Result, sessionlog } from './support/cli.js';
import { eventOf, eventsOf } from './support/sessions.js';

const GIT = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=main'];
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', [...GIT, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function repository(): string {
  const cwd = realpathSync(tempDir());
  git(cwd, 'init', '-q');
  mkdirSync(join(cwd, 'src'));
  for (const name of ['kept', 'changed', 'removed', 'restored', 'dirty', 'touched-before'])
    writeFileSync(join(cwd, 'src', name), name);
  writeFileSync(join(cwd, '.gitignore'), 'ignored\n');
  git(cwd, 'add', '.');
  git(cwd, 'commit', '-qm', 'first');
  return cwd;
}

const run = (cwd: string, script: string, ...args: string[]): Promise<Result> =>
  sessionlog(['run', '--session', 's', ...args, '--', 'sh', '-c', script], { cwd });
const endOf = (cwd: string) => eventOf(join(cwd, 'sessions'), 's', 'session_end');

describe('artifacts', () => {
  it('are the files that changed while the command ran, committed or not', async () => {
    const cwd = repository();
    for (const name of ['restored', 'dirty', 'touched-before', 'new-before', 'gone-before'])
      writeFileSync(join(cwd, 'src', name), 'changed before');
    const script = [
      'cd src',
      'printf longer > changed',
      'rm removed gone-before',
      'git checkout -q restored',
      'printf "changed twice" > dirty',
      'printf x > "ü \nnew"',
      'printf y > committed',
      'printf z > ignored',
      `git ${GIT.join(' ')} add committed`,
      `git ${GIT.join(' ')} commit -qm second`,
    ].join(' && ');
    expect(await run(cwd, script)).toMatchObject({ code: 0, stderr: '' });
    expect(endOf(cwd)['artifacts']).toEqual([
      { path: 'src/changed', status: 'modified', size_bytes: 6 },
      { path: 'src/committed', status: 'added', size_bytes: 1 },
      { path: 'src/dirty', status: 'modified', size_bytes: 13 },
      { path: 'src/gone-before', status: 'deleted' },
      { path: 'src/removed', status: 'deleted' },
      { path: 'src/restored', status: 'modified', size_bytes: 8 },
      { path: 'src/ü \nnew', status: 'added', size_bytes: 1 },
    ]);
  });

  it('of a failed command in a new repository count too, with their branch and worktree', async () => {
    const cwd = realpathSync(tempDir());
    git(cwd, 'init', '-q');
    mkdirSync(join(cwd, 'below'));
    await sessionlog(['run', '--dir', '../sessions', '--session', 's', '--', 'sh', '-c', 'touch a; exit 1'], {
      cwd: join(cwd, 'below'),
    });
    expect(endOf(cwd)).toMatchObject({
      status: 'failed',
      artifacts: [{ path: 'below/a', status: 'added', size_bytes: 0 }],
    });
    const begun = { branch_name: 'main', worktree_path: cwd, project_root: cwd };
    expect(eventOf(join(cwd, 'sessions'), 's', 'session_start')).toMatchObject(begun);
  });

  it('of a linked worktree name the repository as the project', async () => {
    const cwd = repository();
    const linked = join(realpathSync(tempDir()), 'linked');
    git(cwd, 'worktree', 'add', '-q', '-b', 'topic', linked);
    await run(linked, 'true');
    const begun = { branch_name: 'topic', worktree_path: linked, project_root: cwd };
    expect(eventOf(join(linked, 'sessions'), 's', 'session_start')).toMatchObject(begun);
    expect(endOf(linked)['artifacts']).toEqual([]);
  });

  it('are bounded, and the rest is counted', async () => {
    const cwd = repository();
    await run(cwd, 'i=0; while [ $i -lt 1100 ]; do : > "f$i"; i=$((i+1)); done');
    expect(endOf(cwd)['artifacts']).toHaveLength(1_000);
    expect(endOf(cwd)['artifacts_omitted']).toBe(100);
  });

  it('are left out where there is no git, and where they are not wanted', async () => {
    const plain = tempDir();
    await run(plain, 'touch a');
    expect(endOf(plain)).not.toHaveProperty('artifacts');
    const cwd = repository();
    await run(cwd, 'touch a', '--no-artifacts');
    expect(endOf(cwd)).not.toHaveProperty('artifacts');
    rmSync(join(cwd, 'sessions'), { recursive: true });
    await run(cwd, 'touch b');
    expect(endOf(cwd)).toMatchObject({ artifacts: [{ path: 'b' }] });
  });
});

describe('a session that its command', () => {
  const CLI = join(import.meta.dirname, '../../bin/sessionlog.js');
  it.each([
    ['hands over', 'session handoff s reviewer --id next', { status: 'handed_off', children: ['next'] }],
    ['ends', 'session end s --status completed', { status: 'completed', children: [] }],
  ])('%s itself is told how the command ended all the same', async (_, step, expected) => {
    const cwd = repository();
    const { code, stderr } = await run(cwd, `touch made; "${process.execPath}" "${CLI}" ${step} >&2; exit 3`);
    expect({ code, stderr: stderr.replace('next\n', '') }).toEqual({ code: 3, stderr: '' });
    const { stdout } = await sessionlog(['show', 's', '--json'], { cwd });
    const artifacts = [{ path: 'made', status: 'added', size_bytes: 0 }];
    const shown = JSON.parse(stdout) as { findings: { code: string }[] };
    expect(shown).toMatchObject({ ...expected, exit_code: 3, artifacts });
    // Completed, and its command failed: that is told, and nothing was refused.
    const codes = expected.status === 'completed' ? ['STATUS_AGAINST_EXIT_CODE'] : [];
    expect(shown.findings.map((finding) => finding.code)).toEqual(codes);
    const last = eventsOf(join(cwd, 'sessions'), 's').at(-1);
    expect(last).toMatchObject({ type: 'session_update', exit_code: 3, cpu_ms: expect.any(Number) });
  });
});

const BUSY =
  'const hog = Buffer.alloc(100e6, 1); const until = Date.now() + 1200; while (Date.now() < until || process.cpuUsage().user < 600_000); hog.at(0)';

describe.skipIf(process.platform !== 'linux')('resources', () => {
  it('of a command, and of what it starts, are sampled and added up', async () => {
    const cwd = tempDir();
    const begun_ms = performance.now();
    await run(cwd, `"${process.execPath}" -e '${BUSY}'; exit 0`, '--sample', '300ms');
    const took_ms = performance.now() - begun_ms;
    const samples = eventsOf(join(cwd, 'sessions'), 's').filter(({ type }) => type === 'resource_sample');
    expect(samples.length).toBeGreaterThanOrEqual(3);
    for (const sample of samples) expect(sample['processes']).toBe(2);
    const end = endOf(cwd);
    expect(end['cpu_ms']).toBeGreaterThan(500);
    expect(end['cpu_ms']).toBeLessThan(took_ms * 2);
    expect(end['peak_rss_bytes']).toBeGreaterThan(100e6);
    expect(end['peak_rss_bytes']).toBeLessThan(400e6);
    expect(end['duration_ms']).toBeGreaterThanOrEqual(1_200);
    expect(end['duration_ms']).toBeLessThan(took_ms);
  });

  it('are not logged on the way with --sample 0', async () => {
    const cwd = tempDir();
    await run(cwd, 'sleep 0.4', '--sample', '0');
    expect(eventsOf(join(cwd, 'sessions'), 's').map(({ type }) => type)).not.toContain('resource_sample');
    expect(endOf(cwd)['peak_rss_bytes']).toBeGreaterThan(0);
  });
});
