import { hasEnded, worded } from './lifecycle.js';
import { childrenByParent, type SessionsById } from './lineage.js';
import type { SessionFinding, SessionRecord } from './record.js';

/**
 * What sessions say of each other, brought together: a parent knows the children that name it, and a handoff that was
 * begun and not finished, or that leads to nobody, is a finding.
 *
 * @param complete whether a session that is named must be among them
 */
export function relate(sessions: SessionsById, complete: boolean): SessionsById {
  const children = childrenByParent(sessions);
  const related = new Map(sessions);
  for (const session of sessions.values()) {
    const named = children.get(session.id) ?? [];
    // Most sessions stand alone.
    if (named.length === 0 && session.handed_off_to === null) continue;
    const findings = [...unfinished(session, named, sessions), ...(complete ? missing(session, sessions) : [])];
    if (named.length === 0 && findings.length === 0) continue;
    related.set(session.id, {
      ...session,
      children: [...new Set([...session.children, ...named])],
      findings: [...session.findings, ...findings],
    });
  }
  return related;
}

/** Who hands over starts the other session first: it may have died before it said so. */
function unfinished(session: SessionRecord, named: readonly string[], sessions: SessionsById): SessionFinding[] {
  return named.flatMap((id) => {
    const child = sessions.get(id);
    const isOpen = child?.handoff === true && !session.children.includes(id) && !hasEnded(child.status);
    if (!isOpen) return [];
    const how = hasEnded(session.status)
      ? `it ended as ${worded(session.status)} instead`
      : `it does not say so: hand over to ${child.agent} again to finish it`;
    return [{ code: 'HANDOFF_UNFINISHED', message: `session ${id} was started to take over from it, and ${how}` }];
  });
}

function missing({ children, handed_off_to }: SessionRecord, sessions: SessionsById): SessionFinding[] {
  if (handed_off_to === null) return [];
  return children
    .filter((id) => !sessions.has(id))
    .map((id) => ({ code: 'SUCCESSOR_MISSING', message: `session ${id}, which took over from it, is not there` }));
}
