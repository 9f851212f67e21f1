/** Which events `cat` and `tail` let through. */
import { describe, expect, it } from 'vitest';
import type { EventInput } from '../../src/event/types.js';
import { tempDir } from '../support/temp.js';
import { sessionlog } from './support/cli.js';
import { linesOf, put } from './support/files.js';

/** A second apart, from 07:35:00 UTC on. */
const EVENTS: EventInput[] = [
  { type: 'task_start', name: 'build', agent_id: 'bot-1' },
  { type: 'tool_call', name: 'make', params: { target: 'all' }, agent_id: 'bot-1' },
  { type: 'file_write', path: 'out/a.js', agent_id: 'bot-2' },
  { type: 'skill', skill: 'review', final_status: 'verified', agent_id: 'bot-2' },
  { type: 'task_complete', name: 'build', agent_id: 'bot-1' },
  { type: 'mood', name: 'unheard-of' },
];
const LINES = linesOf(EVENTS);
const FIRST_TS = '2026-11-21T07:35:00.000Z';
const LAST_TS = '2026-11-21T07:35:05.000Z';
const cwdWithLog = (): string => {
  const cwd = tempDir();
  put(cwd, 'sessions/s1.jsonl', LINES);
  return cwd;
};

describe('a filter', () => {
  it.each<[args: string[], wanted: number[]]>([
    [[], [0, 1, 2, 3, 4, 5]],
    [['--type', 'tool_call'], [1]],
    [
      ['--type', 'task_start', '--type', 'task_complete'],
      [0, 4],
    ],
    [['--type', 'mood'], [5]],
    [['--type', 'nothing'], []],
    [
      ['--agent', 'bot-2'],
      [2, 3],
    ],
    [
      ['--name', 'build'],
      [0, 4],
    ],
    [
      ['--name', 'out/a.js', '--name', 'review'],
      [2, 3],
    ],
    [['--name', 'build', '--type', 'task_start'], [0]],
    [
      ['--since', '2026-11-21T07:35:03Z'],
      [3, 4, 5],
    ],
    [
      ['--since', '2026-11-21T08:35:03+01:00', '--until', '2026-11-21T07:35:04.000Z'],
      [3, 4],
    ],
    // Without an offset the time is local, and TZ is UTC here.
    [
      ['--until', '2026-11-21T07:35:01'],
      [0, 1],
    ],
    [
      ['--since', '2026-11-21', '--until', '2026-11-21'],
      [0, 1, 2, 3, 4, 5],
    ],
    [['--since', '2026-11-22'], []],
    [['--until', '2026-11-20'], []],
    [['--grep', '"target":"all"'], [1]],
    [['--grep', 'BUILD|review'], [3]],
    [
      ['--grep', '^\\{.*bot-[2]'],
      [2, 3],
    ],
    [
      ['--grep', '-'],
      [0, 1, 2, 3, 4, 5],
    ],
  ])('%j', async (args, wanted) => {
    const stdout = wanted.map((index) => LINES[index]).join('');
    const run = await sessionlog(['cat', 's1', ...args], { cwd: cwdWithLog() });
    expect(run).toMatchObject({ code: 0, stdout });
    if (wanted.length > 0) expect(run.stderr).toBe('');
  });

  it.each<[args: string[], told: string]>([
    [['--type', 'nothing'], '; types in it: file_write, mood, skill, task_complete, task_start, tool_call'],
    [['--agent', 'bot-9'], '; agents in it: bot-1, bot-2'],
    [['--agent', 'bot-9', '--type', 'mood'], '; agents in it: bot-1, bot-2'],
    [['--name', 'nobody'], ''],
    [['--type', 'mood', '--agent', 'bot-1'], ''],
    [['--since', '2026-11-22'], `; times in it: ${FIRST_TS} to ${LAST_TS}`],
    [['--until', '2026-11-20', '--type', 'mood'], `; times in it: ${FIRST_TS} to ${LAST_TS}`],
    [['--since', '2026-11-22', '--agent', 'bot-9'], '; agents in it: bot-1, bot-2'],
    [['--since', '2026-11-21', '--name', 'nobody'], ''],
  ])('%j says what there was to choose from', async (args, told) => {
    const run = await sessionlog(['cat', 's1', ...args], { cwd: cwdWithLog() });
    expect(run).toMatchObject({ code: 0, stdout: '', stderr: `sessionlog: nothing matched${told}\n` });
  });

  it('--grep says nothing', async () => {
    const run = await sessionlog(['cat', 's1', '--grep', 'nothing'], { cwd: cwdWithLog() });
    expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('lists a dozen of the types, and shows nothing that drives a terminal', async () => {
    const cwd = tempDir();
    const types = Array.from({ length: 40 }, (_, i) => ({ type: `t${i}\u001b[2J` }));
    put(cwd, 'sessions/s1.jsonl', linesOf(types));
    const { stderr } = await sessionlog(['cat', 's1', '--type', 'x'], { cwd });
    expect(stderr).not.toContain('\u001b');
    expect(stderr).toMatch(/^[^,]*(?:, t[^,]*){11}, …\n$/);
  });

  it('of a log without events says nothing', async () => {
    const cwd = tempDir();
    put(cwd, 'sessions/s1.jsonl', '');
    expect(await sessionlog(['cat', 's1', '--type', 'x'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  it('counts local days in the time zone of the process', async () => {
    const options = { cwd: cwdWithLog(), env: { TZ: 'Pacific/Auckland' } };
    const { stdout } = await sessionlog(
      ['cat', 's1', '--since', '2026-11-21T20:35:03', '--until', '2026-11-21'],
      options,
    );
    expect(stdout).toBe(LINES.slice(3).join(''));
  });

  it('takes times back from now', async () => {
    const cwd = tempDir();
    const now_ms = Date.now();
    const HOUR_MS = 3_600_000;
    const ages_h = [49, 24, 3, 0.1];
    const lines = ages_h.map((age_h, index) =>
      linesOf([{ type: 'x' }], { writer: `Writer0${index}`, from_ms: now_ms - age_h * HOUR_MS }).join(''),
    );
    put(cwd, 'sessions/s1.jsonl', lines);
    const of = async (...args: string[]): Promise<string> => (await sessionlog(['cat', 's1', ...args], { cwd })).stdout;
    expect(await of('--since', '10m')).toBe(lines[3]);
    expect(await of('--since', '4h', '--until', '1h')).toBe(lines[2]);
    expect(await of('--since', '2d')).toBe(lines.slice(1).join(''));
    expect(await of('--since', 'yesterday', '--until', 'yesterday')).toContain(lines[1]);
    expect(await of('--since', 'now')).toBe('');
  });
});

describe('tail', () => {
  it('filters among the last lines, from a file and from a pipe alike', async () => {
    const args = ['-n', '4', '--type', 'task_complete', '--type', 'task_start'];
    expect((await sessionlog(['tail', 's1', ...args], { cwd: cwdWithLog() })).stdout).toBe(LINES[4]);
    expect((await sessionlog(['tail', '-', ...args], { input: LINES.join('') })).stdout).toBe(LINES[4]);
  });
});

describe('several targets', () => {
  it('come in the order given, each log once, the sessions of a directory by name', async () => {
    const cwd = tempDir();
    const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((session) => linesOf([{ type: 'x' }], { session }).join(''));
    put(cwd, 'sessions/b.jsonl', b);
    put(cwd, 'sessions/a.jsonl', a);
    put(cwd, 'c.jsonl', c);
    put(cwd, 'sessions/.hidden.jsonl', 'not read');
    put(cwd, 'sessions/notes.txt', 'not read');
    expect(await sessionlog(['cat', 'c.jsonl', 'sessions', 'a'], { cwd })).toMatchObject({
      code: 0,
      stdout: c + a + b,
      stderr: '',
    });
  });
});
