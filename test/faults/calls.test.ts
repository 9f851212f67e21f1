import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { check, expectKept, figuresOf } from './support/check.js';
import { inForm, tell } from './support/form.js';
import { tmpfs } from './support/mounts.js';
import { describeFault } from './support/needs.js';
import { failing } from './support/strace.js';
import { Writers } from './support/writers.js';

const COUNT = inForm(40, 400);

interface Failure {
  readonly errno: string;
  /** The writer does not tell of it: the call is repeated. */
  readonly silent?: true;
}

const FAILURES: readonly Failure[] = [
  { errno: 'ENOSPC' },
  { errno: 'EIO' },
  // The file systems of many kernels have no quota; here its error comes as from one.
  { errno: 'EDQUOT' },
  { errno: 'EINTR', silent: true },
  { errno: 'EAGAIN', silent: true },
];
const WHEN = inForm(['1', '2', '5+3'], ['1', '2', '3', '7', '2+2', '5+3', '4+7']);

describeFault('a write that fails', ['strace', 'jq', 'mount'], () => {
  const cases = FAILURES.flatMap(({ errno, silent }) => WHEN.map((when) => ({ errno, silent, when })));
  it.each(cases)('$errno at call $when loses nothing', async ({ errno, silent, when }) => {
    const writers = new Writers(tmpfs('64m').path, 'pages');
    const trace = join(tempDir(), 'trace');
    const end = await writers.run(
      { count: COUNT },
      failing(writers.path, trace, [`write:error=${errno}:when=${when}`]),
    );
    expect(readFileSync(trace, 'utf8')).toMatch(new RegExp(`= -1 ${errno} .*INJECTED`));
    expect(end).toMatchObject({ code: 0, acknowledged: COUNT, closed: 'closed' });
    if (silent === true) expect(end.errors).toEqual({});
    else expect(end.errors['WRITE_FAILED']).toBeGreaterThan(0);

    const verdict = await check(writers);
    expectKept(verdict);
    expect(verdict).toMatchObject({ acknowledged: COUNT, read: COUNT, problems: {} });
  });

  it('makes every write fail for good: coded errors, and nothing is acknowledged', async () => {
    const writers = new Writers(tmpfs('64m').path, 'pages');
    const trace = join(tempDir(), 'trace');
    const spec = { count: COUNT, patience_ms: 100 };
    const end = await writers.run(spec, failing(writers.path, trace, ['write:error=EIO:when=1+']));
    expect(end).toMatchObject({ code: 0, acknowledged: 0, closed: 'WRITE_FAILED' });
    expect(Object.keys(end.errors)).toEqual(['WRITE_FAILED']);
  });
});

describeFault('SIGKILL at the n-th write', ['strace', 'jq', 'mount'], () => {
  it(
    'takes no acknowledged event with it, and the next writer mends what it left',
    async () => {
      const writers = new Writers(tmpfs('512m').path, 'pages');
      const kills = inForm(10, 100);
      for (let n = 1; n <= kills; n++) {
        const trace = join(tempDir(), 'trace');
        const end = await writers.run({}, failing(writers.path, trace, [`write:signal=KILL:when=${n}`]));
        expect(end.signal).toBe('SIGKILL');
      }
      const verdict = await check(writers);
      tell('killed at the n-th write', { kills, ...figuresOf(verdict) });
      expectKept(verdict);
    },
    inForm(60_000, 600_000),
  );
});

describeFault('a limit on the size of files', ['prlimit', 'jq'], () => {
  it('is a coded error, not the end of the process; a writer without it goes on', async () => {
    const limit_bytes = 300_000;
    const writers = new Writers(tempDir(), 'pages', tmpfs('16m').path);
    const spec = { count: COUNT, patience_ms: 100 };
    const end = await writers.run(spec, { under: ['prlimit', `--fsize=${limit_bytes}`] });
    // SIGXFSZ would have killed it: Node ignores that signal.
    expect(end).toMatchObject({ code: 0, signal: null, closed: 'WRITE_FAILED' });
    expect(end.errors['WRITE_FAILED']).toBeGreaterThan(0);
    expect(statSync(writers.path).size).toBeLessThanOrEqual(limit_bytes);
    expectKept(await check(writers));

    expect(await writers.run({ count: COUNT })).toMatchObject({ code: 0, acknowledged: COUNT });
    const verdict = await check(writers);
    expectKept(verdict);
    expect(verdict.acknowledged).toBe(end.acknowledged + COUNT);
  });
});
