import { quoted } from './findings.js';

/** What findings of the fold say, whoever finds them. */
export const MESSAGES = {
  OPEN_TASK: (name: string) => `task ${quoted(name)} did not complete`,
  COMPLETE_WITHOUT_START: (name: string) => `task ${quoted(name)} had not started`,
  NEGATIVE_DURATION: (_name: string, us: number) => `the duration is ${us / 1000} ms; it counts as 0`,
  CLOCK_BACKWARDS: (whose: string, ms: number) =>
    `the time is ${ms} ms before that of the event before it by ${quoted(whose)}`,
  STATUS_AGAINST_EXIT_CODE: (status: string, exit_code: number) =>
    `status ${quoted(status)} does not fit exit code ${exit_code}`,
} as const satisfies Record<string, (name: string, value: number) => string>;
