import { describe, expect, it } from 'vitest';
import { encodeOne, paramsBack } from '../support/encode.js';
import { cut } from '../support/lines.js';

// Put together here, so that no scanner takes this file for a leak.
const x = (...parts: string[]): string => parts.join('');
const LETTERS = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3hJ6lM9nP2rS5uX8';

/** Of each kind: texts that hold a secret, the secret itself, and texts that look alike and are none. */
const KINDS: readonly (readonly [
  kind: string,
  secrets: readonly (readonly [text: string, secret: string])[],
  harmless: readonly string[],
])[] = [
  [
    'private-key',
    [
      [x('-----BEGIN RSA PRIV', 'ATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'), 'MIIEow'],
      [x('-----BEGIN PRIV', 'ATE KEY-----\nMIIEcutoff'), 'MIIEcutoff'],
    ],
    ['-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----', '-----BEGIN PUBLIC KEY-----'],
  ],
  ['aws-key', [[x('id AK', 'IAIOSFODNN7EXAMPLE ok'), 'IOSFODNN7']], ['AKIAIOSFODNN7', 'xAKIAIOSFODNN7EXAMPLE']],
  [
    'github-token',
    [
      [x('gh', 'p_', LETTERS.slice(0, 36)), LETTERS.slice(0, 36)],
      [x('github', '_pat_', LETTERS.slice(0, 30)), LETTERS.slice(0, 30)],
    ],
    ['ghp_short', 'ghx_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3hJ6'],
  ],
  ['gitlab-token', [[x('glp', 'at-', LETTERS.slice(0, 20)), LETTERS.slice(0, 20)]], ['glpat-short']],
  ['anthropic-key', [[x('sk-', 'ant-api03-', LETTERS.slice(0, 40)), LETTERS.slice(0, 40)]], ['sk-ant-short']],
  [
    'openai-key',
    [
      [x('sk-', 'proj-', LETTERS.slice(0, 40)), LETTERS.slice(0, 40)],
      [x('sk-', LETTERS.slice(0, 40)), LETTERS.slice(0, 40)],
    ],
    ['sk-learn', 'risk-assessment-of-the-whole-department', 'task-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3hJ6'],
  ],
  [
    'slack-token',
    [
      [x('xox', 'b-123456789012-abcdefABCDEF'), '123456789012'],
      [x('https://hooks.', 'slack.com/services/T00000000/B00000000/XXXXXXXX'), 'T00000000'],
    ],
    ['xoxz-123456789012', 'https://slack.com/services'],
  ],
  ['google-key', [[x('AI', 'za', LETTERS.slice(0, 35)), LETTERS.slice(0, 35)]], ['AIzaShort', 'PizzAIza']],
  [
    'stripe-key',
    [[x('sk', '_live_', LETTERS.slice(0, 24)), LETTERS.slice(0, 24)]],
    ['sk_test_aB3dE6gH9jK2mN5pQ8sT', 'sk_live_short'],
  ],
  [
    'npm-token',
    [[x('np', 'm_', LETTERS.slice(0, 36)), LETTERS.slice(0, 36)]],
    ['npm_config_registry', 'npm_package_version'],
  ],
  [
    'jwt',
    [[x('ey', 'JhbGciOiJI.eyJzdWIiOiIx.', LETTERS.slice(0, 20)), LETTERS.slice(0, 20)]],
    ['eyJhbGciOiJI', 'eyJhbGciOiJI.payload.signature'],
  ],
  [
    'bearer',
    [[`Authorization: Bearer ${LETTERS.slice(0, 20)}`, LETTERS.slice(0, 20)]],
    ['Bearer of bad news', 'the bearer is called Tom'],
  ],
  ['basic', [['authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz']], ['Basic knowledge', 'Authorization: None']],
  [
    'url-credentials',
    [
      ['postgres://user:hunter22@db.example/x', 'hunter22'],
      ['postgres://user:p@ssw0rd@db.example/x', 'ssw0rd'],
    ],
    ['https://example.com:8080/a@b', 'https://user@example.com', 'mailto:a@example.com', 'http://[::1]:80/'],
  ],
  [
    'assignment',
    [
      ['DB_PASSWORD=hunter22', 'hunter22'],
      ['{"api_key": "abcdef123456"}', 'abcdef123456'],
      ["client_secret: 'abcdef123456'", 'abcdef123456'],
      ['password="correct horse battery staple"', 'battery staple'],
      ['{\\"password\\":\\"hunter2xyz\\"}', 'hunter2xyz'],
      ['SECRET_KEY_BASE=abcdef123456', 'abcdef123456'],
      ['password=p@$$w0rd!(x)', 'w0rd!(x)'],
      ['AccountKey=abcdef123456==', 'abcdef123456'],
      ['password%3Dhunter22xyz', 'hunter22xyz'],
    ],
    [
      'password: ',
      'tokens: 1234567',
      'max_tokens=4096',
      'token=$TOKEN',
      'the secret of good tests',
      'password: string;',
      x('password=$', '{PASSWORD}'),
    ],
  ],
];

describe.each(KINDS)('%s', (kind, secrets, harmless) => {
  it.each(secrets)('is taken out of %j, wherever it stands', (text, secret) => {
    const line = encodeOne(
      {
        type: 'tool_call',
        name: text,
        params: { deep: [{ text: `before ${text}` }], [text]: 1 },
        error: new Error(text),
        [text]: 'top',
      },
      { redact: true },
    );
    expect(line).not.toContain(secret);
    expect(line.split(`[REDACTED:${kind}]`)).toHaveLength(6);
    const at = line.lastIndexOf(',"hash":"');
    expect(line.slice(at)).toBe(`,"hash":"${cut(cut('sessionlog/1\0s\0w') + line.slice(0, at))}"}`);
  });

  it.each(harmless)('is not seen in %j', (text) => expect(paramsBack({ text }, { redact: true })).toEqual({ text }));
});

describe('names of secrets', () => {
  it.each([
    'password',
    'DB_PASSWORD',
    'api-key',
    'apiKey',
    'token',
    'access_token',
    'Authorization',
    'set-cookie',
    'client_secret',
    'secretAccessKey',
    'dbPassword',
    'authToken',
    'pwd',
  ])('%s hides its text, in a list too', (name) => {
    const params = { [name]: 'abc', inside: [{ [name]: ['abc', 'def'] }], [`${name}_count_of`]: 'abc' };
    const hidden = '[REDACTED:value]';
    expect(paramsBack(params, { redact: true })).toEqual({
      [name]: hidden,
      inside: [{ [name]: [hidden, hidden] }],
      [`${name}_count_of`]: 'abc',
    });
  });

  it.each(['tokens', 'tokenizer', 'passwords_changed', 'secretary', 'cookies', 'key'])('%s hides nothing', (name) => {
    expect(paramsBack({ [name]: 'abc' }, { redact: true })).toEqual({ [name]: 'abc' });
  });

  it('hide no numbers, nothing empty, and no whole object', () => {
    const params = { token: 7, secret: '', password: { hint: 'the usual' }, api_key: null };
    expect(paramsBack(params, { redact: true })).toEqual(params);
  });
});

describe('options', () => {
  const secret = { password: 'hunter22', text: 'Bearer aB3dE6gH9jK2mN5pQ8sT' };

  it('false switches redaction off', () => expect(paramsBack(secret, { redact: false })).toEqual(secret));

  it('further patterns come behind the built-in ones', () => {
    const patterns = [
      { kind: 'badge', pattern: /B-\d{4}/ },
      { kind: 'mail', pattern: /(?<keep>mail(?:to)?:)\S+/i },
      { kind: 'maybe', pattern: /(?<keep>pin )?\d{6}/ },
    ];
    const params = { text: 'B-1234 B-5678 MAILTO:a@b 123456 pin 123456', password: 'hunter22' };
    expect(paramsBack(params, { redact: { patterns } })).toEqual({
      text: '[REDACTED:badge] [REDACTED:badge] MAILTO:[REDACTED:mail] [REDACTED:maybe] pin [REDACTED:maybe]',
      password: '[REDACTED:value]',
    });
  });

  it('paths take values out whole', () => {
    const paths = ['params.auth', 'params.users.*.name', 'params.list.1'];
    const params = {
      auth: { a: 1 },
      users: [{ name: 'Ann', age: 7 }, { name: 5 }],
      list: ['a', 'b'],
      other: { auth: 1 },
    };
    const hidden = '[REDACTED:path]';
    expect(paramsBack(params, { redact: { paths } })).toEqual({
      auth: hidden,
      users: [{ name: hidden, age: 7 }, { name: hidden }],
      list: ['a', hidden],
      other: { auth: 1 },
    });
  });

  it('never make a line that no reader takes', () => {
    const given = {
      type: 'task_complete',
      name: 'secret name',
      duration_ms: 7,
      status: 'failed',
      metadata: { a: 1 },
      error: 'e',
    } as const;
    const paths = Object.keys(given);
    const patterns = [{ kind: 'all', pattern: /\w{2,}/ }];
    expect(JSON.parse(encodeOne(given, { redact: { paths, patterns } }))).toMatchObject({
      type: 'task_complete',
      name: '[REDACTED:path]',
      duration_ms: 7,
      status: 'failed',
      metadata: { value: '[REDACTED:path]' },
      error: '[REDACTED:path]',
    });
    expect(
      JSON.parse(encodeOne({ type: 'session_update', artifacts: ['a'] }, { redact: { paths: ['artifacts'] } })),
    ).toMatchObject({
      artifacts: ['[REDACTED:path]'],
    });
  });
});
