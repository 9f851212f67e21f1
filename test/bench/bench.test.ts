import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** The benchmarks in little: that they run, and that all variants still compute the same, is checked by themselves. */
it.each([
  ['append', ['--events', '300', '--rounds', '1'], 'sessionlog-process'],
  ['writer', ['--events', '1000', '--rounds', '1', '--long', '5000'], '1000'],
  ['start', ['--rounds', '1'], 'sessionlog append'],
  ['tail', ['--lines', '20', '--sessions', '5', '--idle', '0.2'], 'sessionlog tail -f, 5'],
  ['analyze', ['--events', '2000', '--rounds', '1', '--tries', '1'], 'sessionlog verify'],
  ['scale', ['--events', '500', '--sessions', '1,20', '--length', '20', '--rounds', '1', '--tries', '1'], '20 '],
  ['foreign', ['--mb', '1', '--rounds', '1', '--tries', '1'], 'sessionlog analyze, codex'],
  ['redact', ['--bytes', '10000', '--rounds', '1'], 'made of'],
])(
  'the %s benchmark runs',
  (name, args, row) => {
    const program = join(import.meta.dirname, `${name}.bench.mjs`);
    expect(execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' })).toContain(`| ${row}`);
  },
  60_000,
);
