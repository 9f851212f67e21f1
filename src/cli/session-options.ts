import type { Options } from 'yargs';
import { SESSION_STATUSES, type SessionlogError } from '../ops/common.js';
import type { CatalogInput } from '../ops/session-catalog.js';
import type { ListInput } from '../ops/session-queries.js';
import type { Args, Option } from './command.js';
import { instant } from './filter.js';
import { age, flag, invalid, number, pairList, pairs, text, texts } from './options.js';

const STATUS_WORDS = [...SESSION_STATUSES, 'active', 'stale'] as const;

export const staleOption: Readonly<Record<string, Option>> = {
  'stale-after': {
    type: 'string',
    setting: 'stale_after',
    describe: 'a running session that is silent for longer is stale: 30m, 2h',
    defaultDescription: '1h',
  },
};

export const sessionFilterOptions: Readonly<Record<string, Options>> = {
  task: { type: 'string', array: true, describe: 'only sessions of this task' },
  agent: { type: 'string', array: true, describe: 'only of this agent' },
  status: { type: 'string', array: true, describe: `only ${STATUS_WORDS.join(', ').replaceAll('_', '-')}, or all` },
  group: { type: 'string', array: true, describe: 'only of this group' },
  label: { type: 'string', array: true, describe: 'only with this label, name=value; given twice, with both' },
  since: { type: 'string', describe: 'only started from then on: ISO time, 10m, 2h, 7d, today, yesterday' },
  until: { type: 'string', describe: 'only started up to then, written as for --since' },
};

/** @throws SessionlogError OPTION_INVALID */
export function sessionFilter(args: Args): NonNullable<ListInput['filter']> {
  const now = new Date();
  return {
    tasks: texts(args, 'task'),
    agents: texts(args, 'agent'),
    statuses: statuses(args),
    groups: texts(args, 'group'),
    labels: pairList(args, 'label'),
    since_ms: instant(args, 'since', now, 'start'),
    until_ms: instant(args, 'until', now, 'end'),
  };
}

function statuses(args: Args): (typeof STATUS_WORDS)[number][] | undefined {
  const given = texts(args, 'status')?.flatMap((words) => words.split(','));
  if (given === undefined || given.includes('all')) return undefined;
  return given.map((word) => {
    const status = STATUS_WORDS.find((known) => known === word.trim().replaceAll('-', '_'));
    if (status === undefined) throw invalid('status', word, `give one of ${STATUS_WORDS.join(', ')}, or all`);
    return status;
  });
}

/** What every question about sessions needs. @throws SessionlogError OPTION_INVALID */
export function catalogInput(
  args: Args,
  refusals: { tell(error: SessionlogError): void },
): Pick<CatalogInput, 'targets' | 'dir' | 'stale_after_ms' | 'onRefused'> {
  return {
    targets: texts(args, 'target') ?? [],
    dir: text(args, 'dir') ?? '',
    stale_after_ms: age(args, 'stale-after'),
    onRefused: (error) => refusals.tell(error),
  };
}

/** What `start` and `handoff` say of a new session, and `update` of one that is there. */
export const recordOptions: Readonly<Record<string, Options>> = {
  name: { type: 'string', describe: 'what people call it' },
  purpose: { type: 'string', describe: 'what it is for' },
  label: { type: 'string', array: true, describe: 'name=value, to find it by' },
  phase: { type: 'string', describe: 'the phase of work: CodeGeneration, Review, Test, …' },
  issue: { type: 'string', describe: 'the number of the issue' },
  context: { type: 'string', describe: 'what it is given to know: a JSON object' },
};

export const placeOptions: Readonly<Record<string, Options>> = {
  task: { type: 'string', describe: 'the work item; one task may have many sessions' },
  group: { type: 'string', describe: 'sessions that belong together have the same' },
  branch: { type: 'string', describe: 'the branch it works on' },
  worktree: { type: 'string', describe: 'the worktree it works in' },
  'project-root': { type: 'string', describe: 'the project it works on' },
  pid: { type: 'string', describe: 'the process that works in it, on this machine: $$ in a shell' },
};

export const outcomeOptions: Readonly<Record<string, Options>> = {
  'dod-result': {
    type: 'string',
    describe: 'whether the definition of done is met: pending, merged, timeout, error, …',
  },
  artifact: { type: 'string', array: true, describe: 'what it made, such as a file it changed' },
  error: { type: 'string', describe: 'what went wrong' },
  'pr-url': { type: 'string', describe: 'the pull request' },
};

/** @throws SessionlogError OPTION_INVALID */
export function recordFields(args: Args) {
  return {
    name: text(args, 'name'),
    purpose: text(args, 'purpose'),
    labels: pairs(args, 'label'),
    context: context(args),
  };
}

/** @throws SessionlogError OPTION_INVALID */
export function placeFields(args: Args, host: string) {
  const pid = number(args, 'pid', { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true });
  return {
    task_id: text(args, 'task'),
    session_group_id: text(args, 'group'),
    branch_name: text(args, 'branch'),
    worktree_path: text(args, 'worktree'),
    project_root: text(args, 'project-root'),
    ...(pid === undefined ? {} : { pid, host }),
  };
}

export const outcomeFields = (args: Args) => ({
  dod_result: text(args, 'dod-result'),
  artifacts: texts(args, 'artifact'),
  error: text(args, 'error'),
  pr_url: text(args, 'pr-url'),
});

function context(args: Args): Record<string, unknown> | undefined {
  const issue_number = number(args, 'issue', { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true });
  const phase = text(args, 'phase');
  const given = text(args, 'context');
  if (issue_number === undefined && phase === undefined && given === undefined) return undefined;
  return {
    ...(given === undefined ? {} : objectOf(given)),
    ...(issue_number === undefined ? {} : { issue_number }),
    ...(phase === undefined ? {} : { phase }),
  };
}

function objectOf(given: string): object {
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    throw invalid('context', given, 'it is no JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw invalid('context', given, 'give a JSON object, such as {"base":"main"}');
}

export const page = (args: Args): { limit: number | undefined; offset: number } => ({
  limit: number(args, 'limit', { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }),
  offset: number(args, 'offset', { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }) ?? 0,
});

export const wantsJson = (args: Args): boolean => flag(args, 'json');
