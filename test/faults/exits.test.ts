import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LEVELS, type Level, read } from '../../src/log/index.js';
import { makeQuiet, tempDir } from '../support/temp.js';
import { inForm } from './support/form.js';
import { describeFault } from './support/needs.js';

const PROGRAM = join(import.meta.dirname, 'support', 'programs', 'end.mjs');
const COUNT = inForm(200, 2_000);

const ENDS = [
  { end: 'exit', code: 7, signal: null, stderr: '' },
  { end: 'return', code: 0, signal: null, stderr: '' },
  { end: 'throw', code: 1, signal: null, stderr: 'thrown by the agent' },
  { end: 'reject', code: 1, signal: null, stderr: 'thrown by the agent' },
  { end: 'SIGTERM', code: null, signal: 'SIGTERM', stderr: '' },
  { end: 'SIGINT', code: null, signal: 'SIGINT', stderr: '' },
  { end: 'SIGHUP', code: null, signal: 'SIGHUP', stderr: '' },
] as const;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function run(dir: string, level: Level, end: string): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, dir, level, end, String(COUNT)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stderr }));
  });
}

describeFault('an agent that ends in the turn in which it logged', [], () => {
  const cases = LEVELS.flatMap((level) => ENDS.map((given) => ({ level, ...given })));
  it.each(cases)('by $end at level $level leaves every event, and ends as it would have', async (given) => {
    const dir = tempDir();
    const ended = await run(dir, given.level, given.end);
    expect(ended).toMatchObject({ code: given.code, signal: given.signal });
    expect(ended.stderr).toContain(given.stderr);
    makeQuiet(join(dir, 's.jsonl'));
    const { events, problems } = read(dir, 's');
    expect(problems).toEqual([]);
    expect(events.map((event) => event['path'])).toEqual(Array.from({ length: COUNT }, (_, i) => `file-${i}`));
  });
});
