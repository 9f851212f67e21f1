import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SessionLogger } from '../../src/index.js';
import { append } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';
import { describeFault } from './support/needs.js';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'sessionlog.js');

describeFault('/dev/full', ['mount', 'mknod'], () => {
  it('as a log is refused, and the agent lives', async () => {
    const dir = tempDir();
    execFileSync('mknod', [join(dir, 's.jsonl'), 'c', '1', '7']);
    expect(() => append(dir, 's', { type: 'file_read', path: 'a' })).toThrow(
      expect.objectContaining({ code: 'FILE_UNSAFE' }),
    );
    const codes: string[] = [];
    const logger = new SessionLogger({ agentId: 'a', sessionId: 's', dir, onError: ({ code }) => codes.push(code) });
    logger.logFileRead('a');
    await logger.close().catch(() => {});
    expect(codes).toEqual(['FILE_UNSAFE']);
  });

  it.each(['cat', 'analyze', 'verify'])('as the output of %s ends it with 1', (command) => {
    const dir = tempDir();
    append(dir, 's', { type: 'file_read', path: 'a' });
    const script = 'exec "$0" "$@" >/dev/full';
    const args = [process.execPath, BIN, command, join(dir, 's.jsonl')];
    const { status, stderr } = spawnSync('sh', ['-c', script, ...args], { encoding: 'utf8' });
    expect(stderr).toContain('standard output cannot be written');
    expect(status).toBe(1);
  });
});
