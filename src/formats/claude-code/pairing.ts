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
  readonly #lost: Draft[] = [];

  call(use: ToolUse): Pair | undefined {
    const early = this.#early.take(use.id);
    if (early !== undefined) return [use, early[1]];
    const lost = this.#calls.begin(use);
    if (lost !== undefined) this.#lost.push(unfinishedDraft(lost));
    return undefined;
  }

  result(id: string, result: Result): Pair | undefined {
    const use = this.#calls.end(id);
    if (use !== undefined) return [use, result];
    const lost = this.#early.set(id, [id, result]);
    if (lost !== undefined) this.#lost.push(orphanDraft(...lost));
    return undefined;
  }

  /** Those that had to be given up. */
  lost(): Draft[] {
    return this.#lost.splice(0);
  }

  /** Nothing more comes: those that are alone stay so. */
  end(): Draft[] {
    const drafts = [...this.lost(), ...this.#calls.rest().map(unfinishedDraft)];
    for (const lost of this.#early.values()) drafts.push(orphanDraft(...lost));
    this.#early.clear();
    return drafts;
  }
}
