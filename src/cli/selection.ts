import type { Options } from 'yargs';
import { SessionlogError } from '../ops/common.js';
import type { Selection } from '../ops/sources/select.js';
import type { Args } from './command.js';
import { flag, text } from './options.js';
import { parseWhen } from './when.js';

/** For commands that find the logs of agents by themselves. */
export const selectionOptions: Readonly<Record<string, Options>> = {
  all: { type: 'boolean', describe: 'the logs of all agents on this machine' },
  project: { type: 'string', describe: 'only logs that were written in this directory or below it' },
  since: { type: 'string', describe: 'only logs that were written to since then: ISO time, 2h, 7d, today, yesterday' },
};

/** @throws SessionlogError OPTION_INVALID */
export function selectionOf(args: Args, now: Date): Selection {
  const since = text(args, 'since');
  const since_ms = since === undefined ? undefined : parseWhen(since, now, 'start');
  if (since !== undefined && since_ms === undefined) {
    const what = 'give an ISO time, a span such as 10m, 2h or 7d, today, or yesterday';
    throw new SessionlogError('OPTION_INVALID', `--since ${JSON.stringify(since)}: ${what}`);
  }
  return { all: flag(args, 'all'), project: text(args, 'project'), since_ms };
}
