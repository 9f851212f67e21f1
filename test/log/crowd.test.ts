import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/log/index.js';
import { run } from '../support/child.js';
import { linesOf, tempDir } from '../support/temp.js';

describe('many processes', () => {
  it.each(['process', 'buffered', 'group'] as const)('append whole lines to one file, at level %s', async (level) => {
    const dir = tempDir();
    const agents = Array.from({ length: 8 }, (_, i) => `agent${i}`);
    const ends = await Promise.all(agents.map((agent) => run('append-many.mjs', dir, 's', agent, '500', level)));
    expect(ends).toEqual(ends.map(() => ({ code: 0, signal: null, stdout: '', stderr: '' })));
    const { events, problems } = read(dir, 's');
    expect(problems).toEqual([]);
    expect(linesOf(join(dir, 's.jsonl'))).toHaveLength(4000);
    for (const agent of agents) {
      const own = events.filter((event) => event.agent_id === agent).map((event) => event['name']);
      expect(own).toEqual(Array.from({ length: 500 }, (_, n) => `${agent}-${n}`));
    }
  });
});
