/** Where the output goes: pipes that close, disks that are full. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateLog } from '../support/generate-log.js';
import { tempDir } from '../support/temp.js';
import { shell } from './support/cli.js';
import { linesOf, put, quiet, toolCalls } from './support/files.js';

const FOLLOWING = 'tail -f s1';
const COMMANDS = [
  '--version',
  '--help',
  'cat --help',
  'schema',
  'completion',
  'cat s1',
  'tail s1',
  FOLLOWING,
  'analyze s1',
  'analyze s1 --json',
];

describe.each(COMMANDS)('sessionlog %s', (command) => {
  it('says so when the disk is full', async () => {
    const cwd = tempDir();
    put(cwd, 'sessions/s1.jsonl', linesOf(toolCalls(3)));
    expect(await shell(`timeout 20 sessionlog ${command} > /dev/full`, { cwd })).toMatchObject({
      code: 1,
      stderr: 'sessionlog: standard output cannot be written: no space is left on the device [WRITE_FAILED]\n',
    });
  });
});

// What follows a log ends with the next line that nobody reads: see the tests of tail.
describe.each(COMMANDS.filter((command) => command !== FOLLOWING))('sessionlog %s', (command) => {
  it('ends quietly when nobody reads', async () => {
    const cwd = tempDir();
    put(cwd, 'sessions/s1.jsonl', linesOf(toolCalls(3)));
    const script = `timeout 20 sessionlog ${command} | true; echo "\${PIPESTATUS[0]}"`;
    expect(await shell(script, { cwd })).toMatchObject({ stdout: '0\n', stderr: '' });
  });
});

describe('a large log', () => {
  it('ends with its reader', async () => {
    const cwd = tempDir();
    const path = join(cwd, 'big.jsonl');
    generateLog(path, { count: 20_000 });
    quiet(path);
    const run = await shell(`timeout 20 sessionlog cat big.jsonl | head -1 | wc -l; echo "\${PIPESTATUS[0]}"`, { cwd });
    expect(run).toMatchObject({ stdout: '1\n0\n', stderr: '' });
  });

  it('goes through byte for byte, and through jq', async () => {
    const cwd = tempDir();
    const path = join(cwd, 'big.jsonl');
    generateLog(path, { count: 20_000 });
    quiet(path);
    const same = await shell('sessionlog cat big.jsonl | cmp - big.jsonl && echo same', { cwd });
    expect(same).toMatchObject({ code: 0, stdout: 'same\n', stderr: '' });
    const script = `command -v jq > /dev/null || { echo no jq; exit 0; }
      sessionlog cat big.jsonl | jq -c . | sessionlog cat - | jq -c . | wc -l`;
    const { stdout } = await shell(script, { cwd });
    expect(stdout.trim()).toMatch(/^(?:20000|no jq)$/);
  });

  it('is read at the pace of its reader', async () => {
    const cwd = tempDir();
    const path = join(cwd, 'big.jsonl');
    const { bytes } = generateLog(path, { count: 20_000 });
    quiet(path);
    const { stdout } = await shell('sessionlog cat big.jsonl | (sleep 0.5; wc -c)', { cwd });
    expect(Number(stdout)).toBe(bytes);
  });
});
