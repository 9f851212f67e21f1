import { hostname } from 'node:os';
import { visibleJson } from '../../ops/common.js';
import { type LifeInput, recordNow, takeStep } from '../../ops/session-log.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { choice, dirOption, text, writerOf, writerOptions } from '../options.js';
import {
  outcomeFields,
  outcomeOptions,
  placeFields,
  placeOptions,
  recordFields,
  recordOptions,
  wantsJson,
} from '../session-options.js';

const STATUSES = ['pending', 'running'] as const;

export const sessionUpdate: Command = {
  usage: 'session update <session>',
  summary: 'set fields of a session; what is not given stays',
  examples: [
    ['sessionlog session update sprint-42 --status running --pid $$', 'take a pending session up'],
    ['sessionlog session update sprint-42 --pr-url https://… --dod-result merged', 'also when it has ended'],
  ],
  positionals: [{ name: 'session', describe: 'session id' }],
  options: {
    ...dirOption,
    status: { type: 'string', describe: `${STATUSES.join(' or ')}; for the others see session end` },
    ...recordOptions,
    ...placeOptions,
    ...outcomeOptions,
    ...writerOptions,
    json: { type: 'boolean', describe: 'print the session record as one JSON document' },
  },
  async run(args, terminal) {
    const dir = text(args, 'dir') ?? '';
    const step: LifeInput = {
      type: 'session_update',
      status: choice(args, 'status', STATUSES),
      ...recordFields(args),
      ...placeFields(args, hostname()),
      ...outcomeFields(args),
    };
    const { facts } = await takeStep(dir, text(args, 'session') ?? '', step, writerOf(args));
    if (wantsJson(args)) await terminal.write(`${visibleJson(recordNow(dir, facts), 2)}\n`);
    return EXIT.done;
  },
};
