/** Options that are not understood are refused: a secret would stay in the log. */
import { expect, it } from 'vitest';
import { createRedactor } from '../../src/event/redact.js';
import { openLog } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';

/** As a caller in plain JavaScript would give them. */
const create = (options: unknown): unknown => Reflect.apply(createRedactor, undefined, [options]);

const PATTERN = 'redact\\.patterns\\[0\\]: expected \\{ kind, pattern \\}, such as .*';

it.each<[options: unknown, message: string]>([
  [{ patterns: [/x/] }, `${PATTERN}, not a regular expression`],
  [{ patterns: ['x'] }, `${PATTERN}, not a string`],
  [{ patterns: [null] }, `${PATTERN}, not null`],
  [{ patterns: [{ name: 'c', pattern: /x/ }] }, `${PATTERN}: kind is missing`],
  [{ patterns: [{ kind: '', pattern: /x/ }] }, `${PATTERN}: kind is empty`],
  [{ patterns: [{ kind: 'c', pattern: 'x' }] }, `${PATTERN}: pattern is a string`],
  [{ patterns: [{ kind: 'c' }] }, `${PATTERN}: pattern is missing`],
  [{ patterns: /x/ }, 'redact\\.patterns: expected a list, not a regular expression'],
  [{ path: ['a'] }, 'redact\\.path: there is no such option: did you mean paths\\?; expected patterns, paths'],
  [{ secrets: [] }, 'redact\\.secrets: there is no such option; expected patterns, paths'],
  [{ paths: 'a.b' }, 'redact\\.paths: expected a list of paths, not a string'],
  [{ paths: ['a', 7] }, "redact\\.paths\\[1\\]: expected a path such as 'params.auth.token', not a number"],
  [{ paths: [''] }, 'redact\\.paths\\[0\\]: expected a path'],
  ['yes', 'redact: expected true, false or \\{ patterns, paths \\}, not a string'],
  [null, 'redact: expected true, false or .*, not null'],
  [[], 'redact: expected true, false or .*, not a list'],
  [/x/, 'redact: expected true, false or .*, not a regular expression'],
])('%j is refused', (options, message) => {
  const refused = expect.objectContaining({
    name: 'SessionlogError',
    code: 'OPTION_INVALID',
    message: expect.stringMatching(new RegExp(`^${message}`)),
  });
  expect(() => create(options)).toThrow(refused);
  expect(() => Reflect.apply(openLog, undefined, [tempDir(), 's', { redact: options }])).toThrow(refused);
});

it.each([[{}], [{ patterns: [], paths: [] }], [{ patterns: [{ kind: 'c', pattern: /x/ }], paths: ['a.*'] }], [true]])(
  '%j is taken',
  (options) => expect(create(options)).toBeDefined(),
);
