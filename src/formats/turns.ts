import { turnName } from './agent/turns.js';
import type { Put } from './drafts.js';

interface Turn {
  readonly name: string;
  readonly span_id: string;
  readonly start_ms: number;
  last_ms: number;
  settled: boolean;
  status: 'completed' | 'failed' | 'cancelled';
  error: string | undefined;
}

export interface Prompt {
  readonly text: string;
  readonly at_ms: number;
  readonly span_id: string;
  /** What the turn is called when its prompt says nothing. */
  readonly fallback?: string;
}

/**
 * Turns as tasks, for sources that tell of prompts and of the work that follows, but not of a turn's end: it ends with
 * the last thing done before the next prompt. Between a turn that was through and that prompt, a person was waited for.
 */
export function openTurns(put: Put) {
  let turn: Turn | undefined;
  let free_ms: number | undefined;

  function complete(): void {
    if (turn === undefined) return;
    const { name, span_id, start_ms, last_ms, settled, error } = turn;
    const status = turn.status === 'completed' && !settled ? 'cancelled' : turn.status;
    const duration_ms = last_ms - start_ms;
    put({
      type: 'task_complete',
      at_ms: last_ms,
      payload: { name, duration_ms, status, error, duration_source: 'inferred', span_id },
    });
    free_ms = settled ? last_ms : undefined;
    turn = undefined;
  }

  return {
    span: (): string | undefined => turn?.span_id,
    /** Up to when all is known: the turn may turn out to have ended with the last thing done in it. */
    knownUntil: (): number | undefined => turn?.last_ms,
    /** The latest thing done in the turn, while it is not through with its work. */
    busySince: (): number | undefined => (turn === undefined || turn.settled ? undefined : turn.last_ms),

    begin({ text, at_ms, span_id, fallback = 'prompt' }: Prompt): void {
      complete();
      if (free_ms !== undefined && at_ms > free_ms) {
        const duration_ms = at_ms - free_ms;
        put({
          type: 'wait',
          at_ms,
          payload: { for: 'human', name: 'prompt', duration_ms, duration_source: 'inferred' },
        });
      }
      free_ms = undefined;
      const name = turnName(text) ?? fallback;
      turn = { name, span_id, start_ms: at_ms, last_ms: at_ms, settled: false, status: 'completed', error: undefined };
      put({ type: 'task_start', at_ms, payload: { name, metadata: { kind: 'turn' }, span_id } });
    },

    /** Something was done in the turn. @param through nothing is left to do, as far as can be seen */
    worked(at_ms: number, through: boolean): void {
      if (turn === undefined) return;
      turn.last_ms = Math.max(turn.last_ms, at_ms);
      turn.settled = through;
      // What went wrong before was got over.
      if (turn.status !== 'completed') Object.assign(turn, { status: 'completed', error: undefined });
    },

    /** The turn was broken off, unless more is done in it. */
    broke(at_ms: number, status: 'failed' | 'cancelled', error: string | undefined): void {
      if (turn === undefined) return;
      turn.last_ms = Math.max(turn.last_ms, at_ms);
      Object.assign(turn, { status, error, settled: true });
    },

    /** Nothing follows in this session. A turn that was not through stays open: it may still run. */
    end(): void {
      if (turn?.settled === true) complete();
      turn = undefined;
      free_ms = undefined;
    },
  };
}
