/** What a caller without types may get wrong is told when the logger is made. */
import { describe, expect, it } from 'vitest';
import { SessionLogger } from '../../src/logger/logger.js';
import { makeLogger } from '../support/logger.js';
import { linesOf, tempDir } from '../support/temp.js';

/** As a caller in plain JavaScript would make it. */
const make = (...args: unknown[]): unknown => Reflect.construct(SessionLogger, args);
const refused = (message: RegExp): unknown =>
  expect.objectContaining({
    name: 'SessionlogError',
    code: 'OPTION_INVALID',
    message: expect.stringMatching(message),
  });

describe('a logger is not made', () => {
  it.each<[what: string, options: object, message: RegExp]>([
    ['without an agent', {}, /agentId is missing: expected a name, such as AGENT-001/],
    ['with an empty agent', { agentId: '' }, /agentId is "": expected a name/],
    ['with a number for an agent', { agentId: 7 }, /agentId is 7: expected a name/],
    ['with another spelling of agentId', { agentID: 'a' }, /there is no option "agentID": did you mean agentId\?/],
    ['with an option of its own', { agentId: 'a', colour: 1 }, /there is no option "colour" \(options: agentId, /],
    [
      'with a wrong level',
      { agentId: 'a', level: 'fsync' },
      /level is "fsync": expected buffered, process, group or each/,
    ],
    ['with null for a level', { agentId: 'a', level: null }, /level is null: expected buffered/],
    ['with a wrong shard', { agentId: 'a', shard: true }, /shard is true: expected session or writer/],
    [
      'with a wrong onError',
      { agentId: 'a', onError: 'log' },
      /onError is "log": expected warn, throw, ignore or a function/,
    ],
    ['with a directory that is no text', { agentId: 'a', dir: 5 }, /dir is 5: expected the path of a directory/],
    ['with an empty directory', { agentId: 'a', dir: '' }, /dir is "": expected the path of a directory/],
    ['with a wrong seal', { agentId: 'a', seal: 'yes' }, /seal is "yes": expected true, false or/],
    ['with a clock that stands', { agentId: 'a', clock: 0 }, /clock is 0: expected a function/],
    ['with a wrong redact', { agentId: 'a', redact: 'yes' }, /redact: expected true, false or/],
  ])('%s', (_what, options, message) => {
    expect(() => make({ dir: tempDir(), ...options })).toThrow(refused(message));
  });

  it.each([[[null]], [['AGENT-001']], [[['a']]]])('from %j', (args) => {
    expect(() => make(...args)).toThrow(refused(/the options are missing: expected an object, such as \{ agentId/));
  });
});

it('a logger is made with options that are undefined', () => {
  const options = { sessionId: undefined, level: undefined, shard: undefined, seal: undefined, onError: undefined };
  expect(make({ agentId: 'a', dir: tempDir(), ...options })).toBeInstanceOf(SessionLogger);
});

it('metadata may be a value of any interface', () => {
  interface Plan {
    steps: number;
  }
  const plan: Plan = { steps: 3 };
  const logger = makeLogger();
  logger.logTaskStart('t', plan);
  logger.logTaskComplete('t', 1, plan);
  logger.logTaskFail('t', 'e', 1, plan);
  logger.task('t', () => 1, plan);
  const metadata = linesOf(logger.path).map((line) => JSON.parse(line).metadata);
  expect(metadata).toEqual([plan, plan, plan, plan, undefined]);
});
