import { sessionIdFault } from '../../base/ids.js';
import { isRecord } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';
import { sessionIdFromFile } from '../source.js';

/** Types of records that tell nothing about where the time went. */
export const PASSED_OVER: ReadonlySet<string> = new Set([
  ...['progress', 'file-history-snapshot', 'file-history-delta', 'last-prompt', 'permission-mode', 'mode'],
  ...['attachment', 'queue-operation', 'bridge-session', 'agent-name', 'summary'],
]);

const TALK: ReadonlySet<string> = new Set(['user', 'assistant']);

/** Whether a record speaks for this format. */
export function isOfClaudeCode(record: SourceRecord): boolean {
  const { type } = record;
  if (typeof type !== 'string') return false;
  if (type === 'summary') return typeof record['leafUuid'] === 'string';
  if (type === 'file-history-snapshot') return typeof record['messageId'] === 'string';
  if (TALK.has(type)) return isRecord(record['message']) && typeof record['timestamp'] === 'string';
  if (typeof record['sessionId'] !== 'string') return false;
  return PASSED_OVER.has(type) || Object.hasOwn(record, 'parentUuid') || TITLES.some(([name]) => name === type);
}

/** Records that name the session; a title that a person gave wins over one that was made up. */
const TITLES = [
  ['custom-title', 'customTitle'],
  ['ai-title', 'aiTitle'],
] as const;

/** The title that a record gives to the session, and whether a person chose it. */
export function titleOf(record: SourceRecord): { title: string; chosen: boolean } | undefined {
  for (const [type, key] of TITLES) {
    const title = record[key];
    if (record['type'] === type && typeof title === 'string') return { title, chosen: type === 'custom-title' };
  }
  return undefined;
}

/** Epoch ms of a record, NaN where it has none. */
export function timeOf(record: SourceRecord): number {
  const { timestamp } = record;
  return typeof timestamp === 'string' ? msFromText(timestamp) : Number.NaN;
}

export const validSession = (id: unknown): string | undefined =>
  typeof id === 'string' && sessionIdFault(id) === undefined ? id : undefined;

/** The session of a subagent: the name of its file without the suffix. */
export const childSession = (agentId: string): string => sessionIdFromFile(`agent-${agentId}`);
