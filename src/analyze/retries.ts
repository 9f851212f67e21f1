import { LIMITS } from '../base/limits.js';
import { shortName } from '../base/name.js';
import type { KnownEvent } from '../event/types.js';

import { callFailed } from './outcome.js';

/** By agent: what it called last, if that failed. */
export interface Retries {
  tools: Map<string, string>;
  models: Map<string, string>;
}

export const createRetries = (): Retries => ({ tools: new Map(), models: new Map() });

/**
 * Whether a call is one more try: the same tool by the same agent again, right after a call of it that failed. A call
 * of a model says so itself by its `attempt`, else it is told in the same way.
 */
export function isRetry(retries: Retries, event: KnownEvent, agent: string): boolean {
  if (event.type === 'tool_call') return noteCall(retries.tools, agent, event.name, callFailed(event));
  if (event.type !== 'model_call') return false;
  const again = noteCall(retries.models, agent, event.model, callFailed(event));
  return event.attempt === undefined ? again : event.attempt > 1;
}

function noteCall(failed: Map<string, string>, agent: string, name: string, isFailed: boolean): boolean {
  const before = failed.get(agent);
  if (before === undefined && !isFailed) return false;
  const key = shortName(name);
  if (!isFailed) failed.delete(agent);
  else {
    if (before === undefined && failed.size >= LIMITS.names) {
      const [oldest] = failed.keys();
      if (oldest !== undefined) failed.delete(oldest);
    }
    failed.set(agent, key);
  }
  return before === key;
}

/** What the later part of a session knows of an agent holds; of the others, what the earlier one knew. */
export function mergeRetries(left: Retries, right: Retries): void {
  for (const kind of ['tools', 'models'] as const) for (const [agent, name] of right[kind]) left[kind].set(agent, name);
}
