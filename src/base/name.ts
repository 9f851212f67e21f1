import { LIMITS } from './limits.js';

/** A name as it is remembered: a line may be a mebibyte long, a name may not. */
export const shortName = (name: string): string =>
  name.length > LIMITS.name_chars ? `${name.slice(0, LIMITS.name_chars - 1)}…` : name;

/**
 * A text of a log, cut to what is remembered of it, and what it was found to be in the table that was asked last. A reader
 * that meets the same text again gives the same name for it, and then nothing is looked up by its letters.
 */
export class Name {
  readonly text: string;
  /** The table, and the row in it; whoever has a table never takes a row out of it. */
  table: unknown = null;
  row: unknown = null;

  constructor(text: string) {
    this.text = shortName(text);
  }
}

/** The names of an event. */
export interface EventNames {
  /** Of the task, tool, skill, model or wait; a file's path. */
  readonly name: Name;
  /** Empty for none. */
  readonly agent: Name;
  /** Whose clock its time is: the writer's, else the agent's, else the file's. */
  readonly clock: Name;
}
