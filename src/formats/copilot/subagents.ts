import { Bounded } from '../agent/bounded.js';
import { briefError, cutText } from '../agent/briefs.js';
import { textOf } from '../agent/values.js';
import type { Owner, Put } from '../drafts.js';
import type { SourceRecord } from '../format.js';

interface Subagent extends Owner {
  readonly call_id: string;
}

/**
 * Subagents as sessions of their own, whose events stand among those of the parent: each names the call that began it,
 * or in later versions the agent.
 */
export function openSubagents(put: Put, parent_id: () => string) {
  const byCall = new Bounded<string, Subagent>();
  const byAgent = new Bounded<string, Subagent>();
  let current: Subagent | undefined;

  const find = (call_id: unknown, agent_id: unknown): Subagent | undefined =>
    byAgent.get(textOf(agent_id) ?? '') ?? byCall.get(textOf(call_id) ?? '');

  /** What is put meanwhile is the subagent's. */
  function within(subagent: Subagent, act: () => void): void {
    const before = current;
    current = subagent;
    act();
    current = before;
  }

  return {
    owner: (): Owner | undefined => current,
    span: (): string | undefined => current?.call_id,
    childOf: (call_id: unknown): string | undefined => byCall.get(textOf(call_id) ?? '')?.session_id,

    enter(call_id: unknown, agent_id: unknown): void {
      current = find(call_id, agent_id);
    },
    leave(): void {
      current = undefined;
    },

    started(data: SourceRecord, at_ms: number, event: SourceRecord): void {
      const call_id = textOf(data['toolCallId']);
      if (call_id === undefined || byCall.has(call_id)) return;
      const name = textOf(data['agentName']) ?? 'subagent';
      const session_id = `${parent_id().slice(0, 80)}.${safePart(call_id) || 'subagent'}`;
      const subagent = { call_id, session_id, agent_id: `copilot/${cutText(name, 60)}` };
      byCall.set(call_id, subagent);
      const agent_id = textOf(event['agentId']);
      if (agent_id !== undefined) byAgent.set(agent_id, subagent);
      const payload = {
        name: textOf(data['agentDisplayName']) ?? name,
        parent_session_id: parent_id(),
        agent: 'copilot',
        model: textOf(data['model']),
        subagent: true,
      };
      within(subagent, () => put({ type: 'session_start', at_ms, payload }));
    },

    ended(data: SourceRecord, at_ms: number, status: 'completed' | 'failed'): void {
      const subagent = find(data['toolCallId'], undefined);
      if (subagent === undefined) return;
      const said = textOf(data['error']);
      const error = said === undefined ? undefined : briefError(said);
      within(subagent, () => put({ type: 'session_end', at_ms, payload: { status, error } }));
    },
  };
}

/** What of a call's id may be a part of a session's. */
const safePart = (call_id: string): string => call_id.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 40);
