import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventFault } from '../../src/event/check.js';
import { claudeCode } from '../../src/formats/claude-code/claude-code.js';
import { AnyReader } from '../../src/ops/any-reader.js';
import { decode } from './fixtures.js';

type Json = Record<string, unknown>;

const SESSION = '11111111-2222-4333-8444-555555555555';
const at = (seconds: number) => new Date(Date.UTC(2026, 4, 4, 9) + seconds * 1000).toISOString();
let uuids = 0;

const line = (type: string, seconds: number, more: Json): Json => ({
  parentUuid: null,
  isSidechain: false,
  sessionId: SESSION,
  type,
  uuid: `u${uuids++}`,
  timestamp: at(seconds),
  ...more,
});
const user = (seconds: number, content: unknown, more: Json = {}) =>
  line('user', seconds, { message: { role: 'user', content }, ...more });
const answer = (seconds: number, id: string, block: Json, usage: Json = {}, more: Json = {}) =>
  line('assistant', seconds, { message: { id, model: 'opus', content: [block], usage }, ...more });
const text = (said: string) => ({ type: 'text', text: said });
const call = (seconds: number, id: string, name: string, input: Json = {}) =>
  answer(seconds, `m-${id}`, { type: 'tool_use', id, name, input });
const result = (seconds: number, id: string, detail: unknown = {}, more: Json = {}) =>
  user(seconds, [{ type: 'tool_result', tool_use_id: id, content: 'x', ...more }], { toolUseResult: detail });
const turnEnd = (seconds: number, durationMs: number) =>
  line('system', seconds, { subtype: 'turn_duration', durationMs });

const run = (...records: Json[]) => decode(claudeCode, 'from-file', records);
const of = (type: string, ...records: Json[]) => run(...records).events.filter((event) => event.type === type);
const names = (...records: Json[]) => of('task_start', ...records).map((event) => event['name']);

describe('answers', () => {
  it('count once for all their lines, with the largest figures, whatever stands between', () => {
    const calls = of(
      'model_call',
      user(0, 'go'),
      answer(2, 'a', { type: 'thinking' }, { input_tokens: 3, output_tokens: 1 }),
      answer(3, 'a', { type: 'tool_use', id: 't', name: 'Read', input: {} }, { input_tokens: 3, output_tokens: 9 }),
      result(4, 't'),
      answer(5, 'a', text('x'), { input_tokens: 3, output_tokens: 4 }),
      answer(9, 'b', text('done'), { input_tokens: 1, output_tokens: 1 }),
    );
    expect(calls).toMatchObject([
      { span_id: 'a', duration_ms: 5000, duration_source: 'line_to_line', input_tokens: 3, output_tokens: 9 },
      { span_id: 'b', duration_ms: 5000, input_tokens: 1 },
    ]);
  });

  it('are not given out again when more lines of them come after the end of their turn', () => {
    const late = answer(1.5, 'a', text('late'), { output_tokens: 8 });
    const records = [user(0, 'go'), answer(1, 'a', text('x'), { output_tokens: 8 }), turnEnd(2, 2000), late];
    expect(of('model_call', ...records)).toHaveLength(1);
    expect(of('task_start', ...records)).toHaveLength(1);
  });

  it('tell what was tried before them, and that the client gave up', () => {
    const retry = (seconds: number, retryAttempt: number) =>
      line('system', seconds, {
        subtype: 'api_error',
        error: { status: 529, error: { error: { type: 'overloaded_error', message: 'Overloaded' } } },
        retryInMs: 1000,
        retryAttempt,
      });
    const synthetic = { id: 's', model: '<synthetic>', content: [text('API Error: 529')], usage: { output_tokens: 7 } };
    const { events } = run(
      user(0, 'go'),
      retry(2, 1),
      retry(5, 2),
      answer(10, 'a', text('ok')),
      user(20, 'again'),
      retry(22, 1),
      line('assistant', 24, { isApiErrorMessage: true, message: synthetic }),
    );
    expect(events.filter(({ type }) => type === 'model_call')).toMatchObject([
      { status: 'failed', attempt: 1, duration_ms: 2000, error: '529 overloaded_error: Overloaded', model: 'opus' },
      { status: 'failed', attempt: 2, duration_ms: 2000, retry_in_ms: 1000 },
      { status: 'completed', attempt: 3, duration_ms: 4000 },
      { status: 'failed', attempt: 1, duration_ms: 2000 },
      { status: 'failed', attempt: 2, duration_ms: 1000, error: 'API Error: 529' },
    ]);
    expect(events.filter(({ type }) => type === 'task_complete').map((event) => event['status'])).toEqual([
      'completed',
      'failed',
    ]);
  });
});

describe('calls', () => {
  it('find their results whichever line comes first', () => {
    const [first] = of('tool_call', user(0, 'go'), result(3, 't'), call(2, 't', 'Bash'));
    expect(first).toMatchObject({ name: 'Bash', status: 'completed', duration_ms: 1000, span_id: 't' });
  });

  it('stay without a duration when one of both is missing', () => {
    const events = of('tool_call', user(0, 'go'), result(1, 'cut-off'), call(2, 'running', 'Bash', { command: 'x' }));
    expect(events).toMatchObject([
      { name: 'unknown', status: 'completed' },
      { name: 'Bash', unfinished: true },
    ]);
    expect(events.every((event) => event['duration_ms'] === undefined)).toBe(true);
  });

  it('count once when their result comes after the end of their turn', () => {
    const calls = of('tool_call', user(0, 'go'), call(1, 't', 'Bash'), user(5, 'next'), result(6, 't'));
    expect(calls).toMatchObject([{ name: 'Bash', unfinished: true }]);
  });

  it.each([
    ['Exit code 3\nno', { status: 'failed', exit_code: 3, error: 'Exit code 3\nno' }],
    ['<tool_use_error>File does not exist.</tool_use_error>', { status: 'failed', error: 'File does not exist.' }],
    ['<tool_use_error>Sibling tool call errored</tool_use_error>', { status: 'cancelled' }],
    ['[Request interrupted by user for tool use]', { status: 'cancelled' }],
  ])('say how they failed: %j', (content, expected) => {
    const failed = result(2, 't', `Error: ${content}`, { content, is_error: true });
    expect(of('tool_call', user(0, 'go'), call(1, 't', 'Bash'), failed)).toMatchObject([expected]);
  });

  it('take the time that the tool itself tells, unless it is more than passed', () => {
    const timed = (totalDurationMs: number) =>
      of('tool_call', user(0, 'go'), call(1, 't', 'Task'), result(11, 't', { totalDurationMs, agentId: 'a1' }))[0];
    expect(timed(9000)).toMatchObject({ duration_ms: 9000, duration_source: 'source', child_session_id: 'agent-a1' });
    expect(timed(90_000)).toMatchObject({ duration_ms: 10_000, duration_source: 'call_to_result' });
  });

  it('copy no bodies, only their sizes', () => {
    const body = 'SECRET'.repeat(100);
    const detail = { type: 'create', filePath: '/a.ts', content: `${body}\n${body}`, structuredPatch: [] };
    const { events } = run(
      user(0, 'go'),
      call(1, 't', 'Write', { file_path: '/a.ts', content: body }),
      result(2, 't', detail),
      call(3, 'n', 'NotebookEdit', { notebook_path: '/b.ipynb', new_source: `${body}\n` }),
      result(4, 'n', {}),
    );
    expect(JSON.stringify(events)).not.toContain('SECRET');
    expect(events.filter(({ type }) => type === 'file_write')).toMatchObject([
      { path: '/a.ts', size_bytes: 1201, lines: 2, parent_span_id: 't' },
      { path: '/b.ipynb', size_bytes: 601, lines: 1 },
    ]);
  });

  it('are skills, with a further attempt after one that failed', () => {
    const skills = of(
      'skill',
      user(0, 'go'),
      call(1, 's1', 'Skill', { skill: 'review' }),
      result(2, 's1', 'Error: no such skill', { is_error: true }),
      call(3, 's2', 'Skill', { skill: 'review' }),
      result(4, 's2', { success: true }),
    );
    expect(skills.map((event) => event['attempts'])).toEqual([
      [{ attempt: 1, verified: false, runner_output: 'x', duration_ms: 1000 }],
      [{ attempt: 2, verified: true, duration_ms: 1000 }],
    ]);
  });
});

describe('waits', () => {
  const waits = (...records: Json[]) =>
    of('wait', ...records).map((event) => [
      event['for'],
      event['name'],
      event['duration_ms'],
      event['duration_source'],
    ]);

  it('are placed in what is quick, as far as the clock of the turn stood still', () => {
    const turn = (own_ms: number) => [
      user(0, 'go'),
      call(1, 'b', 'Bash'),
      result(31, 'b'),
      call(32, 'e', 'Edit'),
      result(92, 'e'),
      answer(95, 'z', text('done')),
      turnEnd(95, own_ms),
    ];
    expect(waits(...turn(35_000))).toEqual([['permission', 'Edit', 60_000, 'turn_clock']]);
    expect(of('tool_call', ...turn(35_000))).toMatchObject([{ duration_ms: 30_000 }, { waited_ms: 60_000 }]);
    expect(waits(...turn(55_000))).toEqual([['permission', 'Edit', 40_000, 'turn_clock']]);
    expect(waits(...turn(94_500))).toEqual([]);
  });

  it('are placed in other calls only as far as they must have been there', () => {
    const turn = (own_ms: number) => [
      user(0, 'go'),
      call(1, 'a', 'Bash'),
      result(11, 'a'),
      call(12, 'b', 'Bash'),
      result(112, 'b'),
      answer(115, 'z', text('done')),
      turnEnd(115, own_ms),
    ];
    // 95 s of 110 s in calls: at least 85 s of them in the longer one.
    expect(waits(...turn(20_000))).toEqual([['permission', 'Bash', 85_000, 'turn_clock']]);
    expect(waits(...turn(106_000))).toEqual([]);
    // More than all calls took: the machine slept, and nothing is proved.
    const slept = [user(0, 'go'), call(1, 'e', 'Edit'), result(9, 'e'), answer(10, 'z', text('x'))];
    expect(waits(...slept, turnEnd(500, 9_000))).toEqual([]);
  });

  it('are all the time of a question, and of what was refused', () => {
    const refused = { content: "The user doesn't want to proceed with this tool use.", is_error: true };
    expect(
      waits(
        user(0, 'go'),
        call(1, 'q', 'AskUserQuestion'),
        result(21, 'q'),
        call(22, 'w', 'Bash'),
        result(32, 'w', 'User rejected tool use', refused),
      ),
    ).toEqual([
      ['human', 'AskUserQuestion', 20_000, 'call_to_result'],
      ['permission', 'Bash', 10_000, 'call_to_result'],
    ]);
  });

  it('lie between the end of a turn and the next prompt that is answered', () => {
    expect(
      waits(
        user(0, 'go'),
        answer(5, 'a', text('done')),
        user(60, '<command-name>/clear</command-name>'),
        user(100, 'next'),
        answer(105, 'b', text('done')),
        user(110, '<task-notification><summary>built</summary></task-notification>'),
        answer(115, 'c', text('seen')),
      ),
    ).toEqual([['human', undefined, 95_000, 'line_to_line']]);
  });
});

describe('turns', () => {
  const done = (seconds: number) => answer(seconds, `d${seconds}`, text('done'));

  it.each([
    ['Fix\n it', 'Fix it'],
    [[text('<system-reminder>x</system-reminder>Fix it')], 'Fix it'],
    [[{ type: 'image' }], '[image]'],
    [
      '<command-message>i</command-message><command-name>/init</command-name><command-args>now</command-args>',
      '/init now',
    ],
    ['<bash-input>make all</bash-input>', '! make all'],
    ['<task-notification><summary>Build is done</summary></task-notification>', 'Build is done'],
  ])('are named by their prompt: %j', (content, name) => {
    expect(names(user(0, content), done(1))).toEqual([name]);
  });

  it.each([
    [user(0, 'x', { isMeta: true })],
    [user(0, 'x', { isCompactSummary: true })],
    [user(0, '<local-command-stdout>x</local-command-stdout>')],
    [user(0, [text('Caveat: The messages below were generated by the user')])],
    [user(0, '<command-name>/model</command-name>')],
    [user(0, '<system-reminder>only this</system-reminder>')],
  ])('do not begin with %j', (record) => {
    expect(names(record)).toEqual([]);
  });

  it('begin where the file was cut off, and go on after a notice', () => {
    expect(names(done(1), turnEnd(2, 1000), done(9))).toEqual(['continued', 'continued']);
  });

  it('are cancelled by the person, or when no answer came', () => {
    const ends = of(
      'task_complete',
      user(0, 'one'),
      call(1, 't', 'Bash'),
      user(4, '[Request interrupted by user]'),
      user(10, 'two'),
      user(20, 'three'),
      done(21),
    );
    expect(ends.map((event) => [event['name'], event['status'], event['duration_ms']])).toEqual([
      ['one', 'cancelled', 4000],
      ['two', 'cancelled', 0],
      ['three', 'completed', 1000],
    ]);
  });

  it('stay open in the midst of their work', () => {
    expect(of('task_complete', user(0, 'go'), call(1, 't', 'Bash'))).toEqual([]);
    expect(of('task_complete', user(0, 'go'), call(1, 't', 'Bash'), result(2, 't'))).toEqual([]);
  });
});

describe('items of the list of work', () => {
  const todos = (seconds: number, ...states: string[]) => {
    const newTodos = states.map((status, index) => ({ content: `item ${index}`, status }));
    return [
      call(seconds, `w${seconds}`, 'TodoWrite', { todos: newTodos }),
      result(seconds, `w${seconds}`, { newTodos }),
    ];
  };
  const items = (...records: Json[]) =>
    run(user(0, 'go'), ...records)
      .events.filter((event) => (event['metadata'] as Json | undefined)?.['kind'] === 'item')
      .map((event) => [event.type, event['name'], event['status']]);

  it('are tasks from their beginning to their end', () => {
    expect(
      items(...todos(1, 'in_progress', 'pending'), ...todos(5, 'completed', 'in_progress'), ...todos(9, 'completed')),
    ).toEqual([
      ['task_start', 'item 0', undefined],
      ['task_complete', 'item 0', 'completed'],
      ['task_start', 'item 1', undefined],
      ['task_complete', 'item 1', 'cancelled'],
    ]);
  });

  it('are told apart by id in the task list', () => {
    const update = (seconds: number, status: string, detail: Json) => [
      call(seconds, `u${seconds}`, 'TaskUpdate', { taskId: '1', status }),
      result(seconds, `u${seconds}`, detail),
    ];
    expect(
      items(
        call(1, 'c', 'TaskCreate', { subject: 'Same' }),
        result(1, 'c', { task: { id: '1', subject: 'Same' } }),
        ...update(2, 'in_progress', { success: true, taskId: '1' }),
        ...update(3, 'completed', {
          success: true,
          taskId: '1',
          statusChange: { from: 'in_progress', to: 'completed' },
        }),
        ...update(4, 'completed', { success: true, taskId: '1' }),
      ),
    ).toEqual([
      ['task_start', 'Same', undefined],
      ['task_complete', 'Same', 'completed'],
    ]);
  });

  it('name the turns that serve them', () => {
    expect(names(user(0, 'go'), ...todos(1, 'in_progress'), answer(2, 'a', text('?')), user(9, 'yes'))).toEqual([
      'go',
      'item 0',
      'item 0',
    ]);
  });
});

describe('sessions', () => {
  it('are the one of the line, or of the file; a fork has a parent', () => {
    const [start] = of('session_start', user(0, 'go', { forkedFrom: { sessionId: 'origin' }, version: '2.1' }));
    expect(start).toMatchObject({ session_id: SESSION, parent_session_id: 'origin', agent_version: '2.1' });
    expect(of('session_start', user(0, 'go', { sessionId: '../x' }))).toMatchObject([{ session_id: 'from-file' }]);
  });

  it('hold a line once', () => {
    const twice = user(0, 'go');
    expect(names(twice, answer(1, 'a', text('x')), twice)).toEqual(['go']);
  });

  it('count compactions', () => {
    const whole = line('system', 30, {
      subtype: 'compact_boundary',
      compactMetadata: { trigger: 'auto', preTokens: 9 },
    });
    const micro = line('system', 40, {
      subtype: 'microcompact_boundary',
      microcompactMetadata: { trigger: 'auto', preTokens: 90, tokensSaved: 30 },
    });
    expect(of('compaction', user(0, 'go'), answer(10, 'a', text('x')), whole, micro)).toMatchObject([
      { trigger: 'auto', tokens_before: 9, duration_ms: 20_000, duration_source: 'line_to_line' },
      { trigger: 'micro', tokens_before: 90, tokens_after: 60 },
    ]);
  });
});

describe('a turn without end', () => {
  it('is held back in bounded space, in order of time, and nothing is lost', () => {
    const decoder = claudeCode.open({ session_id: 's', fallback_ms: 0 });
    decoder.push(user(0, 'go'));
    let early = 0;
    for (let i = 1; i <= 3000; i++) {
      early += decoder.push(call(2 * i, `t${i}`, 'Bash')).events.length;
      early += decoder.push(result(2 * i + 1, `t${i}`)).events.length;
    }
    expect(early).toBeGreaterThan(4000);
    const rest = decoder.end().events;
    expect(rest.length).toBeLessThan(1500);
    // 3,000 calls and as many answers, the beginnings of session and turn.
    expect(early + rest.length).toBe(6002);
  });
});

it('takes both records of a glued line', () => {
  const seen: string[] = [];
  const problems: string[] = [];
  const reader = new AnyReader(
    {
      record: (events) => seen.push(...events.map(({ type }) => type)),
      problem: ({ problem }) => problems.push(problem),
    },
    { name: 'x.jsonl', fallback_ms: 0 },
  );
  const [prompt, said] = [user(0, 'go'), answer(1, 'a', text('a } { b'))].map((record) => JSON.stringify(record));
  reader.push(Buffer.from(`${prompt}${said}\n`));
  reader.end('final');
  expect(seen).toEqual(['session_start', 'task_start', 'model_call', 'task_complete']);
  expect(problems).toEqual(['glued']);
  expect(reader.format).toBe('claude-code');
});

it('never throws and only emits valid events, whatever stands in its records', () => {
  const odd = fc.oneof(fc.constantFrom(null, 5, -1, '', '__proto__', true, [], {}), fc.jsonValue({ maxDepth: 2 }));
  const id = fc.constantFrom('t1', 't2', '__proto__', 'm1');
  const input = fc.dictionary(
    fc.constantFrom('file_path', 'content', 'todos', 'skill', 'taskId', 'status', 'prompt'),
    odd,
  );
  const name = fc.constantFrom(
    'Read',
    'Write',
    'TodoWrite',
    'TaskUpdate',
    'Task',
    'Skill',
    'AskUserQuestion',
    '__proto__',
  );
  const block = fc.oneof(
    odd,
    fc.record({ type: fc.constant('tool_use'), id, name, input }),
    fc.record({ type: fc.constant('tool_result'), tool_use_id: id, content: odd, is_error: fc.boolean() }),
    fc.record({
      type: fc.constant('text'),
      text: fc.constantFrom('x', '<command-name>/a', '[Request interrupted by user]'),
    }),
  );
  const detail = fc.dictionary(
    fc.constantFrom('file', 'filePath', 'structuredPatch', 'newTodos', 'oldTodos', 'task', 'taskId', 'totalDurationMs'),
    odd,
  );
  const message = fc.record({
    id: fc.oneof(id, odd),
    model: fc.oneof(fc.constantFrom('opus', '<synthetic>'), odd),
    content: fc.oneof(odd, fc.array(block, { maxLength: 3 })),
    usage: fc.dictionary(fc.constantFrom('input_tokens', 'output_tokens', 'cache_creation'), odd),
  });
  const record = fc.record(
    {
      type: fc.constantFrom('user', 'assistant', 'system', 'ai-title', 'pr-link', 'attachment', 'other'),
      subtype: fc.constantFrom('turn_duration', 'api_error', 'compact_boundary', 'stop_hook_summary', 'x'),
      timestamp: fc.oneof(fc.integer({ min: 0, max: 100 }).map(at), odd),
      sessionId: fc.constantFrom('a', 'b', '../x'),
      isSidechain: fc.boolean(),
      agentId: odd,
      uuid: fc.oneof(fc.uuid(), odd),
      parentUuid: odd,
      message: fc.oneof(odd, message),
      toolUseResult: fc.oneof(odd, detail),
      durationMs: odd,
      retryAttempt: odd,
      retryInMs: odd,
      error: odd,
      aiTitle: odd,
      prUrl: odd,
      compactMetadata: odd,
    },
    { requiredKeys: ['type'] },
  );
  let events = 0;
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), (records) => {
      const decoded = run(...records);
      events += decoded.events.length;
      for (const event of decoded.events) expect(eventFault(event)).toBeUndefined();
      // An event that the checker refused would take its whole turn with it.
      for (const { fault } of decoded.refused) expect(fault).toMatch(/^(?:type|message): expected/);
    }),
    { numRuns: 1000 },
  );
  expect(events).toBeGreaterThan(5000);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
