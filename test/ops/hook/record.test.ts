/** What calls of an agent's hooks become, with a clock of our own. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../src/event/types.js';
import { read } from '../../../src/log/read.js';
import type { HookAgent } from '../../../src/ops/hook/payload.js';
import { recordHook } from '../../../src/ops/hook/record.js';
import { tempDir } from '../../support/temp.js';

const START_MS = Date.UTC(2026, 10, 21, 7, 35);

function agent(name?: HookAgent) {
  const home = tempDir();
  const dir = join(home, 'sessions');
  const env = { XDG_STATE_HOME: join(home, 'state'), XDG_DATA_HOME: join(home, 'data') };
  let now_ms = START_MS;
  return {
    home,
    env,
    dir,
    after(ms: number) {
      now_ms += ms;
    },
    call(hook_event_name: string, payload: Record<string, unknown> = {}, session_id = 's1') {
      const text = JSON.stringify({ session_id, cwd: home, hook_event_name, ...payload });
      recordHook({ text, agent: name, dir, env, now_ms });
    },
    events: (session = 's1'): SessionEvent[] => read(dir, session).events,
  };
}

const types = (events: readonly SessionEvent[]): string[] => events.map(({ type }) => type);
const last = (events: readonly SessionEvent[]): SessionEvent | undefined => events.at(-1);
const bash = { tool_name: 'Bash', tool_use_id: 't1', tool_input: { command: 'ls' } };

describe('a session', () => {
  it('is told from its start to its end, turns as tasks, tools inside them', () => {
    const claude = agent();
    mkdirSync(join(claude.home, '.git'));
    writeFileSync(join(claude.home, '.git/HEAD'), 'ref: refs/heads/feature/x\n');
    claude.call('SessionStart', { source: 'startup', model: 'opus' });
    claude.after(1_000);
    claude.call('UserPromptSubmit', { prompt: 'Fix the login bug\n\nIt fails.' });
    claude.after(500);
    claude.call('PreToolUse', bash);
    claude.after(250);
    claude.call('PostToolUse', { ...bash, tool_response: { stdout: 'a', stderr: '' } });
    claude.after(100);
    claude.call('Stop');
    claude.after(60_000);
    claude.call('UserPromptSubmit', { prompt: 'Thanks' });
    claude.call('SessionEnd', { reason: 'logout' });
    const events = claude.events();
    expect(types(events)).toEqual([
      ...['session_start', 'task_start', 'tool_call', 'task_complete', 'wait', 'task_start'],
      ...['task_complete', 'session_end'],
    ]);
    const [start, turn, tool, done, wait, , cut, end] = events;
    expect(start).toMatchObject({ branch_name: 'feature/x', project_root: claude.home, model: 'opus' });
    expect(turn).toMatchObject({ name: 'Fix the login bug It fails.', metadata: { prompt_bytes: 28 } });
    expect(tool).toMatchObject({ name: 'Bash', duration_ms: 250, duration_source: 'call_to_result' });
    expect(tool).toMatchObject({ status: 'completed', span_id: 't1', parent_span_id: turn?.span_id });
    expect(done).toMatchObject({ duration_ms: 850, status: 'completed', span_id: turn?.span_id });
    expect(wait).toMatchObject({ for: 'human', duration_ms: 60_000 });
    expect(cut).toMatchObject({ name: 'Thanks', status: 'cancelled' });
    expect(end).toMatchObject({ status: 'completed', reason: 'logout' });
    // Nothing is remembered of what has ended.
    expect(readdirSync(join(claude.env.XDG_STATE_HOME, 'sessionlog/hooks/claude-code'))).toEqual([]);
  });

  it('begins with the first call when the hook came later, and stays in one log', () => {
    const claude = agent();
    claude.call('PostToolUse', bash);
    claude.call('PostToolUse', { ...bash, tool_use_id: 't2', cwd: '/elsewhere' });
    expect(types(claude.events())).toEqual(['session_start', 'tool_call', 'tool_call']);
    expect(claude.events()[0]).toMatchObject({ source: 'joined' });
  });

  it('has ended when nothing is heard of it, at the time of its last word', () => {
    const claude = agent();
    claude.call('UserPromptSubmit', { prompt: 'a' }, 'lost');
    claude.after(5_000);
    claude.call('PreToolUse', bash, 'lost');
    claude.after(11 * 3_600_000);
    claude.call('SessionStart', {}, 'early');
    expect(types(claude.events('lost'))).not.toContain('session_end');
    claude.after(2 * 3_600_000);
    claude.call('SessionStart', {}, 'late');
    const events = claude.events('lost');
    expect(types(events)).toEqual(['session_start', 'task_start', 'tool_call', 'task_complete', 'session_end']);
    expect(events[2]).toMatchObject({ unfinished: true });
    expect(events[2]).not.toHaveProperty('duration_ms');
    expect(last(events)).toMatchObject({ status: 'terminated', ts: new Date(START_MS + 5_000).toISOString() });
    expect(String(last(events)?.['reason'])).toMatch(/^inferred/);
    claude.call('SessionStart', {}, 'later');
    expect(claude.events('lost')).toHaveLength(5);
  });

  it('of Gemini is told in the words of the others, at its own times', () => {
    const gemini = agent('gemini');
    const at = (s: number) => ({ timestamp: new Date(START_MS + s * 1000).toISOString() });
    const tool = { tool_name: 'read_file', tool_input: { absolute_path: '/a.ts' } };
    gemini.call('SessionStart', { source: 'startup', ...at(0) });
    gemini.call('BeforeAgent', { prompt: 'Look', ...at(1) });
    gemini.call('BeforeTool', { ...tool, ...at(2) });
    gemini.call('AfterTool', { ...tool, tool_response: { llmContent: 'one\ntwo\n', returnDisplay: '' }, ...at(5) });
    gemini.call('AfterAgent', { prompt_response: 'ok', ...at(6) });
    const events = gemini.events();
    expect(types(events)).toEqual(['session_start', 'task_start', 'tool_call', 'file_read', 'task_complete']);
    expect(events[2]).toMatchObject({ duration_ms: 3_000, output_bytes: 8 });
    expect(events[3]).toMatchObject({ path: '/a.ts', size_bytes: 8, lines: 2 });
    expect(events[4]).toMatchObject({ duration_ms: 5_000, agent_id: 'gemini' });
  });

  it('may be named anything', () => {
    const claude = agent();
    claude.call('Stop', {}, '../../etc/passwd');
    expect(types(claude.events('passwd'))).toEqual(['session_start']);
    expect(existsSync(join(claude.home, '../../etc/passwd.jsonl'))).toBe(false);
  });
});

describe('a tool call', () => {
  it('lasts as long as the agent says; what it waited for leave is a wait', () => {
    const claude = agent();
    claude.call('PreToolUse', bash);
    claude.after(200);
    claude.call('PermissionRequest', bash);
    claude.after(30_000);
    claude.call('PostToolUse', { ...bash, duration_ms: 4_000, tool_response: {} });
    const [, wait, tool] = claude.events();
    expect(wait).toMatchObject({ type: 'wait', for: 'permission', name: 'Bash', duration_ms: 26_000 });
    expect(wait?.ts).toBe(new Date(START_MS + 26_200).toISOString());
    expect(tool).toMatchObject({ duration_ms: 4_000, duration_source: 'source' });
  });

  it('has no duration when a person was asked within it and the agent tells none', () => {
    const claude = agent();
    claude.call('PreToolUse', bash);
    claude.after(6_000);
    claude.call('Notification', { notification_type: 'permission_prompt', message: 'needs your permission' });
    claude.after(30_000);
    claude.call('PostToolUse', bash);
    expect(last(claude.events())).toMatchObject({ asked: true });
    expect(last(claude.events())).not.toHaveProperty('duration_ms');
    // The next one was not asked for.
    claude.call('PreToolUse', { ...bash, tool_use_id: 't2' });
    claude.after(10);
    claude.call('PostToolUse', { ...bash, tool_use_id: 't2' });
    expect(last(claude.events())).toMatchObject({ duration_ms: 10 });
  });

  it('that only asks the person is a wait for them', () => {
    const claude = agent();
    const ask = { tool_name: 'AskUserQuestion', tool_use_id: 'q', tool_input: {} };
    claude.call('PreToolUse', ask);
    claude.after(9_000);
    claude.call('PostToolUse', ask);
    const [, wait, tool] = claude.events();
    expect(wait).toMatchObject({ type: 'wait', for: 'human', duration_ms: 9_000 });
    expect(tool).not.toHaveProperty('duration_ms');
  });

  it('finds its beginning by what it was called with, where it has no id; calls side by side keep apart', () => {
    const claude = agent();
    const call = (command: string) => ({ tool_name: 'Bash', tool_input: { command } });
    claude.call('PreToolUse', call('a'));
    claude.after(100);
    claude.call('PreToolUse', call('b'));
    claude.after(100);
    claude.call('PostToolUse', call('a'));
    claude.call('PostToolUse', call('b'));
    expect(claude.events().slice(1)).toMatchObject([{ duration_ms: 200 }, { duration_ms: 100 }]);
  });

  it.each([
    ['PostToolUseFailure', { error: 'Exit code 2\nno such file' }, { status: 'failed', exit_code: 2 }],
    ['PostToolUseFailure', { error: 'stopped', is_interrupt: true }, { status: 'cancelled' }],
    ['PostToolUse', { tool_response: 'Process exited with code 3' }, { status: 'failed', exit_code: 3 }],
    ['PostToolUse', { tool_response: { llmContent: 'Exit Code: 0', error: { message: 'no' } } }, { status: 'failed' }],
  ])('tells how it went: %s %j', (event, payload, told) => {
    const claude = agent();
    claude.call(event, { ...bash, ...payload });
    expect(last(claude.events())).toMatchObject(told);
  });

  it('leaves bodies and secrets out', () => {
    const claude = agent();
    const secret = `ghp_${'a1'.repeat(20)}`;
    const body = 'the body of the file\n'.repeat(50);
    claude.call('PostToolUse', {
      tool_name: 'Write',
      tool_use_id: 'w',
      tool_input: { file_path: '/a.ts', content: body },
      tool_response: { filePath: '/a.ts', content: body, originalFile: body },
    });
    claude.call('PostToolUse', { ...bash, tool_input: { command: `${'x'.repeat(180)} TOKEN=${secret}` } });
    claude.call('UserPromptSubmit', { prompt: `use ${secret}` });
    const raw = readFileSync(join(claude.dir, 's1.jsonl'), 'utf8');
    expect(raw).not.toContain('the body');
    // Not even the half of it that is left when a long text is cut.
    expect(raw).not.toContain('ghp_');
    const [, tool, file] = claude.events();
    expect(tool).toMatchObject({ name: 'Write', params: { file_path: '/a.ts' } });
    expect(file).toMatchObject({ type: 'file_write', path: '/a.ts', size_bytes: body.length, lines: 50 });
  });

  it('with names that mean something to JavaScript is data', () => {
    const claude = agent();
    const text = `{"session_id":"s1","hook_event_name":"PostToolUse","tool_name":"__proto__","tool_input":{"__proto__":{"x":1},"constructor":2}}`;
    recordHook({ text, agent: undefined, dir: claude.dir, env: claude.env, now_ms: START_MS });
    expect(last(claude.events())).toMatchObject({ name: '__proto__' });
    expect(readFileSync(join(claude.dir, 's1.jsonl'), 'utf8')).toContain(
      '"params":{"__proto__":{"x":1},"constructor":2}',
    );
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});

describe('what else an agent tells', () => {
  it('items of its list of work are tasks while they are worked on', () => {
    const claude = agent();
    const list = (...todos: [string, string][]) => ({
      tool_name: 'TodoWrite',
      tool_input: { todos: todos.map(([content, status]) => ({ content, status })) },
    });
    claude.call('PostToolUse', list(['Build', 'in_progress'], ['Test', 'pending']));
    claude.after(2_000);
    claude.call('PostToolUse', list(['Build', 'completed'], ['Test', 'in_progress']));
    claude.call('PostToolUse', list(['Build', 'completed'], ['Test', 'in_progress']));
    const tasks = claude.events().filter(({ type }) => type.startsWith('task'));
    expect(tasks).toMatchObject([
      { type: 'task_start', name: 'Build' },
      { type: 'task_complete', name: 'Build', duration_ms: 2_000, status: 'completed' },
      { type: 'task_start', name: 'Test' },
    ]);
    expect(tasks[0]?.span_id).toBe(tasks[1]?.span_id);
  });

  it('tasks by their number', () => {
    const claude = agent();
    const update = (status: string) => ({ tool_name: 'TaskUpdate', tool_input: { taskId: '1', status } });
    const task = { id: '1', subject: 'Write docs' };
    claude.call('PostToolUse', { tool_name: 'TaskCreate', tool_input: {}, tool_response: { task } });
    claude.call('PostToolUse', update('in_progress'));
    claude.after(50);
    claude.call('PostToolUse', update('completed'));
    expect(claude.events().filter(({ type }) => type === 'task_complete')).toMatchObject([
      { name: 'Write docs', duration_ms: 50 },
    ]);
  });

  it('a subagent is a task of its own, with what it did inside', () => {
    const claude = agent();
    claude.call('UserPromptSubmit', { prompt: 'p', prompt_id: 'p1' });
    claude.call('SubagentStart', { agent_id: 'a1', agent_type: 'builder' });
    claude.call('PostToolUse', { ...bash, agent_id: 'a1', agent_type: 'builder' });
    claude.after(700);
    claude.call('SubagentStop', { agent_id: 'a1', agent_type: 'builder' });
    const [, , begun, tool, done] = claude.events();
    expect(begun).toMatchObject({ type: 'task_start', name: 'builder', span_id: 'a1', parent_span_id: 'p1' });
    expect(tool).toMatchObject({ agent_id: 'claude-code/builder', parent_span_id: 'a1' });
    expect(done).toMatchObject({ type: 'task_complete', duration_ms: 700, span_id: 'a1' });
    // The end of one whose start was not told, as by older agents, is none.
    claude.call('SubagentStop', { agent_id: 'a2' });
    expect(claude.events()).toHaveLength(5);
  });

  it('compactions, whichever way their end is told', () => {
    const claude = agent();
    claude.call('PreCompact', { trigger: 'auto' });
    claude.after(8_000);
    claude.call('SessionStart', { source: 'compact' });
    expect(claude.events().slice(1)).toMatchObject([{ type: 'compaction', trigger: 'auto', duration_ms: 8_000 }]);
    claude.call('PostCompact', { trigger: 'manual' });
    expect(claude.events()).toHaveLength(3);
  });

  it('skills, files of a patch, an interrupted turn', () => {
    const codex = agent('codex');
    codex.call('UserPromptSubmit', { prompt: 'p', turn_id: 'x' });
    codex.call('PostToolUse', { tool_name: 'Skill', tool_input: { skill: 'review' }, tool_response: {} });
    const patch = '*** Begin Patch\n*** Update File: a.ts\n@@\n+x\n*** Add File: b.ts\n+y\n*** End Patch';
    codex.call('PostToolUse', { tool_name: 'apply_patch', tool_input: { command: patch }, tool_response: 'ok' });
    codex.call('Interrupt');
    const events = codex.events();
    expect(events.filter(({ type }) => type === 'skill')).toMatchObject([
      { skill: 'review', final_status: 'completed' },
    ]);
    expect(events.filter(({ type }) => type === 'file_write').map((event) => event['path'])).toEqual(['a.ts', 'b.ts']);
    expect(last(events)).toMatchObject({ status: 'cancelled', span_id: 'x', agent_id: 'codex' });
  });

  it('nothing, of events that say nothing about time', () => {
    const claude = agent();
    claude.call('FileChanged');
    claude.call('__proto__');
    expect(claude.events()).toEqual([]);
  });

  it.each(['', 'x', '[]', '{"hook_event_name":"Stop"}', '{"session_id":"s"}', 'null'])('refuses %j', (text) => {
    const claude = agent();
    expect(() => recordHook({ text, agent: undefined, dir: claude.dir, env: claude.env, now_ms: 0 })).toThrow(
      expect.objectContaining({ code: 'EVENT_INVALID' }),
    );
  });
});
