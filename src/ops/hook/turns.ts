import { isoFromMs } from '../../base/clock.js';
import { newSpanId } from '../../base/ids.js';
import type { EventInput } from '../../event/types.js';
import { turnName } from '../../formats/agent/turns.js';
import { amountOf, textOf } from '../../formats/agent/values.js';
import type { SourceRecord } from '../../formats/format.js';
import { cleanError, cleanText } from './clean.js';
import type { Memory } from './memory.js';
import type { HookCall } from './payload.js';

/** What an event is a part of: the subagent's run, else the turn. */
export function spansOf({ subagent }: HookCall, memory: Memory): { parent_span_id?: string } {
  const span = subagent?.id ?? textOf(memory.get('turn')?.['span_id']);
  return span === undefined ? {} : { parent_span_id: span };
}

/** A prompt begins a turn, which is a task. The time since the last turn's end was the person's. */
export function turnBegins(call: HookCall, memory: Memory): EventInput[] {
  const { payload, at_ms, ts } = call;
  const prompt = textOf(payload['prompt']) ?? '';
  const source = textOf(payload['source']);
  const before = closeTurn(memory, at_ms, 'cancelled');
  const idle_ms = amountOf(memory.take('idle')?.['at_ms']);
  const byPerson = source === undefined || source === 'user';
  const wait: EventInput[] =
    idle_ms === undefined || !byPerson || at_ms <= idle_ms
      ? []
      : [{ type: 'wait', ts, for: 'human', name: 'prompt', duration_ms: at_ms - idle_ms }];
  const name = turnName(cleanText(prompt)) ?? 'turn';
  const span_id = textOf(payload['prompt_id']) ?? textOf(payload['turn_id']) ?? newSpanId();
  memory.put('turn', '', { name, span_id, at_ms });
  const metadata = { prompt_bytes: Buffer.byteLength(prompt), ...(source === undefined ? {} : { source }) };
  return [...before, ...wait, { type: 'task_start', ts, name, metadata, span_id }];
}

/** The agent has answered, or could not. */
export function turnEnds(call: HookCall, memory: Memory): EventInput[] {
  const { payload, at_ms, event } = call;
  memory.put('idle', '', { at_ms });
  if (event === 'Interrupt') return closeTurn(memory, at_ms, 'cancelled');
  if (event !== 'StopFailure') return closeTurn(memory, at_ms, 'completed');
  const error = textOf(payload['error_details']) ?? textOf(payload['error']);
  return closeTurn(memory, at_ms, 'failed', error === undefined ? {} : { error: cleanError(error) });
}

/** Ends the turn that is open, if one is: an interrupted one is told of by nobody. */
export function closeTurn(memory: Memory, at_ms: number, status: Status, more: SourceRecord = {}): EventInput[] {
  return closing(memory.take('turn'), at_ms, status, more);
}

type Status = 'completed' | 'failed' | 'cancelled';

function closing(open: SourceRecord | undefined, at_ms: number, status: Status, more: SourceRecord): EventInput[] {
  if (open === undefined) return [];
  const begun_ms = amountOf(open['at_ms']) ?? at_ms;
  return [
    {
      type: 'task_complete',
      ts: isoFromMs(at_ms),
      name: textOf(open['name']) ?? 'turn',
      duration_ms: Math.max(0, at_ms - begun_ms),
      status,
      ...more,
      span_id: textOf(open['span_id']),
      parent_span_id: textOf(open['parent_span_id']),
    },
  ];
}

export function subagentBegins(call: HookCall, memory: Memory): EventInput[] {
  const { subagent, at_ms, ts } = call;
  if (subagent === undefined) return [];
  const parent_span_id = textOf(memory.get('turn')?.['span_id']);
  const run = { name: subagent.type ?? 'subagent', span_id: subagent.id, parent_span_id };
  memory.put('subagent', subagent.id, { ...run, at_ms });
  return [{ type: 'task_start', ts, ...run, metadata: { subagent: true } }];
}

/** Without its start, which older agents do not tell, there is no run whose end could be told. */
export function subagentEnds({ subagent, at_ms }: HookCall, memory: Memory): EventInput[] {
  return closing(memory.take('subagent', subagent?.id ?? 'unknown'), at_ms, 'completed', {});
}

export const openSubagents = (memory: Memory, at_ms: number): EventInput[] =>
  memory.all('subagent').flatMap((open) => closing(open, at_ms, 'cancelled', {}));

/** The conversation is cut down: told when that is done, with the time it took where both ends are told. */
export function compactionBegins({ at_ms, payload }: HookCall, memory: Memory): EventInput[] {
  memory.put('compaction', '', { at_ms, trigger: textOf(payload['trigger']) });
  return [];
}

export function compactionEnds(call: HookCall, memory: Memory): EventInput[] {
  const { at_ms, ts, payload } = call;
  const begun = memory.take('compaction');
  if (begun === undefined && call.event !== 'PostCompact') return [];
  const begun_ms = amountOf(begun?.['at_ms']);
  const trigger = textOf(payload['trigger']) ?? textOf(begun?.['trigger']);
  const duration_ms = begun_ms === undefined ? undefined : Math.max(0, at_ms - begun_ms);
  return [{ type: 'compaction', ts, trigger, duration_ms, ...spansOf(call, memory) }];
}
