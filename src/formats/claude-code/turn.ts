import { Bounded } from '../agent/bounded.js';
import type { SourceRecord } from '../format.js';
import { type Answer, addLine, answerDraft, answerOf, lineToLine } from './answers.js';
import { callDrafts, type DoneCall } from './calls.js';
import type { Draft } from './draft.js';
import { placeWaits } from './pauses.js';
import type { Result } from './results.js';
import type { ToolUse } from './uses.js';

export interface TurnStart {
  readonly span_id: string;
  readonly name: string;
  readonly begun_ms: number;
  /** It certainly counts, even when nothing comes of it. */
  readonly sure: boolean;
  /** It began with a prompt that stands in the file; else its beginning is only the first that is known of it. */
  readonly prompted: boolean;
  /** Only lines that came late, for a turn that has ended. */
  readonly late: boolean;
  readonly anchors: readonly number[];
  /** Since when the agent had waited for the prompt. */
  readonly waited_from_ms: number | undefined;
}

/** How many instants of a turn are remembered at which the model was given something. */
const ANCHORS = 2_000;
const SKILLS = 100;

/** What is known of one turn, from its prompt to the end of the last answer. */
export class Turn {
  readonly start: TurnStart;
  last_ms: number;
  /** Something came of it. */
  active = false;
  /** The last thing that it did was to answer. */
  settled = false;
  status: 'completed' | 'failed' | 'cancelled' = 'completed';
  error: string | undefined;
  /** Which attempt of its request the next answer is, when earlier ones failed. */
  attempt: number | undefined;
  readonly anchors: number[];
  #answers = new Map<string, Answer>();
  #done: DoneCall[] = [];
  readonly #failedSkills = new Bounded<string, number>(SKILLS);
  #announced = false;
  #partial = false;

  constructor(start: TurnStart) {
    this.start = start;
    this.last_ms = start.begun_ms;
    this.anchors = [...start.anchors];
  }

  /** How much it holds back. */
  get size(): number {
    return this.#answers.size + this.#done.length;
  }

  touch(at_ms: number): void {
    this.active = true;
    this.last_ms = Math.max(this.last_ms, at_ms);
  }

  /** The model was given something. */
  anchor(at_ms: number): void {
    this.anchors.push(at_ms);
    if (this.anchors.length > ANCHORS) this.anchors.splice(0, ANCHORS / 2);
  }

  answer(id: string, message: SourceRecord, at_ms: number): void {
    let answer = this.#answers.get(id);
    if (answer === undefined) {
      answer = answerOf(id, at_ms, this.attempt);
      this.attempt = undefined;
      this.#answers.set(id, answer);
    }
    addLine(answer, message, at_ms);
  }

  /** Which attempt of a skill this call is: further ones follow on one that failed. */
  nextAttempt({ skill }: ToolUse, { status }: Result): number {
    if (skill === undefined) return 1;
    const attempt = this.#failedSkills.get(skill) ?? 1;
    if (status === 'completed') this.#failedSkills.take(skill);
    else this.#failedSkills.set(skill, attempt + 1);
    return attempt;
  }

  done(call: DoneCall): void {
    this.#done.push(call);
  }

  /**
   * What it holds back. While it goes on, the latest answer stays: more lines of it may come. `spent` hears of each
   * answer that is given out.
   */
  release(spent: (id: string) => void, ended: boolean, paused_ms?: number): Draft[] {
    const { span_id, late } = this.start;
    const drafts = this.#announce();
    const answers = [...this.#answers.values()];
    const latest = ended ? undefined : answers.pop();
    this.#answers = new Map(latest === undefined ? [] : [[latest.id, latest]]);
    for (const answer of answers) {
      drafts.push(answerDraft(answer, this.anchors, span_id));
      spent(answer.id);
    }
    // Waits are placed by all calls of a turn, or not at all.
    this.#partial ||= !ended;
    const waits = placeWaits(this.#done, this.#partial || late ? undefined : paused_ms);
    for (const call of this.#done) drafts.push(...callDrafts(call, waits.get(call.use.id)));
    this.#done = [];
    return drafts;
  }

  #announce(): Draft[] {
    const { span_id, name, begun_ms, sure, late } = this.start;
    if (this.#announced || late || !(sure || this.active)) return [];
    this.#announced = true;
    const payload = { name, metadata: { kind: 'turn' }, span_id };
    return [...this.#wait(), { type: 'task_start', at_ms: begun_ms, payload }];
  }

  #wait(): Draft[] {
    const { begun_ms, waited_from_ms, span_id } = this.start;
    const waited = lineToLine(waited_from_ms, begun_ms);
    if (!waited.duration_ms) return [];
    return [{ type: 'wait', at_ms: begun_ms, payload: { for: 'human', ...waited, span_id: `wait:${span_id}` } }];
  }

  /** Its end, for a turn of which something came or should have come. */
  completion(end_ms: number, paused_ms: number | undefined): Draft[] {
    const { span_id, name, begun_ms, sure, late } = this.start;
    if (late || !(sure || this.active)) return [];
    const status = this.active || this.status === 'failed' ? this.status : 'cancelled';
    const payload = {
      name,
      duration_ms: Math.max(0, end_ms - begun_ms),
      duration_source: 'line_to_line',
      status,
      error: this.error,
      metadata: { kind: 'turn' },
      paused_ms,
      span_id,
    };
    return [{ type: 'task_complete', at_ms: Math.max(end_ms, begun_ms), payload }];
  }
}
