import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../base/errors.js';
import { isRecord } from '../../formats/agent/values.js';

/** When an agent deletes its own logs. */
export interface Deletion {
  /** Days after the last change; 0: nothing is kept at all. */
  readonly after_days: number;
  /** The file that says so, or that could. */
  readonly settings: string;
  readonly setting: string;
  /** Nobody has chosen it. */
  readonly is_default: boolean;
}

/** Claude Code's, when its settings do not say. */
const CLAUDE_DAYS = 30;

/** What the settings beside a root say of the logs in it; undefined where nothing is deleted, as far as is known. */
export function deletionOf(source: string, root: string): Deletion | undefined {
  if (source === 'claude-code') {
    const settings = join(dirname(root), 'settings.json');
    const days = settingOf(settings, 'cleanupPeriodDays');
    const isSet = typeof days === 'number' && days >= 0;
    return { after_days: isSet ? days : CLAUDE_DAYS, settings, setting: 'cleanupPeriodDays', is_default: !isSet };
  }
  if (source === 'gemini') {
    const settings = join(dirname(root), 'settings.json');
    const retention = settingOf(settings, 'general', 'sessionRetention');
    if (!isRecord(retention) || retention['enabled'] !== true) return undefined;
    const days = /^(\d{1,5})d$/.exec(String(retention['maxAge'] ?? ''))?.[1];
    if (days === undefined) return undefined;
    const setting = 'general.sessionRetention.maxAge';
    return { after_days: Number(days), settings, setting, is_default: false };
  }
  return undefined;
}

function settingOf(path: string, ...way: readonly string[]): unknown {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // No settings, or none that can be read: then the default holds, as it does for the agent.
    if (errnoOf(error) !== '' || error instanceof SyntaxError) return undefined;
    throw error;
  }
  for (const step of way) value = isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}
