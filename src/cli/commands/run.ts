import { LIMITS, SessionlogError } from '../../ops/common.js';
import { formatDuration } from '../../render/format.js';
import { safeText } from '../../render/safe.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { choice, dirOption, duration, flag, pairs, text, texts, writerOf, writerOptions } from '../options.js';
import { UsageError } from '../usage-error.js';

/** Signals of which a shell wants to see that its command died, to end what it runs too. */
const RAISED: ReadonlySet<string> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP']);

const ON_DUPLICATE = ['refuse', 'skip'] as const;

export const run: Command = {
  usage: 'run <command..>',
  summary: 'run an agent, or any command, as a session',
  examples: [
    ['sessionlog run -- claude -p "fix the tests"', 'loggers inside the command join its session'],
    ['sessionlog run --task T-12 --timeout 30m -- npm test', 'ends it after half an hour: TERM, then KILL'],
    ['sessionlog run --agent bot-7 --label team=core -- make', 'exits as the command does'],
  ],
  positionals: [{ name: 'command', describe: 'the command and its arguments', array: true }],
  takesCommand: true,
  options: {
    ...dirOption,
    session: { type: 'string', describe: 'session id', defaultDescription: 'a new UUID' },
    agent: {
      type: 'string',
      setting: 'agent',
      describe: 'who works',
      defaultDescription: 'whom the session names, else the program',
    },
    name: { type: 'string', describe: 'what people call the session' },
    task: { type: 'string', describe: 'the work item that it serves' },
    group: { type: 'string', describe: 'the group of sessions that it belongs to' },
    label: { type: 'string', array: true, describe: 'name=value to find it by; may be given again' },
    'idempotency-key': { type: 'string', describe: 'of all runs and starts with one key, only the first' },
    'on-duplicate': {
      type: 'string',
      describe: 'when the key or the id has its session already: refuse (exit 6) or skip (exit 0)',
      defaultDescription: ON_DUPLICATE[0],
    },
    timeout: { type: 'string', describe: 'end the command after so long, such as 90s, 30m or 2h; 0 for never' },
    grace: {
      type: 'string',
      describe: 'how long it may take to end by itself then',
      defaultDescription: formatDuration(LIMITS.grace_ms),
    },
    sample: {
      type: 'string',
      describe: 'how often CPU and memory are logged; 0 for never',
      defaultDescription: formatDuration(LIMITS.sample_ms),
    },
    artifacts: { type: 'boolean', describe: 'list the files that changed in the git worktree', default: true },
    ...writerOptions,
  },
  async run(args, terminal) {
    const [program, ...rest] = texts(args, 'command') ?? [];
    if (program === undefined || program === '') throw new UsageError('run: the command is empty');
    const { run: runOp } = await import('../../ops/run.js');
    const skips = choice(args, 'on-duplicate', ON_DUPLICATE) === 'skip';
    const running = runOp({
      command: [program, ...rest],
      dir: text(args, 'dir') ?? '',
      session: text(args, 'session'),
      agent: text(args, 'agent'),
      name: text(args, 'name'),
      task: text(args, 'task'),
      group: text(args, 'group'),
      idempotency_key: text(args, 'idempotency-key'),
      labels: pairs(args, 'label'),
      timeout_ms: duration(args, 'timeout'),
      grace_ms: duration(args, 'grace'),
      sample_ms: duration(args, 'sample'),
      artifacts: flag(args, 'artifacts'),
      ...writerOf(args),
      onTold: (message) => terminal.tell(safeText(`sessionlog: ${message}`)),
    });
    const ended = await running.catch((error: unknown) => {
      if (!skips || !(error instanceof SessionlogError) || error.code !== 'DUPLICATE_START') throw error;
      terminal.tell(safeText(`sessionlog: ${error.message}: the command is not run`));
    });
    if (ended === undefined) return EXIT.done;
    const { exit_code, signal } = ended;
    // A process that may not die of a signal, such as the first of a container, exits with its code.
    if (signal !== null && RAISED.has(signal)) process.kill(process.pid, signal);
    return exit_code;
  },
};
