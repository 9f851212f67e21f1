import { SessionlogError } from '../base/errors.js';

/** Who is to work in a session must have a name, before anything is written of it. @throws SessionlogError OPTION_INVALID */
export function assertAgent(agent: unknown): void {
  if (typeof agent === 'string' && agent !== '') return;
  const given = agent === undefined ? 'it is missing' : `got ${JSON.stringify(agent)}`;
  throw new SessionlogError('OPTION_INVALID', `the agent of a session: expected a name, such as AGENT-001: ${given}`);
}
