import { LIMITS } from '../base/limits.js';
import { claudeCode } from './claude-code/claude-code.js';
import { codex } from './codex/codex.js';
import { copilot } from './copilot/copilot.js';
import type { Format, SourceRecord } from './format.js';
import { gemini } from './gemini/gemini.js';
import { goSkills } from './go-skills/go-skills.js';
import { handoffSessions } from './handoff-sessions/handoff-sessions.js';
import { opencode } from './opencode/opencode.js';
import { pi } from './pi/pi.js';
import { pythonService } from './python-service/python-service.js';

/** Every foreign format that can be read, one row each. Our own lines need no decoder and have no row. */
export const formats: readonly Format[] = [
  ...[claudeCode, codex, gemini, opencode, copilot, pi],
  ...[pythonService, goSkills, handoffSessions],
];

const OWN_KEYS = ['type', 'ts', 'session_id'] as const;

/** Whether these are lines of ours. */
export const isOwn = (records: readonly SourceRecord[]): boolean =>
  records.slice(0, LIMITS.detect_lines).some((record) => OWN_KEYS.every((key) => typeof record[key] === 'string'));

/** The format of a file by its first records; undefined when they are our own, or nothing that we know. */
export function detectFormat(records: readonly SourceRecord[]): Format | undefined {
  if (isOwn(records)) return undefined;
  const first = records.slice(0, LIMITS.detect_lines);
  return formats.find((format) => format.detect(first));
}
