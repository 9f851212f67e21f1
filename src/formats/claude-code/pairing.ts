import { Bounded } from '../agent/bounded.js';
import { OpenCalls } from '../agent/calls.js';
import { orphanDraft, unfinishedDraft } from './calls.js';
import type { Draft } from './draft.js';
import type { Result } from './results.js';
import type { ToolUse } from './uses.js';

const OPEN = 1_000;

/** A call and its result. */
export type Pair = readonly [use: ToolUse, result: Result];

/** Brings calls and results together, in whichever order their lines stand. */
export class Pairing {
  readonly #calls = new OpenCalls<ToolUse>(OPEN);
  readonly #early = new Bounded<string, readonly [id: string, result: Result]>(OPEN);
  /** Given up before. */
  readonly #told = new Bounded<string, true>(OPEN);
  readonly #lost: Draft[] = [];

  call(use: ToolUse): Pair | undefined {
    const early = this.#early.take(use.id);
    if (early !== undefined) return [use, early[1]];
    if (this.#told.has(use.id)) return undefined;
    const lost = this.#calls.begin(use);
    if (lost !== undefined) this.#giveUp(lost.id, unfinishedDraft(lost));
    return undefined;
  }

  result(id: string, result: Result): Pair | undefined {
    const use = this.#calls.end(id);
    if (use !== undefined) return [use, result];
    if (this.#told.has(id)) return undefined;
    const lost = this.#early.set(id, [id, result]);
    if (lost !== undefined) this.#giveUp(lost[0], orphanDraft(...lost));
    return undefined;
  }

  /** Those that had to be given up. */
  lost(): Draft[] {
    return this.#lost.splice(0);
  }

  /** The turn has ended, and what is alone stays so: it is told once, whatever comes late. */
  close(): Draft[] {
    for (const use of this.#calls.rest()) this.#giveUp(use.id, unfinishedDraft(use));
    for (const lost of this.#early.values()) this.#giveUp(lost[0], orphanDraft(...lost));
    this.#early.clear();
    return this.lost();
  }

  #giveUp(id: string, draft: Draft): void {
    this.#told.set(id, true);
    this.#lost.push(draft);
  }
}
