/** Files and directories of other users. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { type Result, shell } from './support/cli.js';
import { linesOf, open, put, toolCalls } from './support/files.js';

const canBeNobody = (): boolean => {
  try {
    execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, '--version']);
    return true;
  } catch {
    return false;
  }
};

describe('without permission', () => {
  const skip = canBeNobody() ? '' : ' (skipped: only root can run a process as another user)';

  it.skipIf(skip !== '')(`each command says what it may not do${skip}`, async () => {
    const cwd = open(tempDir());
    const asNobody = (command: string): Promise<Result> =>
      shell(`setpriv --reuid=65534 --regid=65534 --clear-groups sessionlog ${command}`, { cwd });
    const good = linesOf(toolCalls(1));
    chmodSync(put(cwd, 'mixed/secret.jsonl', good), 0o600);
    chmodSync(put(cwd, 'mixed/open.jsonl', good), 0o644);
    put(cwd, 'locked/s.jsonl', good);
    chmodSync(join(cwd, 'locked'), 0o700);
    mkdirSync(join(cwd, 'sessions'));

    for (const command of ['analyze', 'cat', 'tail']) {
      for (const target of ['mixed/secret.jsonl', 'locked', 'locked/s.jsonl']) {
        const run = await asNobody(`${command} ${target}`);
        expect(run).toMatchObject({ code: 1, stdout: '' });
        expect(run.stderr).toContain(`${target}: permission denied: ask for read access to it [FILE_UNREADABLE]`);
      }
      const run = await asNobody(`${command} mixed --json`);
      expect(run.code).toBe(1);
      expect(run.stderr).toContain('mixed/secret.jsonl: permission denied');
      expect(run.stdout).toContain('n0');
    }
    const run = await asNobody(`append s1 '{"type":"x"}'`);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('sessions/s1.jsonl: permission denied: ask for write access to it [WRITE_FAILED]');
  });
});
