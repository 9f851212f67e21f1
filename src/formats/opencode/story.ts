import { countOf, recordOf, textOf } from '../agent/values.js';
import { type Put, unknownType } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { openTodos, todosOf } from '../todos.js';
import { type ToolRun, tellRun } from '../tool-runs.js';
import { openTurns } from '../turns.js';
import { failureOf, instantOf, type Message, spanOf } from './message.js';
import { runOf } from './tools.js';

/** Parts that say nothing of what was done, or say it a second time. */
const SILENT: ReadonlySet<string> = new Set([
  ...['text', 'reasoning', 'file', 'tool', 'patch', 'snapshot', 'step-start', 'step-finish', 'agent', 'subtask'],
  ...['compaction', 'retry'],
]);

/** What happened in a session, message by message; each has its parts with it. */
export function openStory(put: Put, session_id: string) {
  const turns = openTurns(put);
  const todos = openTodos(put);

  function prompt(message: Message, at_ms: number): void {
    const compaction = message.parts.find((part) => part['type'] === 'compaction');
    if (compaction !== undefined) {
      const trigger = compaction['auto'] === true ? 'auto' : 'manual';
      put({ type: 'compaction', at_ms, payload: { trigger, parent_span_id: turns.span() } });
    }
    // What the program itself puts in, as the contents of a file that was named, is no word of a person.
    const typed = message.parts.filter((part) => part['synthetic'] !== true && part['ignored'] !== true);
    const texts = typed.flatMap((part) => textOf(part['text']) ?? textOf(part['description']) ?? []);
    const named = typed.flatMap((part) => textOf(part['filename']) ?? []);
    if (texts.length + named.length === 0) return;
    const text = [...texts, ...named].join('\n');
    turns.begin({ text, at_ms, span_id: message.id ?? `${session_id}#${at_ms}` });
  }

  function retries(message: Message, at_ms: number): void {
    for (const part of message.parts.filter(({ type }) => type === 'retry')) {
      const own_ms = instantOf(recordOf(part['time'])?.['created']);
      const number = countOf(part['attempt']);
      const attempt = number === 0 ? undefined : number;
      const error = failureOf(part['error'])?.text;
      const payload = { model: modelOf(message.info), status: 'failed', attempt, error, parent_span_id: turns.span() };
      put({ type: 'model_call', at_ms: Number.isNaN(own_ms) ? at_ms : own_ms, payload });
    }
  }

  function answer(message: Message, at_ms: number): void {
    const { info, id, completed_ms } = message;
    const runs = message.parts.filter(({ type }) => type === 'tool').map((part) => ({ part, run: runOf(part, at_ms) }));
    const failure = failureOf(info['error']);
    const came_ms = answeredAt(message, at_ms);
    const known = came_ms === undefined ? {} : { duration_ms: came_ms - at_ms, duration_source: 'source' };
    retries(message, at_ms);
    put({
      type: 'model_call',
      at_ms: came_ms ?? at_ms,
      payload: {
        model: modelOf(info),
        ...known,
        ...tokensOf(recordOf(info['tokens'])),
        status: failure?.status ?? (Number.isNaN(completed_ms) ? undefined : 'completed'),
        error: failure?.text,
        provider: textOf(info['providerID']),
        span_id: id,
        parent_span_id: turns.span(),
      },
    });
    // Its end is also that of its tools.
    const last_ms = Math.max(came_ms ?? at_ms, Number.isNaN(completed_ms) ? at_ms : completed_ms);
    for (const { part, run } of runs) tool(part, run);
    const waits = runs.length > 0 || info['finish'] === 'tool-calls' || Number.isNaN(completed_ms);
    if (failure === undefined) turns.worked(last_ms, !waits);
    else turns.broke(last_ms, failure.status, failure.text);
  }

  function tool(part: SourceRecord, run: ToolRun): void {
    tellRun(put, run, turns.span());
    if (run.name !== 'todowrite' || run.status !== 'completed') return;
    const list = recordOf(recordOf(part['state'])?.['input'])?.['todos'];
    todos(todosOf(list, 'content'), run.at_ms, turns.span(), session_id);
  }

  return {
    message(message: Message, at_ms: number): void {
      if (message.role === 'user') prompt(message, at_ms);
      else if (message.role === 'assistant') answer(message, at_ms);
      else put({ type: unknownType('opencode', `message.${message.role}`), at_ms, payload: {} });
      for (const part of message.parts) {
        const type = textOf(part['type']) ?? 'part';
        if (!SILENT.has(type)) put({ type: unknownType('opencode', type), at_ms, payload: {} });
      }
    },
    end: (): void => turns.end(),
  };
}

/**
 * When the model had said everything. A message ends when its tools have ended; the model's part ends with its last
 * word, or with the last tool that it called.
 */
function answeredAt({ parts, completed_ms }: Message, at_ms: number): number | undefined {
  const marks = parts.flatMap((part) => {
    if (part['type'] === 'tool') return [spanOf(recordOf(part['state'])).start_ms];
    return part['type'] === 'text' || part['type'] === 'reasoning' ? [spanOf(part).end_ms] : [];
  });
  const known = marks.filter((ms) => ms >= at_ms);
  const called = parts.some(({ type }) => type === 'tool');
  if (known.length === 0 || !called) return completed_ms >= at_ms ? completed_ms : undefined;
  return Math.min(Math.max(...known), Number.isNaN(completed_ms) ? Number.POSITIVE_INFINITY : completed_ms);
}

const modelOf = (info: SourceRecord): string =>
  textOf(info['modelID']) ?? textOf(recordOf(info['model'])?.['modelID']) ?? 'unknown';

/** opencode counts reasoning beside the output. */
function tokensOf(tokens: SourceRecord | undefined): SourceRecord {
  const cache = recordOf(tokens?.['cache']);
  const output = countOf(tokens?.['output']);
  const reasoning_tokens = countOf(tokens?.['reasoning']);
  return {
    input_tokens: countOf(tokens?.['input']),
    output_tokens: output === undefined ? undefined : output + (reasoning_tokens ?? 0),
    cache_read_tokens: countOf(cache?.['read']),
    cache_write_tokens: countOf(cache?.['write']),
    reasoning_tokens,
  };
}
