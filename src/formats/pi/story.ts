import { LIMITS } from '../../base/limits.js';
import { OpenCalls } from '../agent/calls.js';
import { countOf, recordOf, textOf } from '../agent/values.js';
import { type Owner, type Put, sessionIdIn, unknownType } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { sessionIdFromFile } from '../source.js';
import { tellRun, textsIn } from '../tool-runs.js';
import { openTurns } from '../turns.js';
import { type Call, callsIn, tellAnswer } from './answers.js';
import { tellResult, tellShell } from './results.js';

const AGENT = 'pi';
/** Entries that say nothing of what was done. */
const SILENT: ReadonlySet<string> = new Set([
  ...['thinking_level_change', 'label', 'custom', 'custom_message', 'branch_summary'],
]);
const SILENT_ROLES: ReadonlySet<string> = new Set(['custom', 'hookMessage', 'branchSummary', 'compactionSummary']);

/** What happened in a session, entry by entry. The tree of entries is read in the order of the file: that of time. */
export function openStory(file_id: string, put: Put) {
  const turns = openTurns(put);
  const calls = new OpenCalls<Call>();
  let session_id = file_id;
  let start: { at_ms: number; payload: Record<string, unknown> } | undefined;
  let told = false;
  let model: string | undefined;
  let forked_ms = Number.NEGATIVE_INFINITY;
  let last_ms = 0;

  function begin(at_ms: number): void {
    if (told) return;
    told = true;
    put({ type: 'session_start', at_ms: start?.at_ms ?? at_ms, payload: { ...start?.payload, agent: AGENT, model } });
  }

  function header(record: SourceRecord, at_ms: number): void {
    const id = sessionIdIn(record['id']) ?? session_id;
    // The same session, opened again.
    if (start !== undefined && id === session_id) return;
    if (told) end();
    session_id = id;
    told = false;
    const parent = textOf(record['parentSession']);
    if (parent !== undefined) forked_ms = at_ms;
    const parent_session_id = parent === undefined ? undefined : sessionIdFromFile(parent).replace(/^.*_(?=.)/, '');
    start = {
      at_ms,
      payload: {
        project_root: textOf(record['cwd']),
        parent_session_id: parent_session_id === id ? undefined : parent_session_id,
        session_version: countOf(record['version']),
      },
    };
  }

  function modelChange(record: SourceRecord, at_ms: number): void {
    const next = textOf(record['modelId']);
    if (next === undefined || next === model) return;
    model = next;
    if (told) put({ type: 'session_update', at_ms, payload: { model } });
  }

  function prompt(entry: SourceRecord, message: SourceRecord, at_ms: number): void {
    const busy_ms = turns.busySince();
    // A word put in while the agent works; after a long silence it was another start.
    if (busy_ms !== undefined && at_ms - busy_ms <= LIMITS.active_gap_ms) return;
    const span_id = textOf(entry['id']) ?? `${session_id}#${at_ms}`;
    turns.begin({ text: textsIn(message['content']).join('\n'), at_ms, span_id });
  }

  function message(entry: SourceRecord, at_ms: number): void {
    const content = recordOf(entry['message']);
    const role = textOf(content?.['role']);
    if (content === undefined || role === undefined || SILENT_ROLES.has(role)) return;
    if (role === 'user') prompt(entry, content, at_ms);
    else if (role === 'assistant') {
      const found = callsIn(content, at_ms);
      for (const call of found) giveUp(calls.begin(call));
      tellAnswer(put, turns, { message: content, at_ms, entry_id: textOf(entry['id']), calls: found.length });
    } else if (role === 'toolResult') {
      const call = calls.end(textOf(content['toolCallId']) ?? '');
      tellResult(put, content, call, at_ms, turns.span());
      turns.worked(at_ms, false);
    } else if (role === 'bashExecution') {
      tellShell(put, content, at_ms);
    } else put({ type: unknownType(AGENT, `message.${role}`), at_ms, payload: {} });
  }

  function giveUp(call: Call | undefined): void {
    if (call === undefined) return;
    tellRun(put, { ...call.call, at_ms: call.at_ms, time: {}, status: undefined, unanswered: true }, turns.span());
  }

  function entry(type: string, record: SourceRecord, at_ms: number): void {
    last_ms = Math.max(last_ms, at_ms);
    if (type === 'session') header(record, at_ms);
    else if (type === 'model_change') modelChange(record, at_ms);
    else if (!SILENT.has(type)) {
      begin(at_ms);
      if (type === 'message') message(record, at_ms);
      else if (type === 'compaction') {
        put({ type: 'compaction', at_ms, payload: { tokens_before: countOf(record['tokensBefore']) } });
      } else if (type === 'session_info') {
        put({ type: 'session_update', at_ms, payload: { name: textOf(record['name']) } });
      } else put({ type: unknownType(AGENT, type), at_ms, payload: {} });
    }
  }

  function end(): void {
    if (start !== undefined) begin(start.at_ms);
    for (const call of calls.rest()) giveUp(call);
    turns.end();
  }

  return {
    owner: (): Owner => ({ session_id, agent_id: AGENT }),
    isReplayed: (own_ms: number): boolean => own_ms < forked_ms,
    knownUntil: turns.knownUntil,
    entry,
    end,
  };
}
