import { hostname } from 'node:os';
import { SessionlogError, visibleJson } from '../../ops/common.js';
import { recordNow } from '../../ops/session-log.js';
import { type StartInput, startSession } from '../../ops/session-start.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { choice, dirOption, flag, text, writerOf, writerOptions } from '../options.js';
import { placeFields, placeOptions, recordFields, recordOptions, wantsJson } from '../session-options.js';

const ON_DUPLICATE = ['refuse', 'return'] as const;

export const sessionStart: Command = {
  usage: 'session start [session]',
  summary: 'start a session; prints its id',
  examples: [
    ['id=$(sessionlog session start --agent CodeGenAgent --task 42)', 'a session with a new id'],
    ['sessionlog session start --agent bot --idempotency-key job-7 --on-duplicate return', 'one session for a job'],
  ],
  positionals: [{ name: 'session', describe: 'its id (default: a new one)' }],
  options: {
    ...dirOption,
    agent: { type: 'string', setting: 'agent', describe: 'who works in it (environment: SESSIONLOG_AGENT_ID)' },
    ...recordOptions,
    ...placeOptions,
    parent: { type: 'string', describe: 'the session that it comes from' },
    'idempotency-key': { type: 'string', describe: 'two starts with one key are one session' },
    'on-duplicate': {
      type: 'string',
      describe: `when the key has its session: ${ON_DUPLICATE.join(' or ')} it`,
      defaultDescription: ON_DUPLICATE[0],
    },
    pending: { type: 'boolean', describe: 'it is to wait until it is updated to running' },
    ...writerOptions,
    json: { type: 'boolean', describe: 'print the session record as one JSON document' },
  },
  async run(args, terminal) {
    const dir = text(args, 'dir') ?? '';
    const agent = text(args, 'agent') ?? '';
    if (agent === '') throw new SessionlogError('OPTION_INVALID', '--agent: say who works in the session');
    const start: StartInput = {
      agent,
      session_id: text(args, 'session'),
      ...recordFields(args),
      ...placeFields(args, hostname()),
      parent: text(args, 'parent'),
      idempotency_key: text(args, 'idempotency-key'),
      onDuplicate: choice(args, 'on-duplicate', ON_DUPLICATE),
      status: flag(args, 'pending') ? 'pending' : 'running',
    };
    const { facts } = await startSession(dir, start, writerOf(args));
    await terminal.write(`${wantsJson(args) ? visibleJson(recordNow(dir, facts), 2) : facts.id}\n`);
    return EXIT.done;
  },
};
