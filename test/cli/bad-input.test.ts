/** Input that is missing, empty, damaged or no log: one clear message, the right exit code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { type Result, sessionlog, shell } from './support/cli.js';
import { linesOf, put, toolCalls } from './support/files.js';

const READERS = ['analyze', 'cat', 'tail'] as const;
const oneLine = ({ stderr }: Result): string => {
  expect(stderr).toMatch(/^sessionlog: [^\n]+\n$/);
  return stderr;
};

describe.each(READERS)('%s of what is not there', (command) => {
  it('says so, and what it looked for', async () => {
    const cwd = tempDir();
    const run = await sessionlog([command, 'nosuch'], { cwd });
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(oneLine(run)).toContain('nosuch: there is no such file, directory, or session in sessions [FILE_NOT_FOUND]');
  });

  it('names the sessions that may be meant', async () => {
    const cwd = tempDir();
    put(cwd, 'sessions/sprint-42.jsonl', linesOf(toolCalls(1)));
    expect(oneLine(await sessionlog([command, 'sprint'], { cwd }))).toContain('did you mean sprint-42?');
  });

  it.each([
    ['a path', '../../etc/passwd/x'],
    ['a name too long for any file', 'x'.repeat(5_000)],
  ])('takes %s for no session', async (_what, name) => {
    expect(await sessionlog([command, name], { cwd: tempDir() })).toMatchObject({ code: 5, stdout: '' });
  });

  it('takes an empty name for none', async () => {
    const cwd = tempDir();
    put(cwd, 'sessions/s1.jsonl', linesOf(toolCalls(1)));
    const run = await sessionlog([command, ''], { cwd });
    expect(run).toMatchObject({ code: command === 'analyze' ? 2 : 5, stdout: '' });
    expect(oneLine(run)).toMatch(/"": (?:an empty name is no file|there is no such file)/);
  });

  it('is told of a directory without logs', async () => {
    const cwd = tempDir();
    put(cwd, 'empty/readme.txt', 'no log');
    const run = await sessionlog([command, 'empty'], { cwd });
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(oneLine(run)).toContain('empty: no logs here: a session is a file named <session>.jsonl [NO_LOGS]');
  });
});

describe('an empty file', () => {
  it('is a session without events', async () => {
    const cwd = tempDir();
    put(cwd, 'e.jsonl', '');
    const run = { code: 0, stderr: '' };
    expect(await sessionlog(['analyze', 'e.jsonl'], { cwd })).toMatchObject({ ...run, stdout: 'No events yet.\n' });
    expect(await sessionlog(['cat', 'e.jsonl'], { cwd })).toMatchObject({ ...run, stdout: '' });
    expect(await sessionlog(['tail', 'e.jsonl'], { cwd })).toMatchObject({ ...run, stdout: '' });
  });
});

describe('an unterminated last line', () => {
  it('of a young file is pending: told, no problem', async () => {
    const cwd = tempDir();
    const [first = '', second = ''] = linesOf(toolCalls(2));
    const path = put(cwd, 'y.jsonl', '');
    for (const command of ['cat', 'tail'] as const) {
      writeFileSync(path, first + second.slice(0, 40));
      const run = await sessionlog([command, 'y.jsonl', '--strict'], { cwd });
      expect(run).toMatchObject({ code: 0, stdout: first });
      expect(run.stderr).toMatch(/^y\.jsonl:2: the last line has no newline yet: it may still be written \(pending, /);
    }
    writeFileSync(path, first + second.slice(0, 40));
    const { code, stdout } = await sessionlog(['analyze', 'y.jsonl', '--strict', '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      source: { events: 1, problems: 0 },
      findings: [{ code: 'PENDING', severity: 'info', line: 2 }],
    });
  });

  it('is all there is: no events yet', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'y.jsonl'), '{"v":1');
    expect(await sessionlog(['analyze', 'y.jsonl'], { cwd })).toMatchObject({
      code: 0,
      stdout: 'No events yet; the last line has no newline, it may still be written.\n',
      stderr: '',
    });
  });

  it('of a quiet file is torn', async () => {
    const cwd = tempDir();
    const [first = '', second = ''] = linesOf(toolCalls(2));
    put(cwd, 'q.jsonl', first + second.slice(0, 40));
    for (const command of READERS) {
      const run = await sessionlog([command, 'q.jsonl', '--strict', '--json'], { cwd });
      expect(run.code).toBe(3);
      expect(run.stdout + run.stderr).toMatch(/torn/i);
    }
  });

  it('of a quiet file is taken when its hash fits', async () => {
    const cwd = tempDir();
    const lines = linesOf(toolCalls(2));
    put(cwd, 'q.jsonl', lines.join('').trimEnd());
    const run = { code: 0, stdout: lines.join(''), stderr: '' };
    expect(await sessionlog(['cat', 'q.jsonl', '--strict'], { cwd })).toMatchObject(run);
    expect(await sessionlog(['tail', 'q.jsonl', '--strict'], { cwd })).toMatchObject(run);
  });
});

describe('what is no log', () => {
  const binary = Buffer.from(Array.from({ length: 3_000 }, (_, index) => (index * 7919 + (index >> 3)) % 256));

  it.each(['analyze', 'cat'] as const)('is refused in one line by %s', async (command) => {
    const cwd = tempDir();
    put(cwd, 'b.jsonl', binary);
    const run = await sessionlog([command, 'b.jsonl'], { cwd });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(oneLine(run)).toMatch(/b\.jsonl: not one event in it, .*; line 1: .*\[NOT_A_LOG\]\n$/);
  });

  it('is shown by tail for what it is', async () => {
    const cwd = tempDir();
    put(cwd, 'b.jsonl', binary);
    const run = await sessionlog(['tail', 'b.jsonl', '--strict'], { cwd });
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(/b\.jsonl:\d+: these bytes are no whole record/);
  });

  it('does not keep the other targets from being read', async () => {
    const cwd = tempDir();
    const lines = linesOf(toolCalls(2));
    put(cwd, 'b.jsonl', binary);
    put(cwd, 'good.jsonl', lines);
    const cat = await sessionlog(['cat', 'b.jsonl', 'nosuch', 'good.jsonl'], { cwd });
    expect(cat).toMatchObject({ code: 1, stdout: lines.join('') });
    expect(cat.stderr.trimEnd().split('\n')).toHaveLength(2);
    const analyzed = await sessionlog(['analyze', 'b.jsonl', 'nosuch', 'good.jsonl', '--json'], { cwd });
    expect(analyzed.code).toBe(1);
    expect(analyzed.stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(JSON.parse(analyzed.stdout).source).toMatchObject({ files: 1, events: 2, problems: 0 });
  });
});

describe('a log with bad lines', () => {
  it('gives its good lines, and tells of the bad ones', async () => {
    const cwd = tempDir();
    const [a = '', b = '', c = ''] = linesOf(toolCalls(3));
    put(cwd, 'x.jsonl', `${a}{"v":1,"ts"\n${b}null\n${c}`);
    const run = await sessionlog(['cat', 'x.jsonl'], { cwd });
    expect(run).toMatchObject({ code: 0, stdout: a + b + c });
    expect(run.stderr).toMatch(/^x\.jsonl:2: .*\(bad_json, .*\)\nx\.jsonl:4: .*\(not_an_object, .*\)\n$/);
    for (const command of READERS) {
      expect(await sessionlog([command, 'x.jsonl', '--strict'], { cwd })).toMatchObject({ code: 3 });
    }
  });

  it('is told of in twenty lines, and the rest counted, for each log', async () => {
    const cwd = tempDir();
    const [line = ''] = linesOf(toolCalls(1));
    put(cwd, 'many.jsonl', line + 'x\n'.repeat(57));
    put(cwd, 'other.jsonl', `${line.replace('Writer01', 'Writer02')}y\n`);
    const { stderr } = await sessionlog(['cat', 'many.jsonl', 'other.jsonl'], { cwd });
    const told = stderr.trimEnd().split('\n');
    expect(told.filter((text) => text.startsWith('many.jsonl:'))).toHaveLength(21);
    expect(told[20]).toBe('many.jsonl: and 37 further problems');
    expect(told.some((text) => text.startsWith('other.jsonl:2:'))).toBe(true);
  });
});

describe('standard input', () => {
  const lines = linesOf(toolCalls(12)).join('');

  it('is read by every reader', async () => {
    expect(await sessionlog(['cat', '-'], { input: lines })).toMatchObject({ code: 0, stdout: lines, stderr: '' });
    const last = `${lines.trimEnd().split('\n').slice(-2).join('\n')}\n`;
    expect(await sessionlog(['tail', '-', '-n', '2'], { input: lines })).toMatchObject({ code: 0, stdout: last });
    const { code, stdout } = await sessionlog(['analyze', '-', '--json'], { input: lines });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).source).toMatchObject({ files: 1, events: 12 });
  });

  it('named twice is read once', async () => {
    expect(await sessionlog(['cat', '-', '-'], { input: lines })).toMatchObject({ code: 0, stdout: lines, stderr: '' });
    const { stdout } = await sessionlog(['analyze', '-', '-', '--json'], { input: lines });
    expect(JSON.parse(stdout)).toMatchObject({ source: { files: 1, events: 12, problems: 0 } });
  });

  it.each(READERS)('that is closed or empty is empty: %s', async (command) => {
    const stdout = command === 'analyze' ? 'No events yet.\n' : '';
    for (const redirection of ['<&-', '</dev/null']) {
      expect(await shell(`sessionlog ${command} - ${redirection}`)).toMatchObject({ code: 0, stdout, stderr: '' });
    }
  });

  it('that is a directory is refused', async () => {
    expect(oneLine(await shell('sessionlog cat - </'))).toContain('standard input is a directory');
  });
});

it.skipIf(process.platform === 'win32')('a working directory that somebody has removed is told of', async () => {
  const { code, stdout, stderr } = await shell(
    'mkdir gone && cd gone && rmdir ../gone && sessionlog run -- true; exec sessionlog list --dir x',
    { cwd: tempDir() },
  );
  const told = 'sessionlog: the current directory is gone: change to one that is there\n';
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: told + told });
});
