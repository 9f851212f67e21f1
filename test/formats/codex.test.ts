import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { eventFault } from '../../src/event/check.js';
import type { SessionEvent } from '../../src/event/types.js';
import { codex } from '../../src/formats/codex/codex.js';
import type { SourceRecord } from '../../src/formats/index.js';
import { decode, fixtureRecords } from './fixtures.js';

const T0 = Date.UTC(2026, 4, 14, 10);
const at = (ms: number): string => new Date(T0 + ms).toISOString();
const line = (ms: number, type: string, payload: object): SourceRecord => ({ timestamp: at(ms), type, payload });
const event = (ms: number, type: string, more: object = {}): SourceRecord => line(ms, 'event_msg', { type, ...more });
const item = (ms: number, type: string, more: object = {}): SourceRecord =>
  line(ms, 'response_item', { type, ...more });
const call = (ms: number, call_id: string, name: string, args: unknown): SourceRecord =>
  item(ms, 'function_call', { call_id, name, arguments: typeof args === 'string' ? args : JSON.stringify(args) });
const script = (ms: number, call_id: string, input: string): SourceRecord =>
  item(ms, 'custom_tool_call', { call_id, name: 'exec', input });
const output = (ms: number, call_id: string, text: unknown): SourceRecord =>
  item(ms, 'function_call_output', { call_id, output: text });
const counted = (ms: number, total_tokens: number, last: object = {}): SourceRecord =>
  event(ms, 'token_count', { info: { total_token_usage: { total_tokens }, last_token_usage: last } });

const run = (...records: SourceRecord[]): readonly SessionEvent[] => decode(codex, 'file', records).events;
const of = (events: readonly SessionEvent[], type: string): SessionEvent[] =>
  events.filter((each) => each.type === type);
const fixture = (file: string): readonly SessionEvent[] => decode(codex, 'file', fixtureRecords('codex', file)).events;

const HEAD = line(0, 'session_meta', { id: 'main', cwd: '/p', cli_version: '0.1' });
const START = event(1, 'task_started', { turn_id: 'turn' });
const PROMPT = event(2, 'user_message', { message: 'do it' });
const toolCalls = (...records: SourceRecord[]): SessionEvent[] => of(run(HEAD, START, PROMPT, ...records), 'tool_call');

describe('the time of a tool', () => {
  const wall = (seconds: string, more = ''): string =>
    `Wall time: ${seconds} seconds\nProcess exited with code 0\n${more}Output:\n`;

  it('is the one that the agent measured, not that of the queue behind other calls', () => {
    expect(toolCalls(call(10, 'a', 'exec_command', { cmd: 'x' }), output(9_000, 'a', wall('2.5')))).toMatchObject([
      { duration_ms: 2500, duration_source: 'source', ts: at(9_000) },
    ]);
  });

  it('is taken from call to output when the process had ended before it was looked at', () => {
    const [quick] = toolCalls(call(10, 'a', 'exec_command', { cmd: 'x' }), output(110, 'a', wall('0.0000')));
    expect(quick).toMatchObject({ duration_ms: 100, duration_source: 'call_to_result' });
    const [queued] = toolCalls(call(10, 'a', 'exec_command', { cmd: 'x' }), output(9_000, 'a', wall('0.0000')));
    expect(queued).toMatchObject({ duration_ms: 0, duration_source: 'source' });
  });

  it('is not how long a process took to start', () => {
    const ended = (source: string) =>
      event(50, 'exec_command_end', { call_id: 'a', source, duration: { secs: 3, nanos: 500_000_000 }, exit_code: 2 });
    const [startup] = toolCalls(call(10, 'a', 'shell', {}), ended('unified_exec_startup'), output(60, 'a', 'x'));
    expect(startup).toMatchObject({ duration_ms: 50, exit_code: 2 });
    const [whole] = toolCalls(call(10, 'a', 'shell', {}), ended('agent'), output(60, 'a', 'x'));
    expect(whole).toMatchObject({ duration_ms: 3500, duration_source: 'source' });
  });

  it('is not what the command printed about it', () => {
    const [tool] = toolCalls(
      call(10, 'a', 'exec_command', { cmd: 'x' }),
      output(60, 'a', `${wall('0.2')}Wall time: 9 seconds`),
    );
    expect(tool).toMatchObject({ duration_ms: 200 });
  });

  it('is apart from the time in which a person was asked', () => {
    const asks = { cmd: 'x', sandbox_permissions: 'require_escalated' };
    const events = run(HEAD, START, PROMPT, call(1_000, 'a', 'exec_command', asks), output(61_000, 'a', wall('2.0')));
    expect(of(events, 'tool_call')).toMatchObject([{ duration_ms: 2000 }]);
    expect(of(events, 'wait')).toMatchObject([
      { for: 'permission', name: 'exec_command', duration_ms: 58_000, ts: at(59_000) },
    ]);
    const soon = run(HEAD, START, PROMPT, call(1_000, 'a', 'exec_command', asks), output(3_500, 'a', wall('2.0')));
    expect(of(soon, 'wait')).toEqual([]);
  });

  it('begins to wait when the file says that a person was asked', () => {
    const request = event(1_500, 'exec_approval_request', { call_id: 'a' });
    const events = run(HEAD, START, PROMPT, call(1_000, 'a', 'shell', {}), request, output(9_500, 'a', wall('3.0')));
    expect(of(events, 'wait')).toMatchObject([{ for: 'permission', duration_ms: 5000 }]);
  });

  it('leaves in order when another call was quicker than the person', () => {
    const events = run(
      HEAD,
      START,
      PROMPT,
      call(1_000, 'a', 'exec_command', { cmd: 'x', sandbox_permissions: 'require_escalated' }),
      call(1_000, 'b', 'exec_command', { cmd: 'y' }),
      counted(1_010, 5),
      output(60_500, 'b', wall('1.0')),
      output(61_000, 'a', wall('2.0')),
    );
    expect(of(events, 'wait')).toMatchObject([{ duration_ms: 58_000 }]);
    expect(events.map(({ ts }) => ts)).toEqual(events.map(({ ts }) => ts).toSorted());
  });

  it('is not split when nothing tells how long it ran', () => {
    const asks = { cmd: 'x', sandbox_permissions: 'require_escalated' };
    const events = run(HEAD, START, PROMPT, call(1_000, 'a', 'shell', asks), output(61_000, 'a', 'x'));
    expect(of(events, 'wait')).toEqual([]);
    expect(of(events, 'tool_call')).toMatchObject([{ duration_ms: 60_000, duration_source: 'call_to_result' }]);
  });

  it('is a wait for a person when that is what the tool does', () => {
    const events = run(HEAD, START, PROMPT, call(10, 'a', 'request_user_input', {}), output(5_010, 'a', '{}'));
    expect(of(events, 'wait')).toMatchObject([{ for: 'human', name: 'request_user_input', duration_ms: 5000 }]);
    expect(of(events, 'tool_call')[0]?.['duration_ms']).toBeUndefined();
  });
});

describe('the name of a tool', () => {
  const nameOf = (...records: SourceRecord[]) =>
    toolCalls(...records, event(99, 'task_complete')).map(({ name }) => name);

  it.each([
    ['const r = await tools.exec_command({cmd:"ls"})', 'exec_command'],
    ['await Promise.all([tools.mcp__x__y({}), tools.mcp__x__y({})])', 'mcp__x__y'],
    ['await tools.apply_patch("tools.fake( tools.other(")', 'apply_patch'],
    ["await tools.write_stdin({chars:'it\\'s tools.fake('})", 'write_stdin'],
    ['text(ALL_TOOLS)', 'exec'],
    ['tools.exec_command({}); tools.write_stdin({})', 'exec'],
    ['tools.exec_command("never closed tools.write_stdin(', 'exec_command'],
  ])('in the script %s is %s', (input, name) => {
    expect(nameOf(script(10, 'a', input))).toEqual([name]);
  });

  it('carries the server of an MCP tool', () => {
    const named = (namespace: string) =>
      item(10, 'function_call', { call_id: namespace, name: 'get', namespace, arguments: '{}' });
    expect(nameOf(named('mcp__srv__'), named('mcp__srv'), named('functions'))).toEqual([
      'mcp__srv__get',
      'mcp__srv__get',
      'get',
    ]);
  });

  it('is read in one pass, whatever the script', () => {
    const long = `tools.exec_command("${'\\"'.repeat(200_000)}`;
    const began = performance.now();
    expect(nameOf(script(10, 'a', long))).toEqual(['exec_command']);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

it('keeps sizes of what was written, and no bodies', () => {
  const secret = 'BODY-OF-THE-FILE';
  const patch = `*** Begin Patch\n*** Add File: a.txt\n+${secret}\n+two\n*** Update File: b.txt\n*** Move to: c.txt\n-x\n+y\n*** Delete File: d.txt\n*** End Patch`;
  const events = run(
    HEAD,
    START,
    PROMPT,
    item(10, 'custom_tool_call', { call_id: 'a', name: 'apply_patch', input: patch }),
    output(20, 'a', 'Success.'),
    script(30, 'b', `await tools.apply_patch(${JSON.stringify(patch)})`),
    output(40, 'b', 'Script completed\nWall time 0.1 seconds\nOutput:\n'),
  );
  expect(of(events, 'file_write').map(({ path, lines, size_bytes }) => [path, lines, size_bytes])).toEqual([
    ['/p/a.txt', 2, 21],
    ['/p/c.txt', 1, 2],
  ]);
  expect(JSON.stringify(events)).not.toContain(secret);
});

it('writes nothing for a patch that did not apply', () => {
  const patch = '*** Begin Patch\n*** Add File: a\n+b\n*** End Patch';
  const tried = item(10, 'custom_tool_call', { call_id: 'a', name: 'apply_patch', input: patch });
  const events = run(HEAD, START, PROMPT, tried, output(20, 'a', 'apply_patch verification failed: no such lines'));
  expect(of(events, 'file_write')).toEqual([]);
  expect(of(events, 'tool_call')).toMatchObject([
    { status: 'failed', error: 'apply_patch verification failed: no such lines' },
  ]);
});

describe('files that a command reads', () => {
  const pathsOf = (cmd: string) =>
    of(
      run(HEAD, START, PROMPT, call(10, 'a', 'exec_command', { cmd, workdir: '/p/sub' }), output(20, 'a', 'x')),
      'file_read',
    ).map(({ path }) => path);

  it.each([
    ["sed -n '1,80p' src/a.ts", ['/p/sub/src/a.ts']],
    [
      'cat a.ts b.ts && head -20 ../c.ts | wc -l; nl "with space.ts"',
      ['/p/sub/b.ts', '/p/c.ts', '/p/sub/with space.ts'],
    ],
    ['git diff | head -50', []],
    ["rg x | sed -n '1,9p'", []],
    ['cat <<EOF > x', []],
    ['cat a.ts 2>/dev/null', ['/p/sub/a.ts']],
    ['cat $FILE', []],
    ['tail', []],
  ])('%s', (cmd, paths) => {
    expect(pathsOf(cmd)).toEqual(paths);
  });

  it('are those that the agent itself names, once, where it does', () => {
    const ended = (ms: number) =>
      event(ms, 'exec_command_end', {
        call_id: 'a',
        cwd: '/q',
        parsed_cmd: [
          { type: 'read', path: 'z.ts' },
          { type: 'search', path: 's' },
        ],
      });
    const cat = call(10, 'a', 'exec_command', { cmd: 'cat a.ts' });
    expect(of(run(HEAD, START, PROMPT, cat, ended(15), output(20, 'a', 'x')), 'file_read')).toMatchObject([
      { path: '/q/z.ts' },
    ]);
    expect(of(run(HEAD, START, PROMPT, cat, output(20, 'a', 'x'), ended(25)), 'file_read')).toMatchObject([
      { path: '/p/a.ts' },
    ]);
  });
});

describe('tokens', () => {
  it('are counted when the total changed, not when the limits did', () => {
    const usage = {
      input_tokens: 100,
      cached_input_tokens: 60,
      output_tokens: 20,
      reasoning_output_tokens: 5,
      total_tokens: 120,
    };
    const events = run(
      HEAD,
      START,
      PROMPT,
      item(1_000, 'reasoning'),
      counted(1_010, 120, usage),
      counted(1_500, 120, usage),
    );
    expect(of(events, 'model_call')).toMatchObject([
      {
        input_tokens: 40,
        cache_read_tokens: 60,
        output_tokens: 20,
        reasoning_tokens: 5,
        duration_ms: 998,
        ts: at(1_000),
      },
    ]);
  });

  it('of an answer in code mode come after the output of the tool that it called, and leave in order', () => {
    const events = run(
      HEAD,
      START,
      PROMPT,
      script(1_000, 'a', 'tools.exec_command({})'),
      output(5_000, 'a', 'Script completed\nWall time 4.0 seconds\nOutput:\n'),
      counted(5_000, 10, {}),
      item(6_000, 'reasoning'),
      counted(6_010, 20, {}),
    );
    expect(of(events, 'model_call').map(({ ts, duration_ms }) => [ts, duration_ms])).toEqual([
      [at(1_000), 998],
      [at(6_000), 1_000],
    ]);
    expect(events.map(({ ts }) => ts)).toEqual(events.map(({ ts }) => ts).toSorted());
  });
});

describe('a fork', () => {
  it('drops the history of its parent, and remembers what that has cost', () => {
    const events = fixture('fork.jsonl');
    expect(of(events, 'session_start')).toMatchObject([{ model: 'gpt-5.4-mini', agent_id: 'codex/Newton' }]);
    expect(of(events, 'tool_call').map(({ span_id }) => span_id)).toEqual(['call_child']);
    expect(of(events, 'model_call')).toHaveLength(2);
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
  });

  it('without lines for turns ends its replay at the first pause', () => {
    const head = line(0, 'session_meta', { id: 'child', forked_from_id: 'parent' });
    const theirs = item(1, 'message', { role: 'user', content: [{ type: 'input_text', text: 'theirs' }] });
    const ours = item(5_000, 'message', { role: 'user', content: [{ type: 'input_text', text: 'ours' }] });
    expect(of(run(head, theirs, ours), 'task_start')).toMatchObject([{ name: 'ours' }]);
  });

  it('keeps all of a thread that nothing was replayed into', () => {
    const head = line(0, 'session_meta', { id: 'child', parent_thread_id: 'parent', source: { subagent: 'review' } });
    const events = run(head, START, PROMPT, call(5, 'a', 'shell', {}), output(6, 'a', 'x'));
    expect(of(events, 'tool_call')).toHaveLength(1);
    expect(of(events, 'session_start')).toMatchObject([
      { parent_session_id: 'parent', subagent: true, agent_id: 'codex/review' },
    ]);
  });
});

describe('a turn', () => {
  it('that never ends is left open at the end of the file, and closed when another begins', () => {
    expect(of(run(HEAD, START, PROMPT), 'task_complete')).toEqual([]);
    const events = run(
      HEAD,
      START,
      PROMPT,
      call(500, 'a', 'shell', {}),
      event(9_000, 'task_started', { turn_id: 'next' }),
    );
    expect(of(events, 'task_complete')).toMatchObject([
      { span_id: 'turn', status: 'cancelled', error: 'its end was not recorded', ts: at(500), duration_ms: 499 },
    ]);
    expect(of(events, 'tool_call')).toMatchObject([{ status: 'cancelled', unfinished: true }]);
  });

  it('fails when its request did', () => {
    const failed = event(500, 'error', { message: 'usage limit reached' });
    const events = run(HEAD, START, PROMPT, failed, event(600, 'task_complete', { turn_id: 'turn' }));
    expect(of(events, 'task_complete')).toMatchObject([{ status: 'failed', error: 'usage limit reached' }]);
    expect(of(events, 'model_call')).toMatchObject([{ status: 'failed', duration_ms: 498 }]);
  });

  it('is called what a person wrote, not what the agent put around it', () => {
    const nameOf = (message: string) =>
      of(run(HEAD, START, event(2, 'user_message', { message }), event(3, 'task_complete')), 'task_start')[0]?.['name'];
    expect(nameOf('# Context from my IDE setup:\n\n## My request for Codex:\nfix it')).toBe('fix it');
    expect(nameOf('<environment_context>x</environment_context>')).toBe('turn');
  });

  it('without a prompt was begun to compact', () => {
    expect(of(run(HEAD, START, line(50, 'compacted', {}), event(60, 'task_complete')), 'compaction')).toMatchObject([
      { trigger: 'manual' },
    ]);
  });
});

it('closes plan items that were dropped, and begins again those that come back', () => {
  const plan = (ms: number, ...steps: [string, string][]) =>
    call(ms, `p${ms}`, 'update_plan', { plan: steps.map(([step, status]) => ({ step, status })) });
  const events = run(
    HEAD,
    START,
    PROMPT,
    plan(10, ['a', 'in_progress'], ['b', 'pending'], ['__proto__', 'pending']),
    plan(20, ['b', 'in_progress'], ['b', 'completed']),
    plan(30, ['b', 'completed'], ['__proto__', 'in_progress']),
    plan(40, ['b', 'in_progress'], ['__proto__', 'completed']),
  );
  const told = events.filter(({ metadata }) => JSON.stringify(metadata) === '{"kind":"item"}');
  expect(told.map(({ type, name, status, ts }) => [type, name, status, ts])).toEqual([
    ['task_start', 'a', undefined, at(10)],
    ['task_start', 'b', undefined, at(20)],
    ['task_complete', 'a', 'cancelled', at(20)],
    ['task_complete', 'b', 'completed', at(30)],
    ['task_start', '__proto__', undefined, at(30)],
    ['task_start', 'b', undefined, at(40)],
    ['task_complete', '__proto__', 'completed', at(40)],
  ]);
});

it('names the thread that a call made', () => {
  const spawned = event(15, 'collab_agent_spawn_end', { call_id: 'a', new_thread_id: 'child' });
  expect(toolCalls(call(10, 'a', 'spawn_agent', {}), spawned, output(20, 'a', 'ok'))).toMatchObject([
    { child_session_id: 'child' },
  ]);
});

it('takes the thread from the name of a file that was cut at its head', () => {
  const id = '019e260b-71e8-73a1-9e68-5857379ffab6';
  const { events } = decode(codex, `rollout-2026-05-14T10-32-24-${id}`, [START, PROMPT]);
  expect(new Set(events.map(({ session_id }) => session_id))).toEqual(new Set([id]));
});

it('holds back no more than 500 events, and no more than 10,000 open calls', () => {
  const decoder = codex.open({ session_id: 's', fallback_ms: 0 });
  for (const record of [HEAD, START, PROMPT]) decoder.push(record);
  let told = 0;
  const calls = LIMITS.open_spans + 1_000;
  for (let i = 0; i < calls; i++) told += decoder.push(call(10 + i, `c${i}`, 'shell', {})).events.length;
  // The calls that had to go have left, but for those that still wait for the answer's cost.
  expect(told).toBeGreaterThanOrEqual(500);
  told += decoder.end().events.length;
  expect(told).toBe(calls);
});

it('takes any payload of any line, and lets out only what is valid, each call once', () => {
  const kinds = [
    ...['task_started', 'task_complete', 'turn_aborted', 'user_message', 'agent_message', 'token_count', 'error'],
    ...['exec_command_end', 'patch_apply_end', 'mcp_tool_call_end', 'exec_approval_request', 'context_compacted'],
    ...['function_call', 'function_call_output', 'custom_tool_call', 'web_search_call', 'local_shell_call', 'message'],
    ...['plan_update', 'thread_name_updated', 'collab_agent_spawn_end', 'reasoning', '__proto__'],
  ];
  const keys = [
    ...['call_id', 'name', 'arguments', 'input', 'output', 'action', 'namespace', 'role', 'content', 'message', 'info'],
    ...[
      'turn_id',
      'started_at',
      'duration_ms',
      'duration',
      'exit_code',
      'parsed_cmd',
      'changes',
      'plan',
      'source',
      'id',
    ],
    ...[
      'git',
      'cwd',
      'model',
      'timestamp',
      'forked_from_id',
      'aggregated_output',
      'success',
      '__proto__',
      'constructor',
    ],
  ];
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      'exec',
      'a',
      'b',
      'update_plan',
      'cat x',
      '{"cmd":"cat y"}',
      'user',
      null,
      -1,
      2 ** 53,
      0.5,
    ),
    fc.constantFrom<unknown>({ secs: -1 }, [{ type: 'read', path: 'p' }], { p: { type: 'add', content: 'x' } }, [[]]),
    fc.constantFrom<unknown>({ total_token_usage: { total_tokens: 5 }, last_token_usage: { input_tokens: 1e99 } }),
    fc.constantFrom<unknown>(
      '*** Begin Patch\n*** Add File: \n+',
      'tools.a(tools.b(',
      [{ text: 'Output:\n' }],
      [{ step: 's', status: 'x' }],
    ),
    fc.jsonValue(),
  );
  const payload = fc
    .tuple(fc.constantFrom(...kinds), fc.array(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 6 }))
    .map(([type, entries]) => Object.fromEntries([['type', type], ['call_id', 'a'], ...entries]));
  const types = fc.constantFrom('event_msg', 'response_item', 'session_meta', 'turn_context', 'compacted', 'new');
  const record = fc
    .tuple(types, payload, fc.integer({ min: 0, max: 1e6 }))
    .map(([type, each, ms]) => line(ms, type, each));
  fc.assert(
    fc.property(fc.array(record, { maxLength: 30 }), (records) => {
      const { events, refused } = decode(codex, 'file', records);
      expect(events.map((each) => eventFault(each)).filter((fault) => fault !== undefined)).toEqual([]);
      expect(refused).toEqual([]);
      expect(of(events, 'session_start').length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 400 },
  );
});
