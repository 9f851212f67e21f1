/** A line that fits no memory: told of, and what follows it is read. */
import { appendFileSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { sessionlog, shell } from './support/cli.js';
import { linesOf, put, quiet, toolCalls } from './support/files.js';
import { peakMemory } from './support/peak.js';

describe('a line of 600 MB', () => {
  const BYTES = 600 * 1024 * 1024;
  const PEAK_MIB = 200;

  /** Almost all of it is a hole: it takes no place on the disk. */
  function hugeLine(dir: string): string {
    const path = put(dir, 'huge.jsonl', '');
    truncateSync(path, BYTES);
    appendFileSync(path, `\n${linesOf(toolCalls(1))[0]}`);
    quiet(path);
    return path;
  }

  it.each(['analyze', 'cat', 'tail'])('in a file is told of by %s, in bounded memory', async (command) => {
    const path = hugeLine(tempDir());
    const { env, peakMiB } = peakMemory();
    const run = await sessionlog([command, path, '--json', '--strict'], { env });
    expect(run.code).toBe(3);
    expect(run.stdout + run.stderr).toMatch(/the line has 629145600 bytes, more than the limit/);
    expect(run.stdout).toContain(command === 'analyze' ? '"tool_calls_count": 1' : '"name":"n0"');
    expect(peakMiB()).toBeLessThan(PEAK_MIB);
  });

  it('from a pipe is no log, in bounded memory', async () => {
    const { env, peakMiB } = peakMemory();
    const command = `yes 0123456789abcdef | tr -d '\\n' | head -c ${BYTES} | sessionlog analyze -`;
    const run = await shell(command, { env });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/^sessionlog: -: not one event in it, .*the line has 629145600 bytes/);
    expect(peakMiB()).toBeLessThan(PEAK_MIB);
  });
});
