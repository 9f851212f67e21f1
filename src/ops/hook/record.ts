import { join } from 'node:path';
import type { EventInput } from '../../event/types.js';
import { textOf } from '../../formats/agent/values.js';
import { openLog } from '../../log/append.js';
import { itemsOf } from './items.js';
import { Memory, namesIn } from './memory.js';
import { type HookAgent, type HookCall, readCall } from './payload.js';
import { type Environment, sessionsDir, stateDir } from './places.js';
import { endOf, goesOn, isOver, startOf } from './sessions.js';
import { toolAsks, toolBegins, toolEnds } from './tools.js';
import { compactionBegins, compactionEnds, subagentBegins, subagentEnds, turnBegins, turnEnds } from './turns.js';

export interface HookInput {
  /** What stands on stdin: one JSON object. */
  readonly text: string;
  readonly agent: HookAgent | undefined;
  /** Where sessions go, as it was given. */
  readonly dir: string | undefined;
  readonly env: Environment;
  readonly now_ms: number;
}

type Handler = (call: HookCall, memory: Memory) => EventInput[];

/** What each event adds to the log. What stands not here adds nothing. */
const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['SessionStart', (call, memory) => [...compactionEnds(call, memory), ...goesOn(call)]],
  ['UserPromptSubmit', turnBegins],
  ['PreToolUse', toolBegins],
  ['PermissionRequest', toolAsks],
  ['Notification', toolAsks],
  ['PostToolUse', (call, memory) => [...toolEnds(call, memory), ...itemsOf(call, memory)]],
  ['PostToolUseFailure', toolEnds],
  ['PermissionDenied', toolEnds],
  ['Stop', turnEnds],
  ['StopFailure', turnEnds],
  ['Interrupt', turnEnds],
  ['SubagentStart', subagentBegins],
  ['SubagentStop', subagentEnds],
  ['PreCompact', compactionBegins],
  ['PostCompact', compactionEnds],
  ['SessionEnd', (call, memory) => endOf(memory, call.at_ms, textOf(call.payload['reason']), 'completed')],
]);

/**
 * Takes one call of an agent's hook and appends what it tells to the session's log.
 *
 * @throws SessionlogError EVENT_INVALID when stdin holds no call of an agent, and what appending throws
 */
export function recordHook({ text, agent, dir, env, now_ms }: HookInput): void {
  const call = readCall(text, agent, now_ms);
  const handle = HANDLERS.get(call.event);
  if (handle === undefined) return;
  const home = join(stateDir(env), 'hooks');
  const memory = new Memory(join(home, call.agent, call.session_id));
  if (call.event === 'SessionStart') endSilent(join(home), memory.dir, now_ms);

  // The directory is the session's for good: an agent that changes its own must not split the log.
  const known = textOf(memory.get('session')?.['dir']);
  const sessions = known ?? sessionsDir(dir, call.cwd, env);
  const events: EventInput[] = [];
  if (known === undefined) {
    memory.put('session', '', { dir: sessions, agent: call.agent });
    events.push(startOf(call));
  }
  // The first line tells all that a start has to tell.
  if (known !== undefined || call.event !== 'SessionStart') events.push(...handle(call, memory));
  if (call.event === 'SessionEnd') memory.forget();
  else memory.touch(now_ms);
  write(sessions, call.session_id, agentIdOf(call), events);
}

const agentIdOf = ({ agent, subagent }: HookCall): string =>
  subagent === undefined ? agent : `${agent}/${(subagent.type ?? subagent.id).slice(0, 60)}`;

function write(dir: string, session: string, agent_id: string, events: readonly EventInput[]): void {
  if (events.length === 0) return;
  const log = openLog(dir, session, { agent_id });
  try {
    for (const event of events) log.append(event);
    log.flushSync();
  } finally {
    log.closeNow();
  }
}

/** Ends the sessions whose agent went without a word: with the last that was heard of them. */
function endSilent(home: string, own: string, now_ms: number): void {
  for (const agent of namesIn(home)) {
    for (const session of namesIn(join(home, agent))) {
      const memory = new Memory(join(home, agent, session));
      if (memory.dir === own || !isOver(memory, now_ms)) continue;
      const last_ms = Math.floor(memory.lastCall_ms() ?? now_ms);
      const dir = textOf(memory.get('session')?.['dir']);
      const status = memory.get('turn') === undefined ? 'completed' : 'terminated';
      const events = endOf(memory, last_ms, 'inferred: nothing more was heard of it', status);
      // Whoever forgets it first has ended it: two sessions may begin at the same time.
      if (memory.take('session') === undefined) continue;
      memory.forget();
      if (dir !== undefined) write(dir, session, agent, events);
    }
  }
}
