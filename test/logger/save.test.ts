import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeLogger as make } from '../support/logger.js';
import { linesOf, tempDir } from '../support/temp.js';

describe('saveSession', () => {
  it('copies the log to the folder, which it makes', () => {
    const logger = make({ level: 'buffered' });
    logger.logFileRead('a');
    const folder = join(tempDir(), 'out', 'logs');
    const path = logger.saveSession(folder);
    expect(path).toBe(join(folder, 'AGENT-004_sprint.jsonl'));
    expect(readFileSync(path)).toEqual(readFileSync(logger.path));
    expect(linesOf(path)).toHaveLength(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    logger.logFileRead('b');
    expect(logger.saveSession(folder)).toBe(path);
    expect(linesOf(path)).toHaveLength(2);
    expect(readdirSync(folder)).toEqual(['AGENT-004_sprint.jsonl']);
  });

  it('saves an empty session as an empty file', () => {
    const path = make().saveSession(tempDir());
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it.each([
    ['../../x', '--..-x_sprint.jsonl'],
    ['/etc/passwd', '-etc-passwd_sprint.jsonl'],
    ['a\0b\nc', 'a-b-c_sprint.jsonl'],
    ['..', '-_sprint.jsonl'],
    ['Straße 7', 'Stra-e-7_sprint.jsonl'],
    ['.', '-_sprint.jsonl'],
    ['x'.repeat(500), `${'x'.repeat(100)}_sprint.jsonl`],
  ])('an agent called %j cannot lead out of it', (agentId, name) => {
    const parent = tempDir();
    const folder = join(parent, 'a', 'b');
    const logger = make({ agentId });
    logger.logFileRead('a');
    expect(logger.saveSession(folder)).toBe(join(folder, name));
    expect(readdirSync(folder)).toEqual([name]);
    expect(readdirSync(parent)).toEqual(['a']);
  });

  it('replaces a link, and does not write through it', () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'target'), 'precious');
    symlinkSync('target', join(folder, 'AGENT-004_sprint.jsonl'));
    const logger = make();
    logger.logFileRead('a');
    logger.saveSession(folder);
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('precious');
    expect(linesOf(join(folder, 'AGENT-004_sprint.jsonl'))).toHaveLength(1);
  });

  it('leaves what was there when it fails, and no remains', () => {
    const folder = tempDir();
    mkdirSync(join(folder, 'AGENT-004_sprint.jsonl', 'full'), { recursive: true });
    const logger = make();
    logger.logFileRead('a');
    const failed = expect.objectContaining({ name: 'SessionlogError', code: 'WRITE_FAILED' });
    expect(() => logger.saveSession(folder)).toThrow(failed);
    expect(readdirSync(folder)).toEqual(['AGENT-004_sprint.jsonl']);
    expect(() => logger.saveSession('/dev/null/x')).toThrow(failed);
    expect(() => logger.saveSession('/proc/none')).toThrow(failed);
  });
});
