import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isoFromMs } from '../../base/clock.js';
import { errnoOf } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';
import type { EventInput } from '../../event/types.js';
import { amountOf, textOf } from '../../formats/agent/values.js';
import type { Memory } from './memory.js';
import type { HookCall } from './payload.js';
import { closeTurn, openSubagents } from './turns.js';

/** What the log needs to know of a session's beginning, also when the hook came in the midst of it. */
export function startOf({ agent, cwd, payload, ts, event }: HookCall): EventInput {
  const isStart = event === 'SessionStart';
  return {
    type: 'session_start',
    ts,
    // Also where a subagent's call is the first that is heard.
    agent_id: agent,
    project_root: cwd,
    branch_name: cwd === undefined ? undefined : branchOf(cwd),
    agent,
    model: textOf(payload['model']),
    source: isStart ? (textOf(payload['source']) ?? textOf(payload['trigger'])) : 'joined',
    permission_mode: textOf(payload['permission_mode']),
  };
}

/** The session goes on: again in a new process, or with another model. */
export function goesOn({ payload, ts }: HookCall): EventInput[] {
  const source = textOf(payload['source']);
  if (source === 'compact') return [];
  return [{ type: 'session_update', ts, status: 'running', source, model: textOf(payload['model']) }];
}

/** What is open ends with the session. Calls without a result are told without a duration. */
export function endOf(
  memory: Memory,
  at_ms: number,
  reason: string | undefined,
  status: 'completed' | 'terminated',
): EventInput[] {
  const ts = isoFromMs(at_ms);
  const calls = memory.all('call').map(
    (call): EventInput => ({
      type: 'tool_call',
      ts: isoFromMs(amountOf(call['at_ms']) ?? at_ms),
      name: textOf(call['name']) ?? 'unknown',
      params: call['params'],
      unfinished: true,
      span_id: textOf(call['span_id']),
      parent_span_id: textOf(call['parent_span_id']),
    }),
  );
  const open = [...openSubagents(memory, at_ms), ...closeTurn(memory, at_ms, 'cancelled')];
  return [...calls, ...open, { type: 'session_end', ts, status, reason }];
}

/** Whether nothing was heard of a session for so long that it must have ended without saying so. */
export function isOver(memory: Memory, now_ms: number): boolean {
  const last_ms = memory.lastCall_ms();
  return last_ms !== undefined && now_ms - last_ms > LIMITS.hook_silence_ms;
}

const HEAD_BYTES = 4_096;

/** The branch that is checked out, by git's own files: to start git would cost more than all the rest. */
function branchOf(cwd: string): string | undefined {
  try {
    const git = join(cwd, '.git');
    // In a worktree it is a file that names the directory.
    const dir = statSync(git).isDirectory() ? git : (/^gitdir: (.+)$/m.exec(small(git))?.[1] ?? git);
    const head = small(join(isAbsolute(dir) ? dir : join(dirname(git), dir), 'HEAD'));
    return /^ref: refs\/heads\/(.{1,255})$/m.exec(head)?.[1];
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    // No repository, or none for us to read: then there is no branch to tell.
    return undefined;
  }
}

const small = (path: string): string => readFileSync(path, 'utf8').slice(0, HEAD_BYTES);
