/** `tail`: the last lines, and with -f whatever comes, by real processes and real files. */
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { sessionlog, start, startShell } from './support/cli.js';
import { linesOf, put, toolCalls } from './support/files.js';

const LINES = linesOf(toolCalls(25));
const last = (count: number): string => (count === 0 ? '' : LINES.slice(-count).join(''));

describe('tail', () => {
  it.each<[args: string[], count: number]>([
    [[], 10],
    [['-n', '3'], 3],
    [['-n3'], 3],
    [['--lines=1'], 1],
    [['-n', '0'], 0],
    [['-n', '1000'], 25],
  ])('%j', async (args, count) => {
    const cwd = tempDir();
    put(cwd, 'sessions/s1.jsonl', LINES);
    expect(await sessionlog(['tail', 's1', ...args], { cwd })).toMatchObject({
      code: 0,
      stdout: last(count),
      stderr: '',
    });
  });

  it('names the line of a problem as an editor counts it', async () => {
    const cwd = tempDir();
    put(cwd, 'sessions/s1.jsonl', `${LINES.join('')}bad\n`);
    const { code, stderr } = await sessionlog(['tail', 's1', '-n', '2'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^sessions\/s1\.jsonl:26: .* \(bad_json, /);
  });

  it('shows the last lines of each log of a directory', async () => {
    const cwd = tempDir();
    const [a, b] = ['a', 'b'].map((session) => linesOf(toolCalls(5), { session }));
    put(cwd, 'sessions/a.jsonl', a ?? []);
    put(cwd, 'sessions/b.jsonl', b ?? []);
    const { stdout } = await sessionlog(['tail', 'sessions', '-n', '2'], { cwd });
    expect(stdout).toBe([...(a ?? []).slice(-2), ...(b ?? []).slice(-2)].join(''));
  });
});

/** Puts the shards of a session: writer to its lines, each a second after the one before. */
const putShard = (cwd: string, session: string, writer: string, lines: readonly string[]): string =>
  put(cwd, `sessions/${session}.d/${writer}.jsonl`, lines);

describe('tail of a sharded session', () => {
  const ONE = linesOf(toolCalls(4, 'one'), { session: 'sh', writer: 'Writer01' });
  const TWO = linesOf(toolCalls(4, 'two'), {
    session: 'sh',
    writer: 'Writer02',
    from_ms: Date.UTC(2026, 10, 21, 7, 35, 1, 500),
  });

  it.each([['sh'], ['sessions/sh.d'], ['sessions']])('shows its last lines in order of time: %s', async (target) => {
    const cwd = tempDir();
    putShard(cwd, 'sh', 'Writer01', ONE);
    putShard(cwd, 'sh', 'Writer02', TWO);
    const run = await sessionlog(['tail', '-n', '4', target], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '', stdout: [TWO[1], ONE[3], TWO[2], TWO[3]].join('') });
    expect(await sessionlog(['tail', '-n', '0', target], { cwd })).toMatchObject({ code: 0, stderr: '', stdout: '' });
  });

  it.each([['sh'], ['sessions/sh.d'], ['sessions']])('-f follows its shards, new ones too: %s', async (target) => {
    const cwd = tempDir();
    const first = putShard(cwd, 'sh', 'Writer01', ONE.slice(0, 3));
    const { child, ended, printed } = start(['tail', '-f', '-n', '2', target], { cwd });
    await printed('"one2"');
    appendFileSync(first, ONE[3] ?? '');
    await printed('"one3"');
    const second = putShard(cwd, 'sh', 'Writer02', TWO.slice(0, 2));
    await printed('"two1"');
    appendFileSync(second, TWO[2] ?? '');
    await printed('"two2"');
    child.kill('SIGINT');
    const stdout = [...ONE.slice(1), ...TWO.slice(0, 3)].join('');
    expect(await ended).toMatchObject({ code: 0, stdout, stderr: '' });
  });

  it('-f hears of shards while another log of the directory keeps it awake', async () => {
    const cwd = tempDir();
    const busy = put(cwd, 'sessions/busy.jsonl', LINES.slice(0, 1));
    const shard = putShard(cwd, 'sh', 'Writer01', ONE.slice(0, 1));
    const { child, ended, printed } = start(['tail', '-f', 'sessions'], { cwd });
    await printed('"one0"');
    const keepingAwake = setInterval(() => appendFileSync(busy, '\n'), 20);
    appendFileSync(shard, ONE[1] ?? '');
    await printed('"one1"').finally(() => clearInterval(keepingAwake));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0 });
  });

  it('-f waits for a session, and takes its shards when they come', async () => {
    const cwd = tempDir();
    const { child, ended, printed, told } = start(['tail', '-f', 'sh'], { cwd });
    await told('waiting for sessions/sh.jsonl\n');
    putShard(cwd, 'sh', 'Writer01', ONE);
    await printed('"one3"');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stdout: ONE.join('') });
  });
});

it('tail says what was among the last lines when its filter lets none through', async () => {
  const cwd = tempDir();
  put(cwd, 'sessions/s1.jsonl', LINES);
  expect(await sessionlog(['tail', 's1', '-n', '3', '--type', 'skill'], { cwd })).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'sessionlog: nothing matched; types in the last 3 lines: tool_call\n',
  });
});

describe('tail -f', () => {
  it('prints what is appended, and ends well on SIGINT', async () => {
    const cwd = tempDir();
    const path = put(cwd, 'sessions/s1.jsonl', LINES.slice(0, 20));
    const { child, ended, printed } = start(['tail', '-f', '-n', '2', 's1'], { cwd });
    await printed('"n19"');
    appendFileSync(path, LINES.slice(20, 22).join(''));
    await printed('"n21"');
    // A line in two halves is one line.
    appendFileSync(path, LINES[22]?.slice(0, 30) ?? '');
    await new Promise((resolve) => setTimeout(resolve, 400));
    appendFileSync(path, (LINES[22]?.slice(30) ?? '') + LINES[23]);
    await printed('"n23"');
    child.kill('SIGINT');
    const stdout = LINES.slice(18, 24).join('');
    expect(await ended).toMatchObject({ code: 0, signal: null, stdout, stderr: '' });
  });

  it('filters what comes', async () => {
    const cwd = tempDir();
    const path = put(cwd, 'sessions/s1.jsonl', LINES.slice(0, 1));
    const { child, ended, printed } = start(['tail', '-f', 's1', '--name', 'n0', '--name', 'n3'], { cwd });
    await printed('"n0"');
    appendFileSync(path, LINES.slice(1, 4).join(''));
    await printed('"n3"');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: `${LINES[0]}${LINES[3]}` });
  });

  it('follows a directory, new logs too', async () => {
    const cwd = tempDir();
    put(cwd, 'logs/a.jsonl', linesOf(toolCalls(1, 'old'), { session: 'a' }));
    const { child, ended, printed } = start(['tail', '-f', 'logs'], { cwd });
    await printed('"old0"');
    const fresh = linesOf(toolCalls(2, 'fresh'), { session: 'b' });
    writeFileSync(join(cwd, 'logs/b.jsonl'), fresh[0] ?? '');
    await printed('"fresh0"');
    appendFileSync(join(cwd, 'logs/b.jsonl'), fresh[1] ?? '');
    await printed('"fresh1"');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each<[what: string, change: (path: string, line: string) => void, told: RegExp]>([
    ['truncated', (path, line) => writeFileSync(path, line), /s1\.jsonl was truncated; reading goes on at its start/],
    [
      'renamed and made anew',
      (path, line) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, line);
      },
      /s1\.jsonl was replaced; /,
    ],
    [
      'removed and made anew',
      (path, line) => {
        rmSync(path);
        writeFileSync(path, line);
      },
      /s1\.jsonl was replaced; /,
    ],
  ])('goes on when the log is %s', async (_what, change, told) => {
    const cwd = tempDir();
    const path = put(cwd, 'sessions/s1.jsonl', LINES.slice(0, 5));
    const { child, ended, printed } = start(['tail', '-f', 's1'], { cwd });
    await printed('"n4"');
    const [after = '', later = ''] = linesOf(toolCalls(2, 'after'), { writer: 'Writer02' });
    change(path, after);
    await printed('"after0"');
    appendFileSync(path, later);
    await printed('"after1"');
    child.kill('SIGINT');
    const run = await ended;
    expect(run).toMatchObject({ code: 0, stdout: LINES.slice(0, 5).join('') + after + later });
    expect(run.stderr).toMatch(told);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['a session whose directory is not there', ['later'], 'sessions/later.jsonl', 'sessions/later.jsonl'],
    ['a session of --dir', ['later', '--dir', 'logs'], 'logs/later.jsonl', 'logs/later.jsonl'],
    ['a file', ['later.jsonl'], 'later.jsonl', 'later.jsonl'],
    ['the default directory', ['sessions'], 'the first log in sessions', 'sessions/later.jsonl'],
    ['the directory of --dir', ['./logs/', '--dir', 'logs'], 'the first log in ./logs/', 'logs/later.jsonl'],
    ['the first log of a directory', ['empty'], 'the first log in empty', 'empty/later.jsonl'],
  ])('waits for %s', async (_what, args, awaited, file) => {
    const cwd = tempDir();
    mkdirSync(join(cwd, 'empty'));
    const { child, ended, printed, told } = start(['tail', '-f', ...args], { cwd });
    await told(`sessionlog: waiting for ${awaited}\n`);
    put(cwd, file, LINES.slice(0, 2));
    await printed('"n1"');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stdout: LINES.slice(0, 2).join('') });
  });

  it.each(['../../etc/nothing', 'no/such/dir.jsonl', 'a/..b', ''])('does not wait for %j', async (target) => {
    expect(await sessionlog(['tail', '-f', target], { cwd: tempDir() })).toMatchObject({ code: 5, stdout: '' });
  });

  it('ends with its reader', async () => {
    const cwd = tempDir();
    const path = put(cwd, 's1.jsonl', LINES.slice(0, 1));
    const { ended } = startShell(`sessionlog tail -f s1.jsonl | head -2; echo "\${PIPESTATUS[0]}"`, { cwd });
    // head is gone with the second line; that nobody reads shows when a further one is written.
    const lines = linesOf(toolCalls(200, 'later'), { writer: 'Writer02' });
    const writing = setInterval(() => appendFileSync(path, lines.shift() ?? ''), 100);
    const run = await ended.finally(() => clearInterval(writing));
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^\{.*\}\n\{.*\}\n0\n$/);
  });

  it('reads a pipe as it comes', async () => {
    const { child, ended, printed } = start(['tail', '-f', '-']);
    child.stdin?.write(LINES[0]);
    await printed('"n0"');
    child.stdin?.end(LINES[1]);
    expect(await ended).toMatchObject({ code: 0, stdout: `${LINES[0]}${LINES[1]}` });
  });
});
