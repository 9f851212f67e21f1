import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/event/redact.js';

describe('hostile text', () => {
  const redactor = createRedactor();
  const fill = (piece: string, length: number): string =>
    piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  const time_ms = (text: string): number => {
    const from = performance.now();
    redactor?.text(text);
    return performance.now() - from;
  };
  const BEGIN = ['-----BEGIN PRIV', 'ATE KEY-----'].join('');

  it.each([
    BEGIN,
    `${BEGIN}-----END `,
    BEGIN + 'x'.repeat(20_000),
    '-----BEGIN A A A A A A A ',
    'AKIA',
    'ghp_aaaaaaaa ',
    'github_pat_',
    'glpat-',
    'sk-ant-sk-ant-',
    'sk-proj-',
    'sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_',
    'xoxb-',
    'AIza-',
    'sk_live_',
    'npm_a',
    'eyJaaaaaaaa-',
    'eyJaaaaaaaa.',
    'eyJaaaaaaaa.eyJaaaa.',
    'Bearer \t \t',
    'Bearer aaaaaaaaaaaaaaa ',
    'Authorization = = ',
    'Authorization : "Basic ',
    'a.b-c+d',
    'ab://a',
    'ab://a:b',
    'password = ',
    'token:token:token:',
  ])('costs no more than its length, made of %j', (piece) => {
    time_ms(fill(piece, 10_000));
    const [small, large] = [fill(piece, 100_000), fill(piece, 1_000_000)];
    // Below a few milliseconds a clock tells of the machine, not of the pattern.
    const small_ms = Math.max(5, time_ms(small), time_ms(small));
    expect(Math.min(time_ms(large), time_ms(large))).toBeLessThan(20 * small_ms);
  });
});
