import type { Filter } from '../ops/filter.js';
import type { Args, Option } from './command.js';
import { invalid, text, texts } from './options.js';
import { parseWhen } from './when.js';

export const filterOptions: Readonly<Record<string, Option>> = {
  type: { type: 'string', array: true, describe: 'only events of this type' },
  agent: { type: 'string', array: true, describe: 'only events of this agent' },
  name: { type: 'string', array: true, describe: 'only this task, tool, file or skill' },
  since: { type: 'string', describe: 'only from then on: ISO time, 10m, 2h, 7d, today, yesterday' },
  until: { type: 'string', describe: 'only up to then, written as for --since' },
  grep: { type: 'string', describe: 'only lines that match this regular expression' },
};

/** @throws SessionlogError OPTION_INVALID */
export function filterOf(args: Args, now: Date): Filter {
  return {
    types: texts(args, 'type'),
    agents: texts(args, 'agent'),
    names: texts(args, 'name'),
    since_ms: instant(args, 'since', now, 'start'),
    until_ms: instant(args, 'until', now, 'end'),
    grep: regularExpression(text(args, 'grep')),
  };
}

/** A time in epoch ms. @throws SessionlogError OPTION_INVALID */
export function instant(args: Args, name: string, now: Date, edge: 'start' | 'end'): number | undefined {
  const given = text(args, name);
  if (given === undefined) return undefined;
  const at_ms = parseWhen(given, now, edge);
  if (at_ms === undefined)
    throw invalid(name, given, 'give an ISO time, a span such as 10m, 2h or 7d, today, or yesterday');
  return at_ms;
}

function regularExpression(given: string | undefined): RegExp | undefined {
  if (given === undefined) return undefined;
  try {
    return new RegExp(given, 'u');
  } catch (error) {
    throw invalid('grep', given, (error as Error).message);
  }
}
