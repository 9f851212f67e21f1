import { SessionlogError } from '../../base/errors.js';
import type { EventInput, Payload } from '../../event/types.js';
import { hasEnded } from '../../session/lifecycle.js';
import { readSession } from '../session-log.js';

/**
 * The event that tells how a command ended. Whoever worked in its session may have ended it or handed it over before,
 * and that is final: then it only adds what was not known until now.
 */
export async function endingOf(dir: string, session_id: string, end: Payload<'session_end'>): Promise<EventInput> {
  if (!(await isOver(dir, session_id))) return { ...end, type: 'session_end' };
  const { exit_code, signal, artifacts, cpu_ms, peak_rss_bytes, artifacts_omitted } = end;
  return { type: 'session_update', exit_code, signal, artifacts, cpu_ms, peak_rss_bytes, artifacts_omitted };
}

async function isOver(dir: string, session_id: string): Promise<boolean> {
  try {
    const status = (await readSession(dir, session_id))?.facts.status ?? null;
    return status !== null && hasEnded(status);
  } catch (error) {
    // A log that cannot be read has told of itself where it was written.
    if (error instanceof SessionlogError) return false;
    throw error;
  }
}
