import { Bounded } from '../agent/bounded.js';
import { recordsOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { anchorOf, lineToLine, SYNTHETIC } from './answers.js';
import type { Line } from './draft.js';
import { Identity, type Kin } from './identity.js';
import { Items } from './items.js';
import { itemDrafts, type Links, skillDraft } from './made.js';
import { Outbox } from './outbox.js';
import { type Pair, Pairing } from './pairing.js';
import { type Prompt, textIn, userLineOf } from './prompts.js';
import { resultOf } from './results.js';
import { compactionDraft, failedDraft, retryOf } from './system.js';
import { Turn } from './turn.js';
import { useOf } from './uses.js';

/** How much is held back to be put in order of time, and for the end of its turn. */
const HELD = 1_000;

/** One session of a file, the main one or that of a subagent: lines in, events out when their turn has ended. */
export class Session {
  readonly #kin: Kin;
  readonly #links: Links;
  readonly #identity: Identity;
  readonly #outbox: Outbox;
  readonly #items: Items;
  readonly #pairing = new Pairing();
  readonly #spent = new Bounded<string, true>();
  #turn: Turn | undefined;
  /** The last turn that ended. */
  #ended: { readonly name: string; readonly span_id: string; readonly end_ms: number } | undefined;
  #anchor_ms: number | undefined;

  constructor(kin: Kin, links: Links) {
    this.#kin = kin;
    this.#links = links;
    this.#identity = new Identity(kin);
    this.#outbox = new Outbox(kin.session_id);
    this.#items = new Items(kin.session_id);
  }

  /** The events that are ready. */
  take(): SourceRecord[] {
    return this.#outbox.take();
  }

  user(line: Line, message: SourceRecord): void {
    this.#see(line);
    const { content } = message;
    const results = recordsOf(content).filter(({ type }) => type === 'tool_result');
    if (results.length > 0) {
      this.#results(line, results);
      return;
    }
    const said = userLineOf(line.record, content);
    if (said === 'other') this.#given(line.at_ms);
    else if (said === 'interrupt') this.#interrupt(line.at_ms);
    else this.#prompt(said, line);
  }

  assistant(line: Line, message: SourceRecord): void {
    this.#see(line);
    const turn = this.#turnAt(line);
    if (message['model'] === SYNTHETIC) {
      if (line.record['isApiErrorMessage'] === true) this.#failed(turn, line, textIn(message['content']));
      return;
    }
    turn.status = 'completed';
    turn.error = undefined;
    this.#outbox.model ??= textOf(message['model']);
    const id = textOf(message['id']) ?? line.uuid;
    if (!this.#spent.has(id)) turn.answer(id, message, line.at_ms);
    const blocks = recordsOf(message['content']);
    const calls = blocks.filter(({ type }) => type === 'tool_use');
    for (const block of calls) this.#call(turn, block, line.at_ms);
    turn.settled =
      calls.length === 0 && (message['stop_reason'] === 'end_turn' || blocks.some(({ type }) => type === 'text'));
    this.#limit();
  }

  system(line: Line): void {
    this.#see(line);
    const { record, at_ms } = line;
    const { subtype, durationMs } = record;
    if (subtype === 'api_error') this.#retry(this.#turnAt(line), line);
    else if (subtype === 'turn_duration') {
      this.#close(at_ms, typeof durationMs === 'number' ? durationMs : undefined);
    } else if (subtype === 'stop_hook_summary') {
      if (this.#turn !== undefined) this.#turn.last_ms = Math.max(this.#turn.last_ms, at_ms);
    } else this.#compacted(line);
  }

  /** A record of a type that is not known: it is counted. */
  unknown(type: string, line: Line): void {
    this.#see(line);
    this.#outbox.hold({ type: `claude-code/${type}`, at_ms: line.at_ms, inferred: line.inferred, payload: {} });
    this.#limit();
  }

  titled(record: SourceRecord): void {
    this.#outbox.hold(...this.#identity.titled(record));
  }

  linked(pr_url: string, line: Line): void {
    this.#see(line);
    const { at_ms, inferred } = line;
    this.#outbox.hold({ type: 'session_update', at_ms, inferred, payload: { pr_url } });
  }

  /** Nothing more comes. A turn in the midst of its work stays open. */
  end(): void {
    const turn = this.#turn;
    if (turn !== undefined && (turn.settled || turn.status !== 'completed')) this.#close(turn.last_ms);
    else if (turn !== undefined) this.#release(turn, true);
    this.#outbox.hold(...this.#pairing.end());
    this.#outbox.flush();
  }

  #see(line: Line): void {
    this.#outbox.hold(...this.#identity.see(line));
  }

  /** The turn that a line of the agent belongs to. */
  #turnAt({ at_ms, uuid }: Line): Turn {
    const ended = this.#ended;
    const late = ended !== undefined && at_ms <= ended.end_ms;
    let turn = this.#turn;
    if (turn?.start.late && !late) {
      this.#close(turn.last_ms);
      turn = undefined;
    }
    turn ??= new Turn({
      span_id: late ? ended.span_id : `turn:${uuid}`,
      name: this.#items.current ?? ended?.name ?? 'continued',
      begun_ms: at_ms,
      sure: false,
      prompted: false,
      late,
      anchors: this.#anchor_ms === undefined ? [] : [this.#anchor_ms],
    });
    this.#turn = turn;
    turn.touch(at_ms);
    return turn;
  }

  #prompt({ name, human, sure }: Prompt, { at_ms, uuid }: Line): void {
    if (this.#turn !== undefined) this.#close(this.#turn.last_ms);
    if (human && this.#ended !== undefined && this.#kin.parent_session_id === undefined) {
      const waited = lineToLine(this.#ended.end_ms, at_ms);
      if (waited.duration_ms) {
        this.#outbox.hold({ type: 'wait', at_ms, payload: { for: 'human', ...waited, span_id: `wait:${uuid}` } });
      }
    }
    this.#anchor_ms = at_ms;
    this.#turn = new Turn({
      span_id: `turn:${uuid}`,
      name: this.#items.current ?? name,
      begun_ms: at_ms,
      sure,
      prompted: true,
      late: false,
      anchors: [at_ms],
    });
  }

  #given(at_ms: number): void {
    this.#anchor_ms = at_ms;
    this.#turn?.anchor(at_ms);
  }

  #interrupt(at_ms: number): void {
    if (this.#turn === undefined) return;
    this.#turn.status = 'cancelled';
    this.#close(at_ms);
  }

  #call(turn: Turn, block: SourceRecord, at_ms: number): void {
    const use = useOf(block, at_ms, turn.start.span_id);
    if (use === undefined) return;
    if (use.prompt !== undefined) this.#links.called(use.id, use.prompt);
    this.#pair(turn, this.#pairing.call(use));
  }

  #results(line: Line, blocks: readonly SourceRecord[]): void {
    const turn = this.#turnAt(line);
    const detail = blocks.length === 1 ? line.record['toolUseResult'] : undefined;
    for (const block of blocks) {
      const id = textOf(block['tool_use_id']);
      if (id !== undefined) this.#pair(turn, this.#pairing.result(id, resultOf(block, detail, line.at_ms)));
    }
    turn.settled = false;
    this.#given(line.at_ms);
    this.#limit();
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
    this.#outbox.hold(failedDraft(line, from_ms, { model: this.#outbox.model, ...retry }, turn.start.span_id));
    turn.attempt = (retry.attempt ?? turn.attempt ?? 1) + 1;
    turn.anchor(line.at_ms);
    // The next request goes out after the pause.
    turn.anchor(line.at_ms + (retry.retry_in_ms ?? 0));
    this.#limit();
  }

  #failed(turn: Turn, line: Line, text: string): void {
    const error = text.slice(0, 300);
    const more = { model: this.#outbox.model, attempt: turn.attempt, error };
    this.#outbox.hold(failedDraft(line, anchorOf(turn.anchors, line.at_ms), more, turn.start.span_id));
    turn.attempt = undefined;
    turn.status = 'failed';
    turn.error = error;
  }

  #compacted(line: Line): void {
    const turn = this.#turn;
    const from_ms = turn === undefined ? undefined : Math.max(turn.last_ms, anchorOf(turn.anchors, line.at_ms) ?? 0);
    const draft = compactionDraft(line, from_ms);
    if (draft === undefined) return;
    if (turn?.active) turn.touch(line.at_ms);
    this.#given(line.at_ms);
    this.#outbox.hold(draft);
  }

  /** Ends the turn. `own_ms` is how long it took by its own clock, which stands still while a person is asked. */
  #close(end_ms: number, own_ms?: number): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    this.#turn = undefined;
    const { span_id, name, begun_ms, late, prompted } = turn.start;
    const known = own_ms !== undefined && Number.isFinite(own_ms) && prompted;
    const paused_ms = known ? Math.max(0, end_ms - begun_ms - own_ms) : undefined;
    this.#release(turn, true, paused_ms);
    const completion = turn.completion(end_ms, paused_ms);
    this.#outbox.hold(...completion);
    if (!late && completion.length > 0) this.#ended = { name, span_id, end_ms };
    this.#outbox.flush();
  }

  #release(turn: Turn, ended: boolean, paused_ms?: number): void {
    const drafts = turn.release((id) => this.#spent.set(id, true), ended, paused_ms);
    this.#outbox.hold(...drafts, ...this.#pairing.lost());
  }

  #limit(): void {
    const turn = this.#turn;
    if (this.#outbox.size + (turn?.size ?? 0) < HELD) return;
    if (turn !== undefined) this.#release(turn, false);
    this.#outbox.flush();
  }
}
