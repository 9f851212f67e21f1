import { Bounded } from '../agent/bounded.js';
import { briefError } from '../agent/briefs.js';
import { countOf, recordOf, textOf } from '../agent/values.js';
import { type Owner, type Put, unknownType } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { openTurns } from '../turns.js';
import { openAnswers } from './answers.js';
import { openCalls } from './calls.js';
import { openSession } from './session.js';
import { SILENT } from './silent.js';
import { openSubagents } from './subagents.js';

/** Subagents whose answers are followed at the same time. */
const SUBAGENTS = 100;

type Take = (data: SourceRecord, at_ms: number, event: SourceRecord) => void;

/** What happened in a session, event by event. What a subagent did belongs to a session of its own. */
export function openStory(file_id: string, put: Put) {
  const session = openSession(file_id, put);
  const turns = openTurns(put);
  const subagents = openSubagents(put, session.id);
  const answersOf = new Bounded<string, ReturnType<typeof openAnswers>>(SUBAGENTS);
  const calls = openCalls(put);
  let compaction_ms: number | undefined;

  const owner = (): Owner => subagents.owner() ?? session.owner();
  const parent = (): string | undefined => subagents.span() ?? turns.span();

  /** The answers to whoever's event it is: those of subagents come in between. */
  function answers(): ReturnType<typeof openAnswers> {
    const { session_id } = owner();
    const known = answersOf.get(session_id) ?? openAnswers(put);
    answersOf.set(session_id, known);
    return known;
  }

  function subagentEnd(data: SourceRecord, at_ms: number, status: 'completed' | 'failed'): void {
    subagents.enter(data['toolCallId'], undefined);
    answers().flush(parent());
    subagents.ended(data, at_ms, status);
  }

  function prompt(data: SourceRecord, at_ms: number, event: SourceRecord): void {
    const text = textOf(data['content']);
    const source = textOf(data['source']);
    // What the program itself puts in, or a person adds while the agent works, begins no turn.
    if (text === undefined || (source !== undefined && source !== 'user') || data['delivery'] === 'steering') return;
    answers().flush(turns.span());
    turns.begin({ text, at_ms, span_id: textOf(event['id']) ?? `${session.id()}#${at_ms}` });
  }

  /** While a subagent works, so does the turn that waits for it. */
  function worked(at_ms: number, through: boolean): void {
    if (subagents.span() === undefined) turns.worked(at_ms, through);
    else if (turns.busySince() !== undefined) turns.worked(at_ms, false);
  }

  function message(data: SourceRecord, at_ms: number): void {
    const model = textOf(data['model']) ?? session.model();
    const calls_tools = answers().part(data, at_ms, model, parent());
    worked(at_ms, !calls_tools);
  }

  function toolStart(data: SourceRecord, at_ms: number): void {
    answers().flush(parent());
    calls.start(data, at_ms, parent());
    worked(at_ms, false);
  }

  function toolEnd(data: SourceRecord, at_ms: number): void {
    calls.complete(data, at_ms, subagents.childOf(data['toolCallId']));
    worked(at_ms, false);
  }

  function permitted(data: SourceRecord, at_ms: number): void {
    calls.answered(data, at_ms, parent());
    worked(at_ms, false);
  }

  function fail(data: SourceRecord, at_ms: number): void {
    answers().flush(parent());
    const said = textOf(data['message']);
    const error = said === undefined ? undefined : briefError(said);
    const model = session.model() ?? 'unknown';
    const reason = textOf(data['errorType']);
    const payload = { model, status: 'failed', error, error_type: reason, parent_span_id: parent() };
    put({ type: 'model_call', at_ms, payload });
    if (subagents.span() === undefined) turns.broke(at_ms, 'failed', error);
  }

  function compacted(data: SourceRecord, at_ms: number): void {
    const duration_ms = compaction_ms === undefined ? undefined : at_ms - compaction_ms;
    compaction_ms = undefined;
    const tokens_before = countOf(data['preCompactionTokens']);
    const tokens_after = countOf(data['postCompactionTokens']);
    const trigger = textOf(data['trigger']);
    const known = duration_ms === undefined ? {} : { duration_ms, duration_source: 'line_to_line' };
    const payload = { trigger, tokens_before, tokens_after, ...known, parent_span_id: parent() };
    put({ type: 'compaction', at_ms, payload });
    const spent = recordOf(data['compactionTokensUsed']);
    if (spent !== undefined) answers().tellUsage(spent, at_ms, session.model(), parent());
  }

  const takes: ReadonlyMap<string, Take> = new Map<string, Take>([
    ['session.start', session.start],
    ['session.resume', session.resume],
    ['session.model_change', session.modelChange],
    ['session.context_changed', session.context],
    ['session.title_changed', session.title],
    ['session.shutdown', session.shutdown],
    ['session.error', fail],
    ['session.compaction_start', (_, at_ms) => (compaction_ms = at_ms)],
    ['session.compaction_complete', compacted],
    ['user.message', prompt],
    ['assistant.turn_start', (_, at_ms) => answers().begin(at_ms)],
    ['assistant.message', message],
    ['assistant.turn_end', () => answers().flush(parent())],
    ['tool.execution_start', toolStart],
    ['tool.execution_complete', toolEnd],
    ['permission.requested', calls.asked],
    ['permission.completed', permitted],
    ['subagent.started', subagents.started],
    ['subagent.completed', (data, at_ms) => subagentEnd(data, at_ms, 'completed')],
    ['subagent.failed', (data, at_ms) => subagentEnd(data, at_ms, 'failed')],
    ['abort', (data, at_ms) => turns.broke(at_ms, 'cancelled', textOf(data['reason']))],
  ]);

  return {
    owner,
    knownUntil: turns.knownUntil,

    event(type: string, data: SourceRecord, event: SourceRecord, at_ms: number): void {
      subagents.enter(data['parentToolCallId'], event['agentId']);
      if (!type.startsWith('session.')) session.begin(at_ms);
      const take = takes.get(type);
      if (take !== undefined) take(data, at_ms, event);
      else if (!SILENT.has(type)) put({ type: unknownType('copilot', type), at_ms, payload: {} });
      subagents.leave();
    },

    end(): void {
      answers().flush(turns.span());
      calls.end();
      turns.end();
    },
  };
}
