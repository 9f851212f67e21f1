import { textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { isCall, isOutput, openCalls } from './calls.js';
import { openCompactions } from './compactions.js';
import type { Put } from './outbox.js';
import { openPlan, planOf } from './plan.js';
import { promptOf } from './prompt.js';
import { messageOfError, openResponses } from './responses.js';
import { SILENT } from './silent.js';
import { openThread } from './thread.js';
import { openTurns, type TurnEnd } from './turns.js';
import { textsOf } from './values.js';

type Take = (payload: SourceRecord, at_ms: number) => void;

/** What happened in a rollout, line by line: each line goes to the parts that it is news to. */
export function openStory(file_id: string, put: Put) {
  const thread = openThread(file_id, put);
  const plan = openPlan(put);
  const turns = openTurns(put, plan.current);
  const responses = openResponses(put);
  const calls = openCalls(put, thread.cwd);
  const compactions = openCompactions(put);
  let first_ms: number | undefined;
  let latest_ms = 0;
  let lines = 0;
  /** Files that tell of each turn's start need no guess where one begins. */
  let tells_turns = false;
  /** A prompt that nothing has answered yet: it comes a second time, in the other shape. */
  let echo: string | undefined;

  /** Something happens: the session has begun, and the turn, if there is one, has its name. */
  function begin(at_ms: number): void {
    thread.tell(first_ms ?? at_ms);
    turns.settle();
    echo = undefined;
  }

  function startTurn(turn_id: unknown, at_ms: number, implicit: boolean): void {
    turns.begin(textOf(turn_id) ?? `${thread.id()}#turn-${lines}`, at_ms, implicit);
    responses.input(at_ms);
  }

  function endTurn(end: TurnEnd): void {
    if (!turns.isOpen()) return;
    begin(end.at_ms);
    const cancelled = end.status === 'cancelled' ? end.status : undefined;
    compactions.finish(turns.span(), turns.hasPrompt());
    calls.abandonAll(end.at_ms, cancelled);
    responses.finish(end.at_ms, turns.span(), cancelled);
    turns.end(end);
  }

  function prompt(text: string, at_ms: number): void {
    const words = promptOf(text);
    if (words === undefined) return;
    if (!tells_turns && echo !== words) {
      endTurn({ at_ms: responses.lastAt() ?? at_ms, status: 'completed' });
      startTurn(undefined, at_ms, true);
    }
    thread.tell(first_ms ?? at_ms);
    turns.prompt(words);
    responses.input(at_ms);
    echo = words;
  }

  function answer(at_ms: number): void {
    begin(at_ms);
    responses.part(at_ms);
  }

  function message(payload: SourceRecord, at_ms: number): void {
    if (payload['role'] === 'assistant') answer(at_ms);
    else if (payload['role'] === 'user') prompt(textsOf(payload['content']).join('\n'), at_ms);
  }

  function call(payload: SourceRecord, at_ms: number): void {
    answer(at_ms);
    const { plan: steps } = calls.call(payload, at_ms, turns.span());
    if (steps !== undefined) plan.update(steps, at_ms, turns.span(), thread.id());
  }

  function output(payload: SourceRecord, at_ms: number): void {
    begin(at_ms);
    calls.output(payload, at_ms);
    responses.input(at_ms);
  }

  function fail(payload: SourceRecord, at_ms: number): void {
    begin(at_ms);
    responses.fail(messageOfError(payload), at_ms, turns.span());
  }

  function cut(_: SourceRecord, at_ms: number): void {
    compactions.cut(at_ms, responses.inputAt(), responses.contextTokens());
  }

  function context({ model, cwd }: SourceRecord, at_ms: number): void {
    thread.moved(textOf(cwd));
    const name = textOf(model);
    if (name === undefined) return;
    thread.model(name, at_ms, responses.model());
    responses.setModel(name);
  }

  function count({ info }: SourceRecord, at_ms: number): void {
    compactions.count(info);
    responses.count(info, at_ms, turns.span());
  }

  function unknown(kind: string, at_ms: number): void {
    if (SILENT.has(kind)) return;
    begin(at_ms);
    put({ type: `codex/${kind.replace(/[^\w.-]/g, '_').slice(0, 60)}`, at_ms, payload: {} });
  }

  const started: Take = ({ turn_id }, at_ms) => {
    tells_turns = true;
    endTurn({ at_ms: latest_ms, status: 'cancelled', error: 'its end was not recorded' });
    startTurn(turn_id, at_ms, false);
  };
  const completed: Take = ({ duration_ms }, at_ms) => endTurn({ at_ms, status: 'completed', duration_ms });

  const events: ReadonlyMap<string, Take> = new Map<string, Take>([
    ['task_started', started],
    ['turn_started', started],
    ['task_complete', completed],
    ['turn_complete', completed],
    [
      'turn_aborted',
      ({ reason, duration_ms }, at_ms) => endTurn({ at_ms, status: 'cancelled', duration_ms, error: textOf(reason) }),
    ],
    ['user_message', ({ message: text }, at_ms) => prompt(textOf(text) ?? '', at_ms)],
    ['agent_message', (_, at_ms) => answer(at_ms)],
    ['agent_reasoning', (_, at_ms) => answer(at_ms)],
    ['agent_reasoning_raw_content', (_, at_ms) => answer(at_ms)],
    ['token_count', count],
    [
      'context_compacted',
      (payload, at_ms) => {
        begin(at_ms);
        cut(payload, at_ms);
        compactions.finish(turns.span(), turns.hasPrompt());
        responses.input(at_ms);
      },
    ],
    ['plan_update', (payload, at_ms) => plan.update(planOf(payload['plan']), at_ms, turns.span(), thread.id())],
    ['thread_name_updated', ({ thread_name }, at_ms) => thread.name(textOf(thread_name), at_ms)],
    // A stream that broke is opened again; what is called an error ends the turn.
    ['stream_error', fail],
    [
      'error',
      (payload, at_ms) => {
        turns.fail(messageOfError(payload));
        fail(payload, at_ms);
      },
    ],
    ['exec_command_end', calls.commandEnd],
    ['patch_apply_end', (payload, at_ms) => calls.patchEnd(payload, at_ms, turns.span())],
    ['mcp_tool_call_end', calls.ownTime],
    ['dynamic_tool_call_response', calls.ownTime],
    ['exec_approval_request', calls.asked],
    ['apply_patch_approval_request', calls.asked],
    ['request_permissions', calls.asked],
    ['elicitation_request', calls.asked],
    ['collab_agent_spawn_end', calls.spawned],
  ]);

  const others: ReadonlyMap<string, Take> = new Map([
    ['session_meta', thread.meta],
    ['turn_context', context],
    ['compacted', cut],
  ]);

  function takeOf(type: string, kind: string, payload: SourceRecord): Take | undefined {
    if (type === 'event_msg') return events.get(kind);
    if (type !== 'response_item') return others.get(type);
    if (kind === 'message') return message;
    if (kind === 'reasoning') return (_, at_ms) => answer(at_ms);
    if (isCall(payload)) return call;
    return isOutput(payload) ? output : undefined;
  }

  return {
    id: thread.id,
    agentId: thread.agentId,
    /** Whether earlier lines become clear with later ones only. */
    isOpen: (): boolean => !thread.isTold() || turns.isUnnamed() || responses.isOpen() || calls.isAsking(),

    line(type: string, payload: SourceRecord, at_ms: number): void {
      lines++;
      first_ms ??= at_ms;
      const typed = type === 'event_msg' || type === 'response_item';
      // Items of other programs lack their type when they are messages.
      const kind = typed ? (textOf(payload['type']) ?? 'message') : type;
      if (type !== 'session_meta' && thread.replaysLine(kind, payload, at_ms)) {
        if (kind === 'token_count') responses.remember(payload['info']);
        if (kind === 'turn_context') context(payload, at_ms);
      } else {
        const take = takeOf(type, kind, payload);
        if (take === undefined) unknown(kind, at_ms);
        else take(payload, at_ms);
      }
      latest_ms = Math.max(latest_ms, at_ms);
    },

    /** The file's last line was given. */
    end(): void {
      if (lines === 0) return;
      begin(latest_ms);
      // A turn whose end the file should tell of is left open: it may still run.
      if (turns.isImplicit()) endTurn({ at_ms: responses.lastAt() ?? latest_ms, status: 'completed' });
      compactions.finish(turns.span(), turns.hasPrompt());
      calls.abandonAll(latest_ms);
    },
  };
}
