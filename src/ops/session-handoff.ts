import { SessionlogError } from '../base/errors.js';
import { newSessionId } from '../base/ids.js';
import type { Payload } from '../event/types.js';
import { claim } from '../session/claims.js';
import { hasEnded, stepFault } from '../session/lifecycle.js';
import type { SessionFacts } from '../session/record.js';
import { previousResults } from './previous-results.js';
import { assertAgent } from './session-agent.js';
import { type LifeInput, readSession, takeStep, type Writing, write } from './session-log.js';
import { notFound } from './session-not-found.js';

export type HandoffInput = Pick<Payload<'session_start'>, 'name' | 'purpose' | 'status' | 'labels' | 'context'> & {
  /** Default: a new UUID. */
  readonly session_id?: string | undefined;
};

/**
 * Hands the work of a running session over to another agent: starts a session for it first, then ends the one that
 * hands over. A call that dies in between leaves both readable, and the next one to the same agent finishes what it
 * began. The new session inherits task, group, branch, worktree, project, labels and context.
 *
 * @returns the session that takes over
 * @throws SessionlogError SESSION_NOT_FOUND; SESSION_STATE: it does not run, or was handed over by another process
 */
export async function handOff(
  dir: string,
  from: string,
  to_agent: string,
  input: HandoffInput,
  writing?: Writing,
): Promise<SessionFacts> {
  const parent = (await readSession(dir, from))?.facts;
  if (parent === undefined) throw notFound(dir, from);
  assertAgent(to_agent);
  const fault = stepFault(parent, { type: 'session_handoff' });
  if (fault !== undefined) throw cannot(from, fault);

  const { child, is_new } = await startChild(dir, parent, to_agent, input, writing);
  const step: LifeInput = { type: 'session_handoff', to_agent, child_session_id: child.id, context: input.context };
  try {
    await takeStep(dir, from, step, writing);
  } catch (error) {
    if (is_new) await giveUp(dir, from, child.id, error);
    throw error;
  }
  return child;
}

async function startChild(
  dir: string,
  parent: SessionFacts,
  agent: string,
  input: HandoffInput,
  writing: Writing | undefined,
): Promise<{ child: SessionFacts; is_new: boolean }> {
  // Each try has one child for all processes; a try whose child has ended was given up.
  for (let tries = 0; ; tries++) {
    const { session_id } = claim(dir, `handoff\0${tries}\0${parent.id}`, input.session_id ?? newSessionId());
    let child = (await readSession(dir, session_id))?.facts;
    let is_new = false;
    if (child === undefined) {
      const { folded, lost } = await write(dir, session_id, startOf(parent, agent, input), agent, writing);
      is_new = lost === undefined;
      child = folded.facts;
    }
    if (child.status !== null && hasEnded(child.status)) continue;
    if (child.agent === agent) return { child, is_new };
    throw cannot(
      parent.id,
      `a handoff to ${child.agent} was begun: session ${child.id} waits to take over. Hand over to ${child.agent} to finish it, or end that session`,
    );
  }
}

function startOf(parent: SessionFacts, agent: string, input: HandoffInput): LifeInput {
  const { session_id: _, name, purpose = `Handoff from session ${parent.id}`, ...given } = input;
  const inherited = (value: string | null): string | undefined => value ?? undefined;
  return {
    type: 'session_start',
    agent_id: agent,
    name,
    purpose,
    task_id: inherited(parent.task_id),
    session_group_id: inherited(parent.session_group_id),
    branch_name: inherited(parent.branch_name),
    worktree_path: inherited(parent.worktree_path),
    project_root: inherited(parent.project_root),
    parent_session_id: parent.id,
    context: { ...parent.context, previous_results: previousResults(parent), ...given.context },
    labels: { ...parent.labels, ...given.labels },
    status: given.status,
    handoff: true,
  };
}

/** The work went another way while its successor was started: nobody is to wait in it. */
async function giveUp(dir: string, from: string, child: string, error: unknown): Promise<void> {
  const now = (await readSession(dir, from))?.facts;
  if (!(error instanceof SessionlogError) || error.code !== 'SESSION_STATE' || now?.children.includes(child)) return;
  await takeStep(dir, child, {
    type: 'session_end',
    status: 'cancelled',
    reason: `session ${from} did not hand over to it`,
  });
}

const cannot = (id: string, why: string): SessionlogError =>
  new SessionlogError('SESSION_STATE', `session ${id} cannot be handed over: ${why}`);
