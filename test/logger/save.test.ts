import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeLogger as make } from '../support/logger.js';
import { linesOf, makeQuiet, tempDir } from '../support/temp.js';

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
    ['../../x', '--..-x-9cdf6a50_sprint.jsonl'],
    ['/etc/passwd', '-etc-passwd-74acf318_sprint.jsonl'],
    ['a\0b\nc', 'a-b-c-214df3f6_sprint.jsonl'],
    ['..', '--5ec1f7e7_sprint.jsonl'],
    ['Straße 7', 'Stra-e-7-7ac64854_sprint.jsonl'],
    ['.', '--cdb4ee2a_sprint.jsonl'],
    ['x'.repeat(500), `${'x'.repeat(91)}-c38c2bf3_sprint.jsonl`],
  ])('an agent called %j cannot lead out of it', (agentId, name) => {
    const parent = tempDir();
    const folder = join(parent, 'a', 'b');
    const logger = make({ agentId });
    logger.logFileRead('a');
    expect(logger.saveSession(folder)).toBe(join(folder, name));
    expect(readdirSync(folder)).toEqual([name]);
    expect(readdirSync(parent)).toEqual(['a']);
  });

  it('keeps agents apart whose names would become the same file name', () => {
    const folder = tempDir();
    const agents = ['a/b', 'a-b', 'a b', 'a:b', 'x'.repeat(101), 'x'.repeat(102)];
    for (const agentId of agents) {
      const logger = make({ agentId, sessionId: 's'.repeat(128) });
      logger.logFileRead(agentId);
      logger.saveSession(folder);
    }
    const saved = readdirSync(folder).flatMap((name) => linesOf(join(folder, name)));
    expect(saved.map((line) => JSON.parse(line).agent_id).sort()).toEqual(agents.toSorted());
    expect(readdirSync(folder)).toContain(`a-b_${'s'.repeat(128)}.jsonl`);
  });

  it('saves the shards of all writers of a session as one log', () => {
    const dir = tempDir();
    let now_ms = Date.UTC(2026, 10, 21);
    const clock = (): number => now_ms++;
    const loggers = ['a', 'b', 'c'].map((agentId) => make({ agentId, dir, shard: 'writer', level: 'process', clock }));
    for (let i = 0; i < 9; i++) loggers[i % 3]?.logFileRead(`f${i}`);
    make({ dir, sessionId: 'other', shard: 'writer' }).logFileRead('other');
    const [logger] = loggers;
    const saved = logger?.saveSession(tempDir()) ?? '';
    expect(linesOf(saved).map((line) => JSON.parse(line).path)).toEqual(Array.from({ length: 9 }, (_, i) => `f${i}`));
    makeQuiet(saved);
    const report = logger?.analyzeSession(saved);
    expect(report).toMatchObject({ source: { events: 9, problems: 0 }, summary: { files_read: 9 } });
  });

  it('saves one session only of a directory that is named like one of shards', () => {
    const dir = join(tempDir(), 'conf.d');
    make({ dir, sessionId: 'other' }).logFileRead('other');
    const logger = make({ dir });
    logger.logFileRead('mine');
    expect(readFileSync(logger.saveSession(tempDir()))).toEqual(readFileSync(logger.path));
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
    const noPath = new TypeError('saveSession(outputDir): outputDir must be a path, not undefined');
    expect(() => logger.saveSession(undefined as unknown as string)).toThrow(noPath);
  });
});
