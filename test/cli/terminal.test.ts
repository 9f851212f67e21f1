/** What reaches a terminal, seen through a pseudo terminal: colours when they are wanted, and nothing that drives it. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { type Running, type RunOptions, sessionlog, shell, startShell } from './support/cli.js';
import { linesOf, put, toolCalls } from './support/files.js';

const CSI = '\u001b[';
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A command that runs on a terminal of 80 columns. */
const onTerminal = (args: readonly string[]): string => {
  const command = `stty cols 80 rows 24; exec sessionlog ${args.map(quoted).join(' ')}`;
  return `script -qfec ${quoted(command)} /dev/null`;
};

const inTerminal = async (
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number | null; screen: string }> => {
  const { code, stdout } = await shell(onTerminal(args), { env: { SHELL: '/bin/bash' }, ...options });
  // The line discipline of a terminal makes CR LF of every newline.
  return { code, screen: stdout.replaceAll('\r\n', '\n') };
};

const withLog = (): string => {
  const cwd = tempDir();
  put(cwd, 'sessions/s1.jsonl', linesOf(toolCalls(3)));
  return cwd;
};

describe('colour', () => {
  const SHELL = '/bin/bash';

  it.each<[what: string, args: string[], env: Record<string, string>, coloured: boolean]>([
    ['analyze on a terminal', ['analyze', 's1'], {}, true],
    ['cat on a terminal', ['cat', 's1'], {}, true],
    ['NO_COLOR', ['analyze', 's1'], { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', ['analyze', 's1'], { NO_COLOR: '' }, true],
    ['TERM=dumb', ['cat', 's1'], { TERM: 'dumb' }, false],
    ['FORCE_COLOR=0', ['cat', 's1'], { FORCE_COLOR: '0' }, false],
  ])('%s', async (_what, args, env, coloured) => {
    const { code, screen } = await inTerminal(args, { cwd: withLog(), env: { SHELL, ...env } });
    expect(code).toBe(0);
    expect(screen).toContain('n0');
    expect(screen.includes(CSI)).toBe(coloured);
  });

  it('is off in a pipe, and on when it is forced', async () => {
    const cwd = withLog();
    expect((await sessionlog(['analyze', 's1'], { cwd })).stdout).not.toContain(CSI);
    const forced = await sessionlog(['analyze', 's1'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(forced).toMatchObject({ code: 0, stderr: '' });
    expect(forced.stdout).toContain(CSI);
  });

  it('never stands in data for programs', async () => {
    const env = { FORCE_COLOR: '3' };
    const cwd = withLog();
    for (const args of [['analyze', 's1', '--json'], ['cat', 's1'], ['tail', 's1'], ['schema'], ['--version']]) {
      expect((await sessionlog(args, { cwd, env })).stdout).not.toContain(CSI);
    }
  });
});

describe('on a terminal', () => {
  it('cat and tail show lines for people, under their session and day', async () => {
    for (const command of ['cat', 'tail']) {
      const { screen } = await inTerminal([command, 's1'], {
        cwd: withLog(),
        env: { SHELL: '/bin/bash', NO_COLOR: '1' },
      });
      expect(screen).toMatch(/^s1 {2}2026-11-21\n07:35:00\.000 .*tool .*n0 {2}10ms\n07:35:01\.000 /);
    }
  });

  it('--timezone moves the times shown, over midnight too', async () => {
    const args = ['cat', 's1', '--timezone', 'Pacific/Honolulu'];
    const { screen } = await inTerminal(args, { cwd: withLog(), env: { SHELL: '/bin/bash', NO_COLOR: '1' } });
    expect(screen).toMatch(/^s1 {2}2026-11-20\n21:35:00\.000 /);
  });

  it('several sessions are told apart', async () => {
    const cwd = withLog();
    put(cwd, 'sessions/s2.jsonl', linesOf(toolCalls(1), { session: 's2' }));
    const { screen } = await inTerminal(['cat', 'sessions'], { cwd, env: { SHELL: '/bin/bash', NO_COLOR: '1' } });
    expect(screen.split('\n').filter((line) => line.endsWith('2026-11-21'))).toEqual([
      's1  2026-11-21',
      's2  2026-11-21',
    ]);
  });

  it('--json gives the stored lines', async () => {
    const { screen } = await inTerminal(['cat', 's1', '--json'], { cwd: withLog() });
    expect(screen).toBe(linesOf(toolCalls(3)).join(''));
  });

  it('no line of text is wider than the terminal', async () => {
    const cwd = tempDir();
    const params = { text: 'long '.repeat(100) };
    put(cwd, 'sessions/s1.jsonl', linesOf([{ type: 'tool_call', name: 'x'.repeat(200), params, duration_ms: 5 }]));
    for (const command of ['cat', 'analyze']) {
      const { screen } = await inTerminal([command, 's1'], { cwd, env: { SHELL: '/bin/bash', NO_COLOR: '1' } });
      expect(Math.max(...screen.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
    }
  });
});

/** Everything that a log or a name could try: CSI, OSC 8 and 52, DCS, C1, CR, BS, bidi, zero-width, a newline. */
const HOSTILE = [
  '\u001b[2J\u001b[31mred',
  '\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u001bP+q\u001b\\',
  '\u009b31m\u009d0;title\u009c',
  'safe\rgone',
  'a\b\b\bb',
  '\u202egnp.exe',
  '\u2066x\u2069',
  'zero\u200bwidth\u200d\ufeff',
  'two\nlines',
  '\u0007\u007f\u0085',
];
const ALL = HOSTILE.join('|');

const SGR = /\u001b\[[\d;]*m/g;
const DRIVES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|[\p{Cf}\p{Zl}\p{Zp}]/u;

function expectHarmless(screen: string): void {
  expect(screen.replaceAll(SGR, '')).not.toMatch(DRIVES);
}

describe('hostile', () => {
  const lines = (): string[] =>
    linesOf([
      { type: 'task_start', name: ALL, agent_id: ALL },
      { type: 'tool_call', name: ALL, params: { [ALL]: ALL }, error: ALL, duration_ms: 5, agent_id: ALL },
      { type: 'file_write', path: ALL, size_bytes: 3 },
      {
        type: 'skill',
        skill: ALL,
        final_status: ALL,
        message: ALL,
        attempts: [{ attempt: 1, model: ALL, verified: true }],
      },
      { type: 'session_end', status: 'failed', error: ALL, reason: ALL },
      { type: ALL, [ALL]: ALL },
    ]);
  // What our writer escapes may stand bare in a line that another one wrote.
  const bare = (): string =>
    `${JSON.stringify({ ts: '2026-11-21T08:00:00Z', session_id: ALL, type: ALL, name: ALL })}\n`;
  const broken = (): string =>
    `{"name":"${ALL}\n${ALL}\n[${JSON.stringify(ALL)}]\n{"ts":"${ALL.replaceAll('"', '')}"}\n`;

  it.each([['cat'], ['tail', '-n', '100'], ['analyze'], ['analyze', '--top', '3']])(
    'content does not reach the terminal through %s',
    async (...args) => {
      const cwd = tempDir();
      put(cwd, 'sessions/s1.jsonl', [...lines(), bare(), broken()]);
      const { code, screen } = await inTerminal([...args, 's1'], { cwd });
      expect(code).toBe(0);
      expect(screen).toContain('\\x1b');
      expectHarmless(screen);
    },
  );

  it('content does not reach the terminal through tail -f', async () => {
    const cwd = tempDir();
    put(cwd, 'sessions/s1.jsonl', [
      ...lines(),
      bare(),
      broken(),
      ...linesOf([{ type: 'x', name: 'the-end' }], { writer: 'w2' }),
    ]);
    const { child, ended, printed }: Running = startShell(onTerminal(['tail', '-n', '100', '-f', 's1']), {
      cwd,
      env: { SHELL: '/bin/bash' },
    });
    await printed('the-end');
    child.kill('SIGTERM');
    const { stdout } = await ended;
    expectHarmless(stdout.replaceAll('\r\n', '\n'));
  });

  it('as foreign bytes it does not reach the terminal through --json, and a pipe gets it as it is stored', async () => {
    const cwd = tempDir();
    // Between tokens, and as bytes that are no UTF-8, stands what JSON.stringify would never write.
    const between = Buffer.from('{"ts":"2026-11-21T08:00:00Z",\r"session_id":"s1",\t"type":"x","name":"');
    const bytes = Buffer.from([0x9b, 0x33, 0x31, 0x6d, 0x9d, 0x90, 0x7f]);
    const stored = Buffer.concat([between, bytes, Buffer.from('"}\n'), Buffer.from(bare())]);
    put(cwd, 'sessions/s1.jsonl', stored);
    for (const args of [
      ['cat', 's1', '--json'],
      ['tail', 's1', '--json'],
    ]) {
      const { code, screen } = await inTerminal(args, { cwd });
      expect(code).toBe(0);
      expectHarmless(screen);
      expect(screen).not.toContain('\t');
      // What is shown is the same JSON still; bytes that are no UTF-8 are read as U+FFFD by everyone.
      const shown = screen.split('\n').filter((line) => line.startsWith('{'));
      const expected = stored.toString('utf8').trimEnd().split('\n');
      expect(shown.map((line) => JSON.parse(line))).toEqual(expected.map((line) => JSON.parse(line)));
      const { stdout } = await shell(`sessionlog ${args.join(' ')} | sha256sum`, { cwd });
      expect(stdout.split(' ')[0]).toBe(createHash('sha256').update(stored).digest('hex'));
    }
  });

  it('neither content nor names reach the terminal through verify, seal, keygen, and --json of any command', async () => {
    const cwd = tempDir();
    const file = `${ALL.replaceAll('/', '_')}.jsonl`;
    const content = [...lines(), bare(), broken()];
    put(cwd, 'sessions/s1.jsonl', content);
    put(cwd, `sessions/${file}`, content);
    put(cwd, `sessions/${file.slice(0, -1)}.seal`, broken());
    put(cwd, `bad/s1.jsonl`, content);
    put(cwd, `bad/s1.seal`, broken());
    const key = file.replace('.jsonl', '.key');
    const commands: string[][] = [
      ['keygen', '--key', key],
      ['keygen', '--key', key],
      ['keygen', '--key', `sessions/${key}`],
      ['seal', 's1', '--key', key],
      ['seal', 's1', '--key', key, '--json'],
      ['seal', `sessions/${file}`, '--key', key],
      ['seal', `sessions/${file}`, '--key', key, '--json'],
      ['seal', 's1', '--key', ALL],
      ['seal', ALL, '--key', key],
      ['seal', 'bad', '--key', key],
      ['verify', 's1'],
      ['verify', 's1', '--json', '--strict'],
      ['verify', 'sessions', '--key', `${key}.pub`],
      ['verify', 'sessions', '--key', `${key}.pub`, '--json'],
      ['verify', 'bad'],
      ['verify', 'bad', '--json'],
      ['verify', ALL],
      ['verify', ALL, '--json'],
      ['verify', 's1', '--key', ALL],
      ['verify', 's1', '--key', `sessions/${file}`],
      ['analyze', 's1', '--json'],
      ['analyze', 'sessions', '--json'],
      ['cat', 'sessions', '--json'],
      ['tail', '-n', '100', 's1', '--json'],
      ['tail', '-n', '100', `sessions/${file}`, '--json'],
      ['schema', 'event'],
    ];
    const [made = '', ...rest] = commands.map((args) => `sessionlog ${args.map(quoted).join(' ')}; echo "exit $?"`);
    const script = [made, `rm -f sessions/*.key`, ...rest].join('\n');
    const env = { SHELL: '/bin/bash', XDG_CONFIG_HOME: join(cwd, 'config') };
    const { stdout } = await shell(`script -qfec ${quoted(script)} /dev/null`, { cwd, env });
    const exits = [...stdout.matchAll(/^exit (\d+)\r$/gm)].map(([, code]) => Number(code));
    expect(exits).toHaveLength(commands.length);
    expect(stdout).not.toContain('a bug');
    // The key was made, s1 was sealed, and what is damaged was found.
    expect([exits[0], exits[1], exits[3], exits[10], exits[14]]).toEqual([0, 1, 0, 3, 3]);
    expectHarmless(stdout.replaceAll('\r\n', '\n'));
  });

  it('names and words do not reach it', async () => {
    const cwd = tempDir();
    const name = ALL;
    const file = name.replaceAll('/', '_');
    put(cwd, `${file}.jsonl`, [...linesOf(toolCalls(1)), broken()]);
    mkdirSync(join(cwd, `dir-${file}`));
    const commands = [
      ['cat', `${file}.jsonl`],
      ['cat', `dir-${file}`],
      ['analyze', `${file}.jsonl`, '--strict'],
      ['tail', name],
      ['append', name, '{}'],
      ['append', 's1', `{"type":${name}`],
      ['append', 's1', JSON.stringify({ type: 'task_start', name: 7, [name]: name })],
      [name],
      [`--${name}`],
      ['tail', 'a', name],
      ['schema', name],
      ['analyze', '--threshold', name],
      ['analyze', '--basis', name],
      ['analyze', '--timezone', name],
      ['analyze', '--dir', name],
      ['cat', 's1', '--since', name],
      ['cat', 's1', '--grep', `(${name}`],
    ];
    // One terminal for all of them: what is looked for must not depend on which one said it.
    const script = commands.map((args) => `sessionlog ${args.map(quoted).join(' ')}`).join('; ');
    const { stdout } = await shell(`script -qfec ${quoted(script)} /dev/null`, { cwd, env: { SHELL: '/bin/bash' } });
    expect(stdout).toContain('sessionlog: ');
    expect(stdout).not.toContain('a bug');
    expectHarmless(stdout.replaceAll('\r\n', '\n'));
  });
});

describe('80 columns', () => {
  const id = (letter: string): string => `${letter.repeat(8)}-1818-4230-818c-b0379f5dfec7`;

  /** Three sessions with ids and agents as long as people have them, each come of the one before. */
  async function withSessions(): Promise<RunOptions & { readonly cwd: string }> {
    const options = { cwd: tempDir(), env: { HOME: tempDir(), SHELL: '/bin/bash', NO_COLOR: '1' } };
    const chain = [
      ['a', 'CodeGenAgent-implementation-worker', {}],
      ['b', 'ReviewAgent-senior-security-reviewer', { parent_session_id: id('a') }],
      ['c', 'DeployAgent', { parent_session_id: id('b') }],
    ] as const;
    for (const [letter, agent_id, parent] of chain) {
      const lines = linesOf(
        [
          { type: 'session_start', agent_id, task_id: 'PLATFORM-20481', name: 'retry uploads that fail', ...parent },
          { type: 'session_end', agent_id, status: 'cancelled' },
        ],
        { session: id(letter) },
      );
      put(options.cwd, `sessions/${id(letter)}.jsonl`, lines);
    }
    return options;
  }

  it('are enough for every command, but for paths', async () => {
    const options = await withSessions();
    const commands = [
      ['list'],
      ['show', id('a')],
      ['lineage', id('c')],
      ['stats'],
      ['verify', 'sessions'],
      ['verify', 'nowhere'],
      ['cleanup'],
      ['cleanup', '--days', '0', '--dry-run', '--force'],
      ['keygen'],
      ['seal', 'sessions'],
      ['hook', 'install', 'codex'],
      ['sources'],
      ['import', 'claude-code'],
      ['archive', '--dry-run'],
    ];
    for (const args of commands) {
      const { screen } = await inTerminal(args, options);
      expect(screen).not.toBe('');
      for (const line of screen.split('\n'))
        if (line.trim().includes(' ')) expect(line.length, `${args.join(' ')}: ${line}`).toBeLessThanOrEqual(80);
    }
  });

  it('show whole times, or none, in a lineage', async () => {
    const { screen } = await inTerminal(['lineage', id('c'), '--timezone', 'UTC'], await withSessions());
    const [first = '', second = '', third = ''] = screen.split('\n');
    expect(first).toMatch(/cancelled · CodeGenAgent-implementation-\S*…$/);
    expect(second).toMatch(/cancelled · ReviewAgent-\S+…$/);
    expect(third).toMatch(/cancelled · DeployAgent · 1\.0s$/);
  });

  it('do not break a line for a program', async () => {
    const { stdout } = await sessionlog(['verify', 'sessions'], await withSessions());
    expect(stdout.split('\n').filter((line) => line.includes('unhashed'))).toHaveLength(3);
    expect(stdout).toMatch(/^sessions\/a{8}\S+: clean: 2 lines, 2 events, 1 writer, 0 unhashed$/m);
  });
});
