import { amountOf, recordsOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { anchorOf, SYNTHETIC } from './answers.js';
import type { Line } from './draft.js';
import { Identity, type Kin } from './identity.js';
import { Items } from './items.js';
import { itemDrafts, type Links, skillDraft } from './made.js';
import { Outbox } from './outbox.js';
import { type Pair, Pairing } from './pairing.js';
import { textIn, userLineOf } from './prompts.js';
import { resultOf } from './results.js';
import { compactionDraft, failedDraft, finalErrorOf, retryOf } from './system.js';
import type { Turn } from './turn.js';
import { Turns } from './turns.js';
import { useOf } from './uses.js';

/** One session of a file, the main one or that of a subagent: lines in, events out when their turn has ended. */
export class Session {
  readonly #links: Links;
  readonly #identity: Identity;
  readonly #outbox: Outbox;
  readonly #items: Items;
  readonly #pairing = new Pairing();
  readonly #turns: Turns;

  constructor(kin: Kin, links: Links) {
    this.#links = links;
    this.#identity = new Identity(kin);
    this.#outbox = new Outbox(kin.session_id);
    this.#items = new Items(kin.session_id);
    // A subagent waits for nobody.
    this.#turns = new Turns(this.#outbox, this.#items, this.#pairing, kin.parent_session_id === undefined);
  }

  /** The events that are ready. */
  take(): SourceRecord[] {
    this.#turns.limit();
    return this.#outbox.take();
  }

  end(): SourceRecord[] {
    this.#turns.end();
    return this.#outbox.take();
  }

  user(line: Line, message: SourceRecord): void {
    this.see(line);
    const { content } = message;
    const results = recordsOf(content).filter(({ type }) => type === 'tool_result');
    if (results.length > 0) {
      this.#results(line, results);
      return;
    }
    const said = userLineOf(line.record, content);
    if (said === 'other') this.#turns.given(line.at_ms);
    else if (said === 'interrupt') this.#turns.interrupt(line.at_ms);
    else this.#turns.prompt(said, line);
  }

  assistant(line: Line, message: SourceRecord): void {
    this.see(line);
    const turn = this.#turns.at(line);
    if (message['model'] === SYNTHETIC) {
      if (line.record['isApiErrorMessage'] === true) this.#failed(turn, line, textIn(message['content']));
      return;
    }
    turn.status = 'completed';
    turn.error = undefined;
    this.#outbox.model ??= textOf(message['model']);
    const id = textOf(message['id']) ?? line.uuid;
    if (!this.#turns.isSpent(id)) turn.answer(id, message, line.at_ms);
    const blocks = recordsOf(message['content']);
    const calls = blocks.filter(({ type }) => type === 'tool_use');
    for (const block of calls) this.#call(turn, block, line.at_ms);
    turn.settled =
      calls.length === 0 && (message['stop_reason'] === 'end_turn' || blocks.some(({ type }) => type === 'text'));
  }

  system(line: Line): void {
    this.see(line);
    const { record, at_ms } = line;
    const { subtype } = record;
    const turn = this.#turns.open;
    if (subtype === 'api_error') this.#retry(this.#turns.at(line), line);
    else if (subtype === 'turn_duration') this.#turns.close(at_ms, amountOf(record['durationMs']));
    else if (subtype !== 'stop_hook_summary') this.#compacted(line);
    else if (turn !== undefined) turn.last_ms = Math.max(turn.last_ms, at_ms);
  }

  /** A record of a type that is not known: it is counted. */
  unknown(type: string, line: Line): void {
    this.see(line);
    this.#outbox.hold({ type: `claude-code/${type}`, at_ms: line.at_ms, inferred: line.inferred, payload: {} });
  }

  titled(record: SourceRecord): void {
    this.#outbox.hold(...this.#identity.titled(record));
  }

  linked(pr_url: string, line: Line): void {
    this.see(line);
    const { at_ms, inferred } = line;
    this.#outbox.hold({ type: 'session_update', at_ms, inferred, payload: { pr_url } });
  }

  /** A line that tells at least that the session goes on. */
  see(line: Line): void {
    this.#outbox.hold(...this.#identity.see(line));
  }

  #call(turn: Turn, block: SourceRecord, at_ms: number): void {
    const use = useOf(block, at_ms, turn.start.span_id);
    if (use === undefined) return;
    if (use.prompt !== undefined) this.#links.called(use.id, use.prompt);
    this.#pair(turn, this.#pairing.call(use));
  }

  #results(line: Line, blocks: readonly SourceRecord[]): void {
    const turn = this.#turns.at(line);
    const detail = blocks.length === 1 ? line.record['toolUseResult'] : undefined;
    for (const block of blocks) {
      const id = textOf(block['tool_use_id']);
      if (id !== undefined) this.#pair(turn, this.#pairing.result(id, resultOf(block, detail, line.at_ms)));
    }
    turn.settled = false;
    this.#turns.given(line.at_ms);
  }

  #pair(turn: Turn, pair: Pair | undefined): void {
    if (pair === undefined) return;
    const [use, result] = pair;
    turn.done({ use, result, child: this.#links.childOf(use.id) });
    const skill = skillDraft(use, result, turn.nextAttempt(use, result));
    if (skill !== undefined) this.#outbox.hold(skill);
    this.#outbox.hold(...itemDrafts(this.#items, use, result));
  }

  #retry(turn: Turn, line: Line): void {
    const retry = retryOf(line.record);
    const from_ms = anchorOf(turn.anchors, line.at_ms);
    this.#outbox.hold(failedDraft(line, from_ms, retry, turn.start.span_id));
    turn.attempt = (retry.attempt ?? turn.attempt ?? 1) + 1;
    turn.anchor(line.at_ms);
    // The next request goes out after the pause.
    turn.anchor(line.at_ms + (retry.retry_in_ms ?? 0));
  }

  /** The client gave up and said so in an answer of its own. */
  #failed(turn: Turn, line: Line, text: string): void {
    const error = finalErrorOf(text);
    const from_ms = anchorOf(turn.anchors, line.at_ms);
    this.#outbox.hold(failedDraft(line, from_ms, { attempt: turn.attempt, error }, turn.start.span_id));
    turn.attempt = undefined;
    turn.status = 'failed';
    turn.error = error;
  }

  #compacted(line: Line): void {
    const turn = this.#turns.open;
    const from_ms = turn === undefined ? undefined : Math.max(turn.last_ms, anchorOf(turn.anchors, line.at_ms) ?? 0);
    const draft = compactionDraft(line, from_ms);
    if (draft === undefined) return;
    if (turn?.active) turn.touch(line.at_ms);
    this.#turns.given(line.at_ms);
    this.#outbox.hold(draft);
  }
}
