import { constants } from 'node:os';
import type { Payload } from '../../event/types.js';
import type { Ended } from './command.js';

type Status = Payload<'session_end'>['status'];

/** Signals by which somebody ends a command, and what that makes of its session; any other is a crash. */
const STATUS_OF: Partial<Record<NodeJS.Signals, Status>> = {
  SIGINT: 'cancelled',
  SIGTERM: 'terminated',
  SIGHUP: 'terminated',
  SIGQUIT: 'terminated',
  SIGKILL: 'terminated',
};

/** How the session of a command ended. */
export function outcomeOf({ code, signal, timed_out, received, error }: Ended): Payload<'session_end'> {
  return {
    status: statusOf({ code, signal, timed_out, received }),
    ...(code === null ? {} : { exit_code: code }),
    ...(signal === null ? {} : { signal }),
    ...(error === undefined ? {} : { error: { message: error } }),
    ...(timed_out ? { reason: 'timeout' } : {}),
  };
}

function statusOf({ code, signal, timed_out, received }: Omit<Ended, 'error'>): Status {
  if (timed_out) return 'terminated';
  if (signal !== null) return STATUS_OF[signal] ?? 'failed';
  if (code === 0) return 'completed';
  // A command that tidies up when it is signalled exits with the code that a shell would show for its death.
  const heard = [...received].find((one) => exitCodeOf(one) === code);
  return (heard === undefined ? undefined : STATUS_OF[heard]) ?? 'failed';
}

/** The code by which a shell shows that a signal ended a command. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
