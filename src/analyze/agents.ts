import { isoFromMs } from '../base/clock.js';
import { type Counts, counts } from './counts.js';
import { msOf } from './micros.js';
import { byText, mergeRows, rowOfName } from './names.js';
import { type Span, span } from './span.js';
import type { AgentRow, Fold } from './types.js';

interface AgentState {
  counts: Counts;
  span: Span;
}

export type Agents = Map<string, AgentState>;

const create = (): AgentState => ({ counts: counts.init(), span: span.init() });

/** Events that name no agent are no one's row. The result is in order of events, the most first. */
export const agents: Fold<Agents, AgentRow[]> = {
  init: () => new Map(),

  step(state, seen) {
    if (seen.agent.text === '') return;
    const row = rowOfName(state, seen.agent, create);
    counts.step(row.counts, seen);
    span.step(row.span, seen);
  },

  merge: (left, right) =>
    mergeRows(left, right, (into, agent) => {
      counts.merge(into.counts, agent.counts);
      span.merge(into.span, agent.span);
      return into;
    }),

  finish: (state) =>
    [...state]
      .map(([agent_id, agent]) => ({
        agent_id,
        events: agent.counts.events,
        tasks_completed: agent.counts.tasks_completed,
        tasks_failed: agent.counts.tasks_failed,
        tool_calls: agent.counts.tool_calls_count,
        tool_errors: agent.counts.tool_errors,
        files_read: agent.counts.files_read,
        files_written: agent.counts.files_written,
        first_ts: isoFromMs(msOf(agent.span.first_us ?? 0)),
        last_ts: isoFromMs(msOf(agent.span.last_us ?? 0)),
      }))
      .sort((a, b) => b.events - a.events || byText(a.agent_id, b.agent_id)),
};
