import { type EventNames, Name } from '../base/name.js';
import { PAYLOADS } from '../event/fields.js';
import type { EventOf, EventType, KnownEvent } from '../event/types.js';
import { type Clocks, checkClock, checkStatus, checkTime, createClocks, mergeClocks, tellDropped } from './checks.js';
import { addFinding, type Findings, placeOf } from './findings.js';
import { KIND } from './inside.js';
import { MESSAGES } from './messages.js';
import { durationMicros, microsOf } from './micros.js';
import {
  createOpenTasks,
  insideOfAgent,
  insideOfSpan,
  insideOfTask,
  mergeOpenTasks,
  type OpenTasks,
  openTask,
  takeTask,
  takeWaiting,
} from './open-tasks.js';
import { createRetries, isRetry, mergeRetries, type Retries } from './retries.js';
import { noteInside, type RunInside } from './run-inside.js';
import { Seen } from './seen.js';
import { createCalls, mergeCalls, noteAttempt, type SkillCalls, takeCall } from './skill-calls.js';
import type { Located } from './types.js';

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

const KINDS: Readonly<Record<string, number>> = {
  task_complete: KIND.task,
  tool_call: KIND.tool,
  skill: KIND.skill,
  skill_attempt: KIND.skill,
  file_read: KIND.file,
  file_write: KIND.file,
  model_call: KIND.model,
  wait: KIND.wait,
};
const INSTANTS = new Set(['task_start', 'events_dropped', 'resource_sample']);

/** What is true of all events of a type. */
interface Trait {
  /** The house's own string for the type, which compares by its address. */
  readonly type: EventType;
  /** The event has no duration, whatever it says. */
  readonly instant: boolean;
  /** As which `KIND` it runs inside another; null for what does not run. */
  readonly kind: number | null;
}

const TRAITS: ReadonlyMap<string, Trait> = new Map(
  (Object.keys(PAYLOADS) as EventType[]).map((type) => [
    type,
    { type, instant: INSTANTS.has(type) || type.startsWith('session_'), kind: KINDS[type] ?? null },
  ]),
);

/** One for all events: each is seen and folded before the next one comes. */
const seen = new Seen();

/**
 * Finds out what an event covers, which start or attempts belong to it, and inside what it ran. What it returns is valid
 * until it is called again.
 */
export function see(sight: Sight, located: Located, findings: Findings): Seen {
  const { event, at_ms } = located;
  const trait = TRAITS.get(event.type);
  seen.begin(located, trait === undefined ? null : (event as KnownEvent), trait?.type ?? event.type);
  // A trait is there for every known type, and the checker has passed the event.
  const { name, agent, clock } = located.names ?? namesOf(located, seen.known);
  seen.name = name;
  seen.agent = agent;
  seen.at_us = microsOf(at_ms);
  checkClock(sight.clocks, located, clock, findings);
  sight.inferred = checkTime(sight.inferred, located, findings);
  if (trait?.instant !== true) seen.duration_us = givenDuration(located, findings);
  if (trait !== undefined) match(sight, seen, findings);
  seen.start_us = seen.at_us - (seen.duration_us ?? 0);
  const kind = trait?.kind ?? null;
  if (kind !== null && seen.start_us < seen.at_us) noteInParent(sight.open, kind, seen);
  return seen;
}

/** What this event has to do with those before it. */
function match(sight: Sight, seen: Seen, findings: Findings): void {
  const { known, located } = seen;
  switch (known?.type) {
    case 'tool_call':
      checkStatus(known, located, findings);
      seen.inside = insideOfOwn(sight.open, known);
      seen.retry = isRetry(sight.retries, known, seen.agent.text);
      break;
    case 'task_start': {
      const task = openTask(sight.open, known, seen);
      if (task !== null) seen.lost = { task, call: null };
      break;
    }
    case 'task_complete':
      completeTask(sight.open, known, seen, findings);
      break;
    case 'skill_attempt': {
      const found = noteAttempt(sight.calls, known, seen);
      seen.begins_run = found.begins_run;
      seen.begins_time = found.begins_time;
      seen.listed = found.listed;
      if (found.ended !== null) seen.lost = { task: null, call: found.ended };
      break;
    }
    case 'skill':
      seen.call = takeCall(sight.calls, known, seen);
      seen.begins_run = seen.call === null;
      seen.begins_time = !seen.call?.sum_us;
      seen.inside = insideOfOwn(sight.open, known);
      break;
    case 'model_call':
      seen.retry = isRetry(sight.retries, known, seen.agent.text);
      break;
    case 'session_end':
      checkStatus(known, located, findings);
      break;
    case 'events_dropped':
      tellDropped(known, located, findings);
      break;
    default:
  }
}

function completeTask(open: OpenTasks, event: EventOf<'task_complete'>, seen: Seen, findings: Findings): void {
  const start = takeTask(open, event, seen);
  seen.start = start;
  seen.inside = start?.inside ?? insideOfOwn(open, event);
  if (start === null) {
    addFinding(findings, 'COMPLETE_WITHOUT_START', placeOf(seen.located), () =>
      MESSAGES.COMPLETE_WITHOUT_START(event.name),
    );
  } else if (seen.duration_us === null) {
    seen.duration_us = checkedDuration(seen.at_us - start.at_us, seen.located, findings);
  }
}

/** What is known to have run inside the span that ends with this event. */
const insideOfOwn = (open: OpenTasks, { span_id }: KnownEvent): RunInside | null =>
  span_id === undefined ? null : takeWaiting(open, span_id);

function givenDuration(located: Located, findings: Findings): number | null {
  const given: unknown = located.event['duration_ms'];
  return typeof given === 'number' && Number.isFinite(given)
    ? checkedDuration(microsOf(given), located, findings)
    : null;
}

/** A negative duration counts as 0 and is told. */
function checkedDuration(us: number, located: Located, findings: Findings): number {
  if (us < 0) addFinding(findings, 'NEGATIVE_DURATION', placeOf(located), () => MESSAGES.NEGATIVE_DURATION('', us));
  return durationMicros(us / 1000);
}

function noteInParent(open: OpenTasks, kind: number, seen: Seen): void {
  const parent = parentOf(open, seen);
  if (parent !== null) noteInside(parent, kind, seen.name.text, seen.start_us, seen.at_us, seen.begins_time ? 1 : 0);
}

function parentOf(open: OpenTasks, { located, start, agent }: Seen): RunInside | null {
  const { parent_span_id, span_id } = located.event;
  const parent = parent_span_id ?? start?.parent_span_id ?? undefined;
  if (parent !== undefined) return parent === span_id ? null : insideOfSpan(open, parent);
  if (start !== null) return start.parent === null ? null : insideOfTask(open, start.parent);
  return insideOfAgent(open, agent.text);
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
