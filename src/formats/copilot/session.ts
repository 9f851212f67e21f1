import { countOf, recordOf, textOf } from '../agent/values.js';
import { type Owner, type Put, sessionIdIn } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';

const AGENT = 'copilot';

/** Whose file it is: `session.start` says, and what comes later changes. */
export function openSession(file_id: string, put: Put) {
  let session_id = file_id;
  let model: string | undefined;
  let branch: string | undefined;
  let pending: { at_ms: number; payload: Record<string, unknown> } | undefined;
  let told = false;

  /** Tells of the session's start, once something is done in it: its model is known by then. */
  function begin(at_ms: number): void {
    if (told) return;
    told = true;
    const payload = { ...pending?.payload, agent: AGENT, model };
    put({ type: 'session_start', at_ms: pending?.at_ms ?? at_ms, payload });
  }

  function start(data: SourceRecord, at_ms: number): void {
    const context = recordOf(data['context']) ?? {};
    session_id = sessionIdIn(data['sessionId']) ?? session_id;
    model = textOf(data['selectedModel']) ?? model;
    branch = textOf(context['branch']);
    const started_ms = msFromText(textOf(data['startTime']) ?? '');
    pending = {
      at_ms: Number.isNaN(started_ms) ? at_ms : started_ms,
      payload: {
        branch_name: branch,
        project_root: textOf(context['gitRoot']) ?? textOf(context['cwd']),
        agent_version: textOf(data['copilotVersion']),
        repository: textOf(context['repository']),
      },
    };
  }

  function context(data: SourceRecord, at_ms: number): void {
    const next = textOf(data['branch']);
    if (next === undefined || next === branch) return;
    branch = next;
    put({ type: 'session_update', at_ms, payload: { branch_name: next } });
  }

  function modelChange(data: SourceRecord, at_ms: number): void {
    const next = textOf(data['newModel']);
    if (next === undefined || next === model) return;
    model = next;
    if (told) put({ type: 'session_update', at_ms, payload: { model } });
  }

  return {
    id: (): string => session_id,
    model: (): string | undefined => model,
    owner: (): Owner => ({ session_id, agent_id: AGENT }),
    begin,
    start,
    context,
    modelChange,
    resume(data: SourceRecord, at_ms: number): void {
      begin(at_ms);
      const now = recordOf(data['context']);
      if (now !== undefined) context(now, at_ms);
      put({ type: 'session_update', at_ms, payload: { status: 'running' } });
    },
    title(data: SourceRecord, at_ms: number): void {
      begin(at_ms);
      put({ type: 'session_update', at_ms, payload: { name: textOf(data['title']) } });
    },
    shutdown(data: SourceRecord, at_ms: number): void {
      begin(at_ms);
      const failed = data['shutdownType'] === 'error';
      put({
        type: 'session_end',
        at_ms,
        payload: {
          status: failed ? 'failed' : 'completed',
          error: textOf(data['errorReason']),
          reason: textOf(data['shutdownType']),
          api_duration_ms: countOf(data['totalApiDurationMs']),
          // Of the whole session: answers state what they wrote, and nowhere what they read.
          model_usage: usageOf(recordOf(data['modelMetrics']) ?? {}),
        },
      });
    },
  };
}

const MODELS = 20;

function usageOf(metrics: SourceRecord): Readonly<Record<string, unknown>> | undefined {
  const models = Object.entries(metrics).slice(0, MODELS);
  if (models.length === 0) return undefined;
  return Object.fromEntries(
    models.map(([name, metric]) => {
      const usage = recordOf(recordOf(metric)?.['usage']) ?? {};
      const cache_read_tokens = countOf(usage['cacheReadTokens']);
      const cache_write_tokens = countOf(usage['cacheWriteTokens']);
      return [
        name,
        {
          requests: countOf(recordOf(recordOf(metric)?.['requests'])?.['count']),
          input_tokens: freshInput(countOf(usage['inputTokens']), cache_read_tokens, cache_write_tokens),
          output_tokens: countOf(usage['outputTokens']),
          cache_read_tokens,
          cache_write_tokens,
        },
      ];
    }),
  );
}

/** Copilot counts what came from a cache, or went into one, as input too. */
export function freshInput(input: number | undefined, read = 0, write = 0): number | undefined {
  return input === undefined ? undefined : Math.max(0, input - read - write);
}
