import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { LEVELS, read } from '../../src/log/index.js';
import { verifyLog } from '../../src/log/verify.js';
import { makeQuiet, tempDir } from '../support/temp.js';
import { inForm, tell } from './support/form.js';
import { describeFault } from './support/needs.js';

const PROGRAM = join(import.meta.dirname, 'support', 'programs', 'fork.mjs');
const COUNT = inForm(400, 20_000);

// Node forks by starting anew: no logger comes with it, but descriptors, the working directory and the environment do.
describeFault('an agent that forks while it logs', ['linux'], () => {
  it.each(LEVELS)('at level %s: parent and child write to one session, and both chains are whole', async (level) => {
    const dir = tempDir();
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, dir, level, String(COUNT)]);
    expect(JSON.parse(stdout)).toEqual({ code: 0, inherited: true });

    const path = join(dir, 's.jsonl');
    makeQuiet(path);
    const problems: unknown[] = [];
    const { events, unhashed, writers } = verifyLog(path, {
      trusted: new Set(),
      onProblem: (found) => problems.push(found),
    });
    expect({ events, unhashed, writers, problems }).toEqual({
      events: 2 * COUNT + 1,
      unhashed: 0,
      writers: 2,
      problems: [],
    });

    const agents = read(dir, 's').events.map(({ agent_id, path }) => [agent_id, path]);
    const pathsOf = (who: string): unknown[] => agents.filter(([agent]) => agent === who).map(([, path]) => path);
    const named = (who: string): string[] => Array.from({ length: COUNT }, (_, i) => `${who}-${i}`);
    expect(pathsOf('parent')).toEqual([...named('parent'), 'parent-last']);
    expect(pathsOf('child')).toEqual(named('child'));
    tell(`fork at level ${level}`, { events, writers });
  });
});
