import { turnName } from '../agent/turns.js';
import { amountOf } from '../agent/values.js';
import type { Put } from './outbox.js';

interface Turn {
  readonly span_id: string;
  readonly start_ms: number;
  /** The file said nothing of its start: its prompt was one. */
  readonly implicit: boolean;
  name: string | undefined;
  prompt: string | undefined;
  error: string | undefined;
}

export interface TurnEnd {
  readonly at_ms: number;
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** As the source has it, in ms. */
  readonly duration_ms?: unknown;
  readonly error?: string | undefined;
}

/**
 * Turns as tasks, and between them the time in which the agent waited for the next prompt. A turn is named by the plan's
 * item that was in progress when it began, else by its prompt.
 */
export function openTurns(put: Put, planned: () => string | undefined) {
  let turn: Turn | undefined;
  let ended_ms: number | undefined;

  function begin(span_id: string, start_ms: number, implicit: boolean): void {
    if (ended_ms !== undefined && start_ms > ended_ms) {
      const duration_ms = start_ms - ended_ms;
      put({
        type: 'wait',
        at_ms: start_ms,
        payload: { for: 'human', name: 'prompt', duration_ms, duration_source: 'line_to_line' },
      });
    }
    turn = { span_id, start_ms, implicit, name: undefined, prompt: undefined, error: undefined };
  }

  /** Gives the turn its name, for good: what comes next happens inside it. */
  function settle(fallback = 'turn'): void {
    if (turn === undefined || turn.name !== undefined) return;
    const prompt = turn.prompt === undefined ? undefined : turnName(turn.prompt);
    turn.name = planned() ?? prompt ?? fallback;
    const metadata = { kind: 'turn', ...(prompt === undefined || prompt === turn.name ? {} : { prompt }) };
    put({ type: 'task_start', at_ms: turn.start_ms, payload: { name: turn.name, metadata, span_id: turn.span_id } });
  }

  return {
    begin,
    settle,
    isOpen: (): boolean => turn !== undefined,
    isImplicit: (): boolean => turn?.implicit === true,
    isUnnamed: (): boolean => turn !== undefined && turn.name === undefined,
    hasPrompt: (): boolean => turn?.prompt !== undefined,
    span: (): string | undefined => turn?.span_id,
    prompt(text: string): void {
      if (turn === undefined) return;
      turn.prompt ??= text;
      settle();
    },
    fail(message: string): void {
      if (turn !== undefined) turn.error = message;
    },
    end({ at_ms, status, duration_ms, error = turn?.error }: TurnEnd): void {
      if (turn === undefined) return;
      settle();
      const reported = amountOf(duration_ms);
      put({
        type: 'task_complete',
        at_ms,
        payload: {
          name: turn.name,
          duration_ms: reported ?? Math.max(0, at_ms - turn.start_ms),
          status: status === 'completed' && error !== undefined ? 'failed' : status,
          error,
          metadata: { kind: 'turn' },
          duration_source: reported === undefined ? 'line_to_line' : 'source',
          span_id: turn.span_id,
        },
      });
      turn = undefined;
      ended_ms = at_ms;
    },
  };
}
