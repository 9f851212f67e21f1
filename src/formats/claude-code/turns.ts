import { Bounded } from '../agent/bounded.js';
import type { Line } from './draft.js';
import type { Items } from './items.js';
import type { Outbox } from './outbox.js';
import type { Pairing } from './pairing.js';
import type { Prompt } from './prompts.js';
import { Turn } from './turn.js';

/** How much is held back to be put in order of time, and for the end of its turn. */
const HELD = 1_000;

/** The turns of a session, one after the other: when one begins, what it holds, when it has ended. */
export class Turns {
  readonly #outbox: Outbox;
  readonly #items: Items;
  readonly #pairing: Pairing;
  /** Whether somebody is waited for between them. */
  readonly #waits: boolean;
  /** Answers that were given out: they are not given out again. */
  readonly #spent = new Bounded<string, true>();
  #turn: Turn | undefined;
  #ended: { readonly name: string; readonly span_id: string; readonly end_ms: number } | undefined;
  #anchor_ms: number | undefined;

  constructor(outbox: Outbox, items: Items, pairing: Pairing, waits: boolean) {
    this.#outbox = outbox;
    this.#items = items;
    this.#pairing = pairing;
    this.#waits = waits;
  }

  get open(): Turn | undefined {
    return this.#turn;
  }

  isSpent(answer_id: string): boolean {
    return this.#spent.has(answer_id);
  }

  /** The turn that a line of the agent belongs to; where there is none, one begins whose prompt is not known. */
  at({ at_ms, uuid }: Line): Turn {
    const ended = this.#ended;
    const late = ended !== undefined && at_ms <= ended.end_ms;
    if (this.#turn?.start.late && !late) this.close(this.#turn.last_ms);
    this.#turn ??= new Turn({
      span_id: late ? ended.span_id : `turn:${uuid}`,
      name: this.#items.current ?? ended?.name ?? 'continued',
      begun_ms: at_ms,
      sure: false,
      prompted: false,
      late,
      anchors: this.#anchor_ms === undefined ? [] : [this.#anchor_ms],
      waited_from_ms: undefined,
    });
    this.#turn.touch(at_ms);
    return this.#turn;
  }

  prompt({ name, human, sure }: Prompt, { at_ms, uuid }: Line): void {
    if (this.#turn !== undefined) this.close(this.#turn.last_ms);
    this.#anchor_ms = at_ms;
    this.#turn = new Turn({
      span_id: `turn:${uuid}`,
      name: this.#items.current ?? name,
      begun_ms: at_ms,
      sure,
      prompted: true,
      late: false,
      anchors: [at_ms],
      waited_from_ms: human && this.#waits ? this.#ended?.end_ms : undefined,
    });
  }

  /** The model was given something. */
  given(at_ms: number): void {
    this.#anchor_ms = at_ms;
    this.#turn?.anchor(at_ms);
  }

  interrupt(at_ms: number): void {
    if (this.#turn === undefined) return;
    this.#turn.status = 'cancelled';
    this.close(at_ms);
  }

  /** Ends the turn. `own_ms` is how long it took by its own clock, which stands still while a person is asked. */
  close(end_ms: number, own_ms?: number): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    this.#turn = undefined;
    const { span_id, name, begun_ms, late, prompted } = turn.start;
    const paused_ms = own_ms !== undefined && prompted ? Math.max(0, end_ms - begun_ms - own_ms) : undefined;
    this.#release(turn, true, paused_ms);
    const completion = turn.completion(end_ms, paused_ms);
    this.#outbox.hold(...completion);
    if (!late && completion.length > 0) this.#ended = { name, span_id, end_ms };
    this.#outbox.flush();
  }

  /** Nothing more comes. A turn in the midst of its work stays open. */
  end(): void {
    const turn = this.#turn;
    if (turn !== undefined && (turn.settled || turn.status !== 'completed')) this.close(turn.last_ms);
    else if (turn !== undefined) this.#release(turn, true);
    this.#outbox.hold(...this.#pairing.close());
    this.#outbox.flush();
  }

  /** Gives out what has gathered when it is too much to be held back until the turn ends. */
  limit(): void {
    if (this.#outbox.size + (this.#turn?.size ?? 0) < HELD) return;
    if (this.#turn !== undefined) this.#release(this.#turn, false);
    this.#outbox.flush();
  }

  #release(turn: Turn, ended: boolean, paused_ms?: number): void {
    const drafts = turn.release((id) => this.#spent.set(id, true), ended, paused_ms);
    this.#outbox.hold(...drafts, ...(ended ? this.#pairing.close() : this.#pairing.lost()));
  }
}
