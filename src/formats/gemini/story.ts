import { callDuration } from '../agent/calls.js';
import { type Put, unknownType } from '../drafts.js';
import { openTodos } from '../todos.js';
import { tellRun } from '../tool-runs.js';
import { openTurns } from '../turns.js';
import type { Call } from './calls.js';
import type { Message } from './message.js';

const SILENT: ReadonlySet<string> = new Set(['info', 'warning']);

/** What happened in a chat, message by message. */
export function openStory(put: Put, session_id: () => string) {
  const turns = openTurns(put);
  const todos = openTodos(put);
  /** When the model was given something last: a prompt, or the results of tools. */
  let given_ms: number | undefined;
  let model = 'unknown';

  function answer(message: Message): void {
    model = message.model ?? model;
    const asked = message.calls.map((call) => call.asked_ms).filter((ms) => ms <= message.at_ms);
    const came_ms = Math.max(Math.min(message.at_ms, ...asked), given_ms ?? Number.NEGATIVE_INFINITY);
    // Tools that were recorded apart from the answer that called them.
    const isAnswer = message.tokens !== undefined || message.says || message.calls.length === 0;
    if (isAnswer) {
      const known = given_ms === undefined ? {} : { duration_ms: came_ms - given_ms, duration_source: 'line_to_line' };
      const more = { status: 'completed', span_id: message.id, parent_span_id: turns.span() };
      put({ type: 'model_call', at_ms: came_ms, payload: { model, ...known, ...message.tokens, ...more } });
      given_ms = came_ms;
    }
    turns.worked(came_ms, message.calls.length === 0);
    for (const call of message.calls) tool(call, message, came_ms);
  }

  function tool(call: Call, message: Message, came_ms: number): void {
    const at_ms = Number.isNaN(call.done_ms) ? message.at_ms : call.done_ms;
    const begun_ms = call.asked_ms <= at_ms && call.asked_ms >= came_ms - CLOCK_MS ? call.asked_ms : message.at_ms;
    // A call that has the time of its message is not known to have taken any.
    const time =
      begun_ms < at_ms && call.answered ? { ...callDuration(begun_ms, at_ms), duration_source: 'inferred' } : {};
    const parent_span_id = turns.span();
    tellRun(put, { ...call.call, ...call, at_ms, time, unanswered: !call.answered }, parent_span_id);
    if (call.todos.length > 0) todos(call.todos, at_ms, parent_span_id, session_id());
    turns.worked(at_ms, false);
    given_ms = Math.max(given_ms ?? at_ms, at_ms);
  }

  function fail(message: Message): void {
    const payload = {
      model,
      status: 'failed',
      error: message.error,
      span_id: message.id,
      parent_span_id: turns.span(),
    };
    put({ type: 'model_call', at_ms: message.at_ms, payload });
    turns.broke(message.at_ms, 'failed', message.error);
  }

  return {
    message(message: Message): void {
      const { type, prompt, at_ms } = message;
      if (type === 'gemini') answer(message);
      else if (type === 'error') fail(message);
      else if (type === 'user') {
        // The results of tools come as a user's message too.
        if (prompt !== undefined) turns.begin({ text: prompt, at_ms, span_id: message.id });
        given_ms = at_ms;
      } else if (!SILENT.has(type)) put({ type: unknownType('gemini', type), at_ms, payload: {} });
    },

    end(): void {
      turns.end();
      given_ms = undefined;
      model = 'unknown';
    },
  };
}

/** The call's id is made a moment before the answer is recorded. */
const CLOCK_MS = 1_000;
