import type { SourceRecord } from '../format.js';

/** An event to be, without what the file adds: session and agent. */
export interface Draft {
  readonly type: string;
  readonly at_ms: number;
  readonly payload: SourceRecord;
}

export type Put = (draft: Draft) => void;

/** More are not held back: their order is then that of the file. */
const HELD = 500;

/**
 * Drafts on their way out. Some are known only after later ones (a turn's name comes with its prompt, an answer's tokens
 * after the tool that it called), so they are held until told otherwise and leave in the order of their times.
 */
export function openOutbox() {
  let drafts: Draft[] = [];

  return {
    put: (draft: Draft): void => {
      drafts.push(draft);
    },
    /** What may leave; nothing while it is to be held, unless there is too much of it. */
    take(hold: boolean): readonly Draft[] {
      if (drafts.length === 0 || (hold && drafts.length < HELD)) return [];
      const ready = drafts.sort((a, b) => a.at_ms - b.at_ms);
      drafts = [];
      return ready;
    },
  };
}
