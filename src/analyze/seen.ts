import { Name } from '../base/name.js';
import type { KnownEvent } from '../event/types.js';
import type { OpenTask } from './open-tasks.js';
import type { RunInside } from './run-inside.js';
import type { SkillCall } from './skill-calls.js';
import type { Located, Lost } from './types.js';

const NO_NAME = new Name('');
const NOWHERE: Located = { event: { ts: '', session_id: '', type: '' }, at_ms: 0, file: '', line: 0 };

/**
 * One event as every metric takes it: with its times, and with what matching found out about it. Times are whole
 * microseconds. One object is used again for every event, because making one for each costs more than most metrics do.
 */
export class Seen {
  located: Located = NOWHERE;
  /** The event, or null when this version does not know its type. */
  known: KnownEvent | null = null;
  type = '';
  /** Of its task, tool, skill, model, wait or file; empty for none. */
  name: Name = NO_NAME;
  /** The event's agent; empty when it names none. */
  agent: Name = NO_NAME;
  /** What the event covers: [start_us, at_us]. */
  start_us = 0;
  at_us = 0;
  /** The effective duration: as reported, or for a completed task since its start; null when unknown. */
  duration_us: number | null = null;
  /** The start of the task that this event completes. */
  start: OpenTask | null = null;
  /** What ran inside the run that this event ends. */
  inside: RunInside | null = null;
  /** False for an event that tells more of a skill call which an earlier line began. */
  begins_run = true;
  /** False for one that tells more of a skill call of which an earlier line told time. */
  begins_time = true;
  /** True for an attempt of a skill call whose `skill` line came before it and has listed it. */
  listed = false;
  /** The skill call, as its attempt lines told it, that a `skill` line now ends. */
  call: SkillCall | null = null;
  lost: Lost | null = null;
  /** True for a call right after one of the same that failed. */
  retry = false;

  /** Forgets the event before. */
  begin(located: Located, known: KnownEvent | null, type: string): void {
    this.located = located;
    this.known = known;
    this.type = type;
    this.duration_us = null;
    this.start = null;
    this.inside = null;
    this.begins_run = true;
    this.begins_time = true;
    this.listed = false;
    this.call = null;
    this.lost = null;
    this.retry = false;
  }
}
