import { type EventNames, Name } from '../base/name.js';
import { PAYLOADS } from '../event/fields.js';
import type { KnownEvent } from '../event/types.js';
import { type Clocks, checkClock, checkEvent, checkTime, createClocks, mergeClocks } from './checks.js';
import { addFinding, type Findings, placeOf, quoted } from './findings.js';
import { durationMicros, microsOf } from './micros.js';
import {
  createOpenTasks,
  insideOfAgent,
  insideOfSpan,
  insideOfTask,
  mergeOpenTasks,
  type OpenTask,
  type OpenTasks,
  openTask,
  takeTask,
  takeWaiting,
} from './open-tasks.js';
import { createRetries, isRetry, mergeRetries, type Retries } from './retries.js';
import { noteInside, type RunInside } from './run-inside.js';
import { createCalls, mergeCalls, noteAttempt, type SkillCall, type SkillCalls, takeCall } from './skill-calls.js';
import type { InsideKind, Located, Lost, Seen } from './types.js';

/** What is remembered of earlier events to understand the next one. */
export interface Sight {
  open: OpenTasks;
  calls: SkillCalls;
  clocks: Clocks;
  retries: Retries;
  /** The line that was told of last for its inferred time: one line may hold several events. */
  inferred: string;
}

export const createSight = (): Sight => ({
  open: createOpenTasks(),
  calls: createCalls(),
  clocks: createClocks(),
  retries: createRetries(),
  inferred: '',
});

/** What is true of all events of a type. */
interface Trait {
  /** The event has no duration, whatever it says. */
  readonly instant: boolean;
  readonly ends_span: boolean;
  /** As what it runs inside another; null for what does not run. */
  readonly kind: InsideKind | null;
}

const KINDS: Readonly<Record<string, InsideKind>> = {
  task_complete: 'task',
  tool_call: 'tool',
  skill: 'skill',
  skill_attempt: 'skill',
  file_read: 'file',
  file_write: 'file',
  model_call: 'model',
  wait: 'wait',
};
const INSTANTS = new Set(['task_start', 'events_dropped', 'resource_sample']);
const ENDS = new Set(['task_complete', 'tool_call', 'skill']);
const TRAITS: ReadonlyMap<string, Trait> = new Map(
  Object.keys(PAYLOADS).map((type) => [
    type,
    {
      instant: INSTANTS.has(type) || type.startsWith('session_'),
      ends_span: ENDS.has(type),
      kind: KINDS[type] ?? null,
    },
  ]),
);

/** Finds out what an event covers, which start or attempts belong to it, and inside what it ran. */
export function see(sight: Sight, located: Located, findings: Findings): Seen {
  const { event } = located;
  const trait = TRAITS.get(event.type);
  // A trait is there for every known type, and the checker has passed the event.
  const known = trait === undefined ? null : (event as KnownEvent);
  const { name, agent, clock } = located.names ?? namesOf(located, known);
  const at_us = microsOf(located.at_ms);
  let duration_us = trait?.instant === true ? null : givenDuration(located, findings);
  let start: OpenTask | null = null;
  let inside: RunInside | null = null;
  let call: SkillCall | null = null;
  let begins_run = true;
  let begins_time = true;
  let listed = false;
  let lost: Lost | null = null;

  checkClock(sight.clocks, located, clock, findings);
  sight.inferred = checkTime(sight.inferred, located, findings);
  if (known !== null) checkEvent(known, located, findings);
  switch (known?.type) {
    case 'task_start': {
      const task = openTask(sight.open, known, located, agent.text, at_us);
      if (task !== null) lost = { task, call: null };
      break;
    }
    case 'task_complete':
      start = takeTask(sight.open, known, agent.text);
      inside = start?.inside ?? null;
      if (start === null) {
        addFinding(
          findings,
          'COMPLETE_WITHOUT_START',
          placeOf(located),
          () => `task ${quoted(known.name)} had not started`,
        );
      } else if (duration_us === null) {
        duration_us = checkedDuration(at_us - start.at_us, located, findings);
      }
      break;
    case 'skill_attempt': {
      const found = noteAttempt(sight.calls, known, agent.text, at_us - (duration_us ?? 0), at_us, duration_us);
      ({ begins_run, begins_time, listed } = found);
      if (found.ended !== null) lost = { task: null, call: found.ended };
      break;
    }
    case 'skill':
      call = takeCall(sight.calls, known, agent.text, duration_us);
      begins_run = call === null;
      begins_time = !call?.sum_us;
      break;
    default:
  }
  if (inside === null && event.span_id !== undefined && trait?.ends_span === true)
    inside = takeWaiting(sight.open, event.span_id);
  const start_us = at_us - (duration_us ?? 0);
  const retry = known !== null && isRetry(sight.retries, known, agent.text);
  const seen: Seen = {
    located,
    known,
    type: event.type,
    name,
    agent,
    start_us,
    at_us,
    duration_us,
    inside,
    begins_run,
    listed,
    call,
    lost,
    retry,
  };
  if (known !== null && trait?.kind && start_us < at_us)
    noteInParent(sight.open, known, trait.kind, seen, start, begins_time ? 1 : 0);
  return seen;
}

function givenDuration(located: Located, findings: Findings): number | null {
  const given: unknown = located.event['duration_ms'];
  return typeof given === 'number' && Number.isFinite(given)
    ? checkedDuration(microsOf(given), located, findings)
    : null;
}

/** A negative duration counts as 0 and is told. */
function checkedDuration(us: number, located: Located, findings: Findings): number {
  if (us < 0)
    addFinding(
      findings,
      'NEGATIVE_DURATION',
      placeOf(located),
      () => `the duration is ${us / 1000} ms; it counts as 0`,
    );
  return durationMicros(us / 1000);
}

function noteInParent(
  open: OpenTasks,
  event: KnownEvent,
  kind: InsideKind,
  seen: Seen,
  start: OpenTask | null,
  runs: number,
): void {
  const parent = parentOf(open, event, seen, start);
  if (parent !== null) noteInside(parent, kind, seen.name.text, seen.start_us, seen.at_us, runs);
}

function parentOf(open: OpenTasks, event: KnownEvent, seen: Seen, start: OpenTask | null): RunInside | null {
  const span_id = event.parent_span_id ?? start?.parent_span_id ?? undefined;
  if (span_id !== undefined) return span_id === event.span_id ? null : insideOfSpan(open, span_id);
  if (start !== null) return start.parent === null ? null : insideOfTask(open, start.parent);
  return insideOfAgent(open, seen.agent.text);
}

const namesOf = ({ event, file }: Located, known: KnownEvent | null): EventNames => ({
  name: new Name(known === null ? '' : nameOf(known)),
  agent: new Name(event.agent_id ?? ''),
  clock: new Name(event.writer ?? event.agent_id ?? file),
});

function nameOf(event: KnownEvent): string {
  if (event.type === 'skill' || event.type === 'skill_attempt') return event.skill;
  if (event.type === 'file_read' || event.type === 'file_write') return event.path;
  if (event.type === 'model_call') return event.model;
  if (event.type === 'wait') return event.for;
  return 'name' in event && typeof event.name === 'string' ? event.name : '';
}

/** Puts what the later part of a session left open behind what the earlier one did. */
export function mergeSight(left: Sight, right: Sight): Sight {
  mergeOpenTasks(left.open, right.open);
  mergeCalls(left.calls, right.calls);
  mergeClocks(left.clocks, right.clocks);
  mergeRetries(left.retries, right.retries);
  left.inferred = right.inferred;
  return left;
}
