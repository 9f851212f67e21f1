import { KIND } from './inside.js';
import { shareOf } from './micros.js';
import {
  addDuration,
  addRunInside,
  addStretch,
  createTime,
  durationColumns,
  mergeTime,
  type NameTime,
} from './name-time.js';
import { byText, countName, mergeCounts, mergeRows, objectOf, rowOf, rowOfName } from './names.js';
import type { RunInside } from './run-inside.js';
import type { SkillCall } from './skill-calls.js';
import type { Fold, SkillRow } from './types.js';

interface ModelState {
  attempts: number;
  verified: number;
}

interface SkillState {
  attempts: number;
  /** Calls of which the first attempt is known, and of these the ones in which it was verified. */
  first_known: number;
  first_verified: number;
  final_status: Map<string, number>;
  models: Map<string, ModelState>;
  time: NameTime;
}

export type Skills = Map<string, SkillState>;

const create = (): SkillState => ({
  attempts: 0,
  first_known: 0,
  first_verified: 0,
  final_status: new Map(),
  models: new Map(),
  time: createTime(),
});
const createModel = (): ModelState => ({ attempts: 0, verified: 0 });

function countAttempt(
  row: SkillState,
  attempt: { attempt: number; verified: boolean; model?: string | undefined },
): void {
  row.attempts++;
  if (attempt.attempt === 1) {
    row.first_known++;
    if (attempt.verified) row.first_verified++;
  }
  if (attempt.model === undefined) return;
  const model = rowOf(row.models, attempt.model, createModel);
  model.attempts++;
  if (attempt.verified) model.verified++;
}

/** Its result is in order of time, the longest first. */
export const skills: Fold<Skills, SkillRow[], [total_ms: number]> = {
  init: () => new Map(),

  step(state, seen) {
    const { known, start_us, at_us } = seen;
    if (known?.type !== 'skill' && known?.type !== 'skill_attempt') return;
    const row = rowOfName(state, seen.name, create);
    if (seen.begins_run) row.time.runs++;
    if (seen.duration_us !== null) addStretch(row.time, start_us, at_us);
    if (known.type === 'skill_attempt') {
      if (!seen.listed) countAttempt(row, known);
      return;
    }
    const { call } = seen;
    countName(row.final_status, known.final_status);
    for (const attempt of known.attempts ?? []) {
      const came_as_line = call !== null && attempt.attempt >= call.lowest && attempt.attempt <= call.highest;
      if (!came_as_line) countAttempt(row, attempt);
    }
    const duration_us = seen.duration_us ?? call?.sum_us ?? null;
    if (duration_us !== null) addDuration(row.time, duration_us);
    if (seen.inside !== null) {
      const from_us = Math.min(start_us, call?.start_us ?? start_us);
      addRunInside(row.time, seen.inside, KIND.skill, seen.name.text, from_us, at_us);
    }
  },

  merge: (left, right) => mergeRows(left, right, mergeSkill),

  finish: (state, total_ms) =>
    [...state]
      .map(([name, row]) => ({
        name,
        calls: row.time.runs,
        attempts: row.attempts,
        attempts_per_call: shareOf(row.attempts, row.time.runs),
        first_attempt_verified_rate: row.first_known === 0 ? null : row.first_verified / row.first_known,
        final_status: objectOf(row.final_status),
        models: [...row.models]
          .map(([model, figures]) => ({ model, ...figures }))
          .sort((a, b) => b.attempts - a.attempts || byText(a.model, b.model)),
        ...durationColumns(row.time, total_ms),
      }))
      .sort((a, b) => b.total_ms - a.total_ms || byText(a.name, b.name)),
};

function mergeSkill(left: SkillState, right: SkillState): SkillState {
  left.attempts += right.attempts;
  left.first_known += right.first_known;
  left.first_verified += right.first_verified;
  mergeCounts(left.final_status, right.final_status);
  mergeRows(left.models, right.models, (into, model) => {
    into.attempts += model.attempts;
    into.verified += model.verified;
    return into;
  });
  mergeTime(left.time, right.time);
  return left;
}

/** Counts the time of a call of which no `skill` line will come: the sum of its attempts. */
export function endCall(state: Skills, call: SkillCall, inside: RunInside | null): void {
  const { time } = rowOf(state, call.skill, create);
  if (call.sum_us !== null) addDuration(time, call.sum_us);
  if (inside !== null) addRunInside(time, inside, KIND.skill, call.skill, call.start_us, call.end_us);
}
