/** `sessionlog archive`, and archives as every command reads them. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EventInput } from '../../src/event/types.js';
import { tempDir } from '../support/temp.js';
import { sessionlog, shell } from './support/cli.js';
import { FIXTURES, linesOf, put, toolCalls } from './support/files.js';

const START: EventInput = { type: 'session_start', status: 'running' };
const END: EventInput = { type: 'session_end', status: 'completed' };

/** A session that was left alone for two days. */
function session(cwd: string, name: string, events: readonly EventInput[], days = 2): string {
  const path = put(cwd, `sessions/${name}.jsonl`, linesOf(events, { session: name, writer: `W-${name}` }));
  const then_s = Date.now() / 1000 - days * 86_400;
  utimesSync(path, then_s, then_s);
  return path;
}

const done = (cwd: string, name = 's1', calls = 3): string => session(cwd, name, [START, ...toolCalls(calls), END]);

describe('archive', () => {
  it('packs what has ended and was left alone, and says what it leaves', async () => {
    const cwd = tempDir();
    const log = readFileSync(done(cwd));
    session(cwd, 'plain', toolCalls(2));
    session(cwd, 'running', [START, ...toolCalls(2)]);
    session(cwd, 'fresh', [START, END], 0.5);
    put(cwd, 'sessions/foreign.jsonl', readFileSync(join(FIXTURES, 'formats/go-skills/v1/run-7.jsonl')));
    utimesSync(join(cwd, 'sessions/foreign.jsonl'), 1, 1);
    mkdirSync(join(cwd, 'sessions/sharded.d'));
    const { mtimeMs } = statSync(join(cwd, 'sessions/s1.jsonl'));

    const before = readdirSync(join(cwd, 'sessions')).sort();
    const dry = await sessionlog(['archive', '--dry-run', '--json'], { cwd });
    expect(readdirSync(join(cwd, 'sessions')).sort()).toEqual(before);
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    const actions = Object.fromEntries(
      JSON.parse(dry.stdout).map((result: Record<string, string>) => [
        result['session_id'],
        result['reason'] ?? result['action'],
      ]),
    );
    expect(actions).toEqual({
      s1: 'would_archive',
      plain: 'would_archive',
      running: 'it has not ended',
      fresh: 'it was written to lately',
      foreign: 'it is a log of another tool (go-skills)',
      sharded: 'each of its writers keeps a file of its own',
    });

    const { code, stdout, stderr } = await sessionlog(['archive'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^plain {2}\d+ B → \d+ B\ns1 {2}\d+ B → \d+ B\n$/);
    expect(stderr).toContain('2 sessions archived, 4 left\n');
    expect(stderr).toContain('1: it has not ended\n');
    const names = ['foreign.jsonl', 'fresh.jsonl', 'plain.jsonl.gz', 'running.jsonl', 's1.jsonl.gz', 'sharded.d'];
    expect(readdirSync(join(cwd, 'sessions')).sort()).toEqual(names);
    const archive = join(cwd, 'sessions/s1.jsonl.gz');
    expect(gunzipSync(readFileSync(archive)).equals(log)).toBe(true);
    expect(Math.abs(statSync(archive).mtimeMs - mtimeMs)).toBeLessThan(1_000);
    if (process.platform !== 'win32') expect(statSync(archive).mode & 0o777).toBe(0o600);
    // Nothing is left to do, and what is archived is no news.
    expect((await sessionlog(['archive', '--json'], { cwd })).stdout).not.toContain('s1');
  });

  it('leaves what has not ended by what its events may do', async () => {
    const cwd = tempDir();
    // It waits still: it cannot be completed before it has run.
    session(cwd, 'pending', [{ type: 'session_start', status: 'pending' }, END]);
    session(cwd, 'taken-up', [{ type: 'session_update', status: 'running' }, ...toolCalls(1)]);
    const { stdout, stderr } = await sessionlog(['archive'], { cwd });
    expect({ stdout, stderr }).toEqual({
      stdout: '',
      stderr: '0 sessions archived, 2 left\n  2: it has not ended\n',
    });
    expect(readdirSync(join(cwd, 'sessions')).sort()).toEqual(['pending.jsonl', 'taken-up.jsonl']);
  });

  it('--idle says how long', async () => {
    const cwd = tempDir();
    done(cwd);
    expect((await sessionlog(['archive', '--idle', '3d', '--dry-run'], { cwd })).stderr).toContain(
      '0 sessions to archive, 1 left',
    );
    expect((await sessionlog(['archive', '--idle', '47h', '--dry-run'], { cwd })).stdout).toMatch(/^s1 /);
    expect(await sessionlog(['archive', '--idle', '3'], { cwd })).toMatchObject({ code: 2 });
  });

  it('exits with 6 when what was named is left', async () => {
    const cwd = tempDir();
    const path = session(cwd, 'running', [START]);
    const { code, stderr } = await sessionlog(['archive', 'running'], { cwd });
    expect(code).toBe(6);
    expect(stderr).toContain('it has not ended');
    expect(existsSync(path)).toBe(true);
    expect(await sessionlog(['archive', 'nobody'], { cwd })).toMatchObject({ code: 5 });
  });

  it('overwrites no archive', async () => {
    const cwd = tempDir();
    const path = done(cwd);
    writeFileSync(`${path}.gz`, 'precious');
    const { code, stderr } = await sessionlog(['archive', path], { cwd });
    expect(code).toBe(6);
    expect(stderr).toContain('it has an archive already');
    expect(readFileSync(`${path}.gz`, 'utf8')).toBe('precious');
    expect(existsSync(path)).toBe(true);
  });

  it('leaves a log that its own readers would refuse, and nothing else behind', async () => {
    const cwd = tempDir();
    const params = { text: 'a'.repeat(900_000) };
    const path = session(
      cwd,
      's1',
      Array.from({ length: 90 }, () => ({ type: 'tool_call', name: 'n', params })),
    );
    const { code, stderr } = await sessionlog(['archive', 's1'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('[ARCHIVE_TOO_LARGE]');
    expect(readdirSync(join(cwd, 'sessions'))).toEqual(['s1.jsonl']);
    expect(statSync(path).size).toBeGreaterThan(80_000_000);
  });
});

describe('an archive is read as the log was', () => {
  const COMMANDS = [
    ['cat', 's1'],
    ['cat', 's1', '--name', 'n1'],
    ['cat', 'sessions'],
    ['tail', 's1'],
    ['tail', '-n', '2', 's1'],
    ['tail', '-n', '2', 'sessions'],
    ['verify', 's1', '--json'],
    ['analyze', '--json'],
    ['analyze', 'sessions', '--json'],
  ];

  it('by every command, by id and by directory', async () => {
    const cwd = tempDir();
    done(cwd, 's1', 30);
    const all = () => Promise.all(COMMANDS.map((args) => sessionlog(args, { cwd })));
    const before = await all();
    expect(before.map(({ code }) => code)).toEqual(COMMANDS.map(() => 0));
    await sessionlog(['archive', 's1'], { cwd });
    expect(readdirSync(join(cwd, 'sessions'))).toEqual(['s1.jsonl.gz']);
    const after = (await all()).map((result) => ({
      ...result,
      stdout: result.stdout.replaceAll('.jsonl.gz', '.jsonl'),
    }));
    expect(after).toEqual(before);
  });

  it('with positions in the unpacked bytes', async () => {
    const cwd = tempDir();
    const lines = linesOf(toolCalls(200));
    lines[150] = `${lines[150]?.replace('"n150"', '"changed"')}`;
    const path = put(cwd, 's1.jsonl', lines);
    const plain = await sessionlog(['verify', 's1', '--dir', '.', '--json'], { cwd });
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    const packed = await sessionlog(['verify', 's1.jsonl.gz', '--json'], { cwd });
    expect(packed.code).toBe(3);
    const problemsOf = (stdout: string) => JSON.parse(stdout).problems.map((found: object) => ({ ...found, file: '' }));
    expect(problemsOf(packed.stdout)).toEqual(problemsOf(plain.stdout));
    expect(problemsOf(packed.stdout)[0]).toMatchObject({
      problem: 'wrong_hash',
      line: 151,
      offset: lines.slice(0, 150).join('').length,
    });
  });

  it('with its seals, which were made before', async () => {
    const cwd = tempDir();
    const env = { XDG_CONFIG_HOME: tempDir() };
    done(cwd);
    const script =
      'sessionlog keygen && sessionlog seal s1 && touch -d "2 days ago" sessions/s1.jsonl && sessionlog archive s1';
    expect(await shell(script, { cwd, env })).toMatchObject({ code: 0 });
    expect(readdirSync(join(cwd, 'sessions')).sort()).toEqual(['s1.jsonl.gz', 's1.seal']);
    for (const target of ['s1', 'sessions']) {
      const { code, stdout } = await sessionlog(['verify', target, '--strict', '--json'], { cwd, env });
      expect({ code, problems: JSON.parse(stdout).problems }).toEqual({ code: 0, problems: [] });
    }
    expect(await sessionlog(['seal', 'sessions'], { cwd, env })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await sessionlog(['seal', 's1'], { cwd, env })).toMatchObject({ code: 2 });
    const archive = join(cwd, 'sessions/s1.jsonl.gz');
    writeFileSync(archive, gzipSync(gunzipSync(readFileSync(archive)).subarray(0, 400)));
    expect(await sessionlog(['verify', 's1'], { cwd, env })).toMatchObject({ code: 3 });
  });

  it('and goes on in a new log, which comes behind it', async () => {
    const cwd = tempDir();
    done(cwd);
    await sessionlog(['archive', 's1'], { cwd });
    await sessionlog(['append', 's1', '{"type":"task_start","name":"late"}'], { cwd });
    for (const target of ['s1', 'sessions']) {
      const { stdout, stderr } = await sessionlog(['cat', target], { cwd });
      expect(stderr).toBe('');
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).type),
      ).toEqual(['session_start', 'tool_call', 'tool_call', 'tool_call', 'session_end', 'task_start']);
    }
    const follow = await sessionlog(['tail', '-f', 'sessions/s1.jsonl.gz'], { cwd });
    expect(follow.code).toBe(2);
    expect(follow.stderr).toContain('an archive does not grow');
  });

  it('when it was packed by another tool, in several pieces too', async () => {
    const cwd = tempDir();
    const lines = linesOf(toolCalls(4));
    const pieces = [gzipSync(lines.slice(0, 2).join('')), gzipSync(lines.slice(2).join(''))];
    writeFileSync(join(cwd, 'any-name'), Buffer.concat(pieces));
    expect(await sessionlog(['cat', 'any-name'], { cwd })).toMatchObject({
      code: 0,
      stdout: lines.join(''),
      stderr: '',
    });
  });
});

describe('an archive that is none', () => {
  const READERS = [['cat'], ['analyze'], ['tail'], ['verify']];

  it.each(READERS)('is refused by %s when it is a bomb, by its name', async (command) => {
    const cwd = tempDir();
    for (const [name, bytes] of [
      ['zeros', Buffer.alloc(100e6)],
      ['lines', Buffer.alloc(100e6, `${' '.repeat(100_000)}\n`)],
    ] as const) {
      writeFileSync(join(cwd, `${name}.jsonl.gz`), gzipSync(bytes));
      const { code, stderr } = await sessionlog([command, `${name}.jsonl.gz`], { cwd });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        new RegExp(`sessionlog: ${name}\\.jsonl\\.gz: unpacks to more than \\d+ bytes.*\\[ARCHIVE_TOO_LARGE\\]`),
      );
    }
  });

  it.each(READERS)('is refused by %s when it is damaged, with what it holds before', async (command) => {
    const cwd = tempDir();
    const packed = gzipSync(linesOf(toolCalls(3)).join(''));
    writeFileSync(join(cwd, 'cut.jsonl.gz'), packed.subarray(0, -6));
    const { code, stdout, stderr } = await sessionlog([command, 'cut.jsonl.gz'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('cut.jsonl.gz: the archive is damaged behind');
    if (command === 'cat') expect(stdout).toContain('"n0"');
  });

  it('leaves the others to be read', async () => {
    const cwd = tempDir();
    const good = put(cwd, 'sessions/good.jsonl', linesOf(toolCalls(1)));
    appendFileSync(`${good.replace('good', 'bad')}.gz`, Buffer.from([0x1f, 0x8b, 0, 0, 0]));
    const { code, stdout, stderr } = await sessionlog(['cat', 'sessions'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('"n0"');
    expect(stderr).toContain('bad.jsonl.gz');
  });
});

describe('questions about sessions', () => {
  const answers = async (cwd: string, ...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await sessionlog([...args, '--json'], { cwd });
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  const START_OF = (parent?: string): EventInput => ({
    ...START,
    agent_id: 'a',
    task_id: '42',
    parent_session_id: parent,
  });
  /** All that is said of a session but where it is. */
  const told = async (cwd: string) => ({
    list: (await answers(cwd, 'list')) as { id: string }[],
    show: await answers(cwd, 'show', 'child'),
    lineage: await answers(cwd, 'lineage', 'child'),
    stats: await answers(cwd, 'stats'),
  });
  const withoutFile = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, held: unknown) => (key === 'file' ? undefined : held)));

  it('find the same in archives, each session once', async () => {
    const cwd = tempDir();
    session(cwd, 'root', [START_OF(), { type: 'session_handoff', to_agent: 'b', child_session_id: 'child' }]);
    session(cwd, 'child', [START_OF('root'), ...toolCalls(3), END]);
    session(cwd, 'running', [START_OF()]);
    const before = await told(cwd);
    expect(before.list.map(({ id }) => id)).toEqual(['child', 'root', 'running']);
    expect(await sessionlog(['archive'], { cwd })).toMatchObject({ code: 0 });
    expect(readdirSync(join(cwd, 'sessions')).sort()).toEqual(['child.jsonl.gz', 'root.jsonl.gz', 'running.jsonl']);
    const after = await told(cwd);
    expect(withoutFile(after)).toEqual(withoutFile(before));
    expect(after.show).toMatchObject({ file: 'sessions/child.jsonl.gz' });
    expect(await answers(cwd, 'show', 'sessions/child.jsonl.gz')).toMatchObject({ id: 'child', lines: 5 });
  });

  it('tell a session once whose archiving was cut off, or which went on', async () => {
    const cwd = tempDir();
    const log = readFileSync(done(cwd));
    // Killed between the archive and the removal of the log: both hold the same.
    writeFileSync(join(cwd, 'sessions/s1.jsonl.gz'), gzipSync(log));
    expect(await answers(cwd, 'list')).toMatchObject([{ id: 's1', status: 'completed', lines: 5, findings: [] }]);
    writeFileSync(
      join(cwd, 'sessions/s1.jsonl'),
      linesOf([{ type: 'session_update', dod_result: 'merged' }], { writer: 'later', from_ms: Date.now() }).join(''),
    );
    expect(await answers(cwd, 'list')).toMatchObject([
      { id: 's1', status: 'completed', lines: 6, dod_result: 'merged' },
    ]);
    expect(await answers(cwd, 'stats')).toMatchObject({ total: 1, by_status: { completed: 1 } });
    expect(await sessionlog(['cleanup', '--days', '0'], { cwd })).toMatchObject({ code: 0 });
    expect(readdirSync(join(cwd, 'sessions'))).toEqual([]);
  });

  it('tell of an archive that cannot be read, and of the others all the same', async () => {
    const cwd = tempDir();
    done(cwd, 's2');
    put(cwd, 'sessions/s1.jsonl.gz', 'no archive');
    const { code, stdout, stderr } = await sessionlog(['list', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject([{ id: 's2' }]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('sessions/s1.jsonl.gz') });
  });
});
