import { isoFromMs, msFromIso } from '../../base/clock.js';
import { SessionlogError } from '../../base/errors.js';
import { isRecord, recordOf, textOf } from '../../formats/agent/values.js';
import type { SourceRecord } from '../../formats/format.js';
import { sessionIdFromFile } from '../../formats/source.js';

/** Agents whose hooks are understood. Claude Code's shape is also that of Codex and of Copilot in VS Code. */
export const HOOK_AGENTS = ['claude-code', 'codex', 'gemini', 'copilot'] as const;
export type HookAgent = (typeof HOOK_AGENTS)[number];

/** Gemini's names of what the others have too. */
const GEMINI_EVENTS: Readonly<Record<string, string>> = {
  BeforeAgent: 'UserPromptSubmit',
  AfterAgent: 'Stop',
  BeforeTool: 'PreToolUse',
  AfterTool: 'PostToolUse',
  PreCompress: 'PostCompact',
};

/** One call of the hook. */
export interface HookCall {
  readonly agent: HookAgent;
  /** Claude Code's name of the event, whoever sent it. */
  readonly event: string;
  /** May name a file. */
  readonly session_id: string;
  /** The agent's own time where it tells one, else that of the receipt; epoch ms. */
  readonly at_ms: number;
  readonly ts: string;
  readonly cwd: string | undefined;
  /** Of a subagent, when the event is one of its own. */
  readonly subagent: { readonly id: string; readonly type: string | undefined } | undefined;
  readonly payload: SourceRecord;
}

/** What a hook was given on stdin. @throws SessionlogError EVENT_INVALID */
export function readCall(text: string, given: HookAgent | undefined, now_ms: number): HookCall {
  const payload = parse(text);
  const name = textOf(payload['hook_event_name']);
  const session_id = textOf(payload['session_id']) ?? textOf(payload['sessionId']);
  if (name === undefined || session_id === undefined) {
    throw invalid('hook_event_name and session_id are missing: this is no call of an agent');
  }
  const agent = given ?? agentOf(payload, name);
  const told_ms = msFromIso(textOf(payload['timestamp']) ?? '');
  const at_ms = Number.isNaN(told_ms) ? now_ms : told_ms;
  const id = textOf(payload['agent_id']);
  return {
    agent,
    event: (Object.hasOwn(GEMINI_EVENTS, name) ? GEMINI_EVENTS[name] : undefined) ?? name,
    session_id: sessionIdFromFile(session_id),
    at_ms,
    ts: isoFromMs(at_ms),
    cwd: textOf(payload['cwd']),
    subagent: id === undefined ? undefined : { id, type: textOf(payload['agent_type']) },
    payload,
  };
}

function parse(text: string): SourceRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SessionlogError('EVENT_INVALID', 'stdin holds no JSON: the hook is called by agents', error);
  }
  if (!isRecord(value)) throw invalid('stdin holds no JSON object');
  return value;
}

const invalid = (what: string): SessionlogError => new SessionlogError('EVENT_INVALID', what);

/** Who calls, when the command line does not say. */
function agentOf(payload: SourceRecord, name: string): HookAgent {
  const transcript = textOf(payload['transcript_path']) ?? '';
  if (Object.hasOwn(GEMINI_EVENTS, name) || /[/\\]\.gemini[/\\]/.test(transcript)) return 'gemini';
  if ('turn_id' in payload || /[/\\]rollout-[^/\\]*$/.test(transcript)) return 'codex';
  return 'timestamp' in payload ? 'copilot' : 'claude-code';
}

/** What a tool gave back: Gemini wraps it. */
export const responseOf = ({ payload }: HookCall): unknown =>
  recordOf(payload['tool_response'])?.['llmContent'] ?? payload['tool_response'];
