import { cutText } from '../agent/briefs.js';
import { recordsOf, textOf } from '../agent/values.js';
import type { Put } from './outbox.js';

export interface PlanItem {
  readonly step: string;
  readonly status: string;
}

/** Items of one plan that are followed. */
const ITEMS = 100;
const STEP_CHARS = 200;

/** Of the arguments of `update_plan`: `[{step, status: pending | in_progress | completed}]`. */
export const planOf = (plan: unknown): PlanItem[] =>
  recordsOf(plan)
    .slice(0, ITEMS)
    .flatMap((item) => {
      const step = textOf(item['step']);
      const status = textOf(item['status']);
      return step === undefined || status === undefined ? [] : [itemOf(step, status)];
    });

const ITEM =
  /\bstep["']?\s{0,9}:\s{0,9}"((?:[^"\\]|\\.){1,1000})"\s{0,9},\s{0,9}["']?status["']?\s{0,9}:\s{0,9}"(\w{1,20})"/gs;

/** The same of a script that calls `tools.update_plan({plan: [{step: "…", status: "…"}]})`. */
export const planOfScript = (script: string): PlanItem[] =>
  [...script.matchAll(ITEM)]
    .slice(0, ITEMS)
    .map(([, step = '', status = '']) => itemOf(step.replace(/\\(.)/gs, '$1'), status));

const itemOf = (step: string, status: string): PlanItem => ({ step: cutText(step, STEP_CHARS), status });

interface Followed {
  readonly status: string;
  readonly span_id: string;
}

/** The plan's items as tasks: begun when in progress, completed when it says so, cancelled when dropped. */
export function openPlan(put: Put) {
  let items: ReadonlyMap<string, Followed> = new Map();
  let count = 0;

  function start(name: string, span_id: string, at_ms: number, parent_span_id: string | undefined): void {
    put({ type: 'task_start', at_ms, payload: { name, metadata: { kind: 'item' }, span_id, parent_span_id } });
  }

  function complete(name: string, span_id: string, at_ms: number, status: string): void {
    put({ type: 'task_complete', at_ms, payload: { name, status, metadata: { kind: 'item' }, span_id } });
  }

  return {
    /** The item in progress. */
    current: (): string | undefined => [...items].find(([, { status }]) => status === 'in_progress')?.[0],

    /** @param source names the items: their spans are made of it */
    update(plan: readonly PlanItem[], at_ms: number, parent_span_id: string | undefined, source: string): void {
      const next = new Map<string, Followed>();
      for (const { step, status } of plan) {
        if (next.has(step)) continue;
        const before = items.get(step);
        const begins = status === 'in_progress' || status === 'completed';
        // An item that comes back after it was done is begun anew.
        const runs = before?.status === 'in_progress' || (before?.status === 'completed' && status === 'completed');
        const span_id = runs ? before.span_id : `${source}#plan-${++count}`;
        if (begins && !runs) start(step, span_id, at_ms, parent_span_id);
        if (status === 'completed' && before?.status !== 'completed') complete(step, span_id, at_ms, 'completed');
        if (!begins && before?.status === 'in_progress') complete(step, before.span_id, at_ms, 'cancelled');
        next.set(step, { status, span_id });
      }
      for (const [step, { status, span_id }] of items)
        if (status === 'in_progress' && !next.has(step)) complete(step, span_id, at_ms, 'cancelled');
      items = next;
    },
  };
}
