import type { Fields } from './fields.js';

export type Outcome = 'begin' | 'good' | 'bad' | 'stopped';

export const STATUS_OF_SUCCESS = /^(?:completed|success|succeeded|ok|passed|verified|done)$/i;
const STATUS_OF_FAILURE = /^(?:fail|err|terminated|timeout|timed|killed|abort)/i;
export const STATUS_OF_STOP = /^(?:cancel|skip|denied|reject)/i;

/** How something ended, from whatever the event tells of it. A failure anywhere outweighs a status that says otherwise. */
export function judge(fields: Fields): Outcome {
  const status = fields.peek('status') ?? fields.peek('final_status');
  const word = typeof status === 'string' ? status : '';
  const code = fields.peek('exit_code');
  const failed =
    STATUS_OF_FAILURE.test(word) ||
    fields.peek('error') !== undefined ||
    fields.peek('verified') === false ||
    (typeof code === 'number' && code !== 0);
  if (failed) return 'bad';
  return STATUS_OF_STOP.test(word) ? 'stopped' : 'good';
}
