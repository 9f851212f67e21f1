/** Reading a whole log of any format, as every surface does it. */
import { describe, expect, it } from 'vitest';
import { Chains } from '../../src/event/chain.js';
import type { Problem } from '../../src/event/problem.js';
import type { SessionEvent } from '../../src/event/types.js';
import { type LogFigures, type ReadLogOptions, readLog } from '../../src/ops/read-log.js';
import { lineMaker, toolCalls } from '../support/lines.js';
import { quietFile } from '../support/temp.js';

interface Read {
  readonly events: SessionEvent[];
  readonly lines: string[];
  readonly problems: Problem[];
  readonly figures: LogFigures;
}

async function readBytes(path: string, options?: ReadLogOptions): Promise<Read> {
  const [events, lines, problems]: [SessionEvent[], string[], Problem[]] = [[], [], []];
  const figures = await readLog(
    { path, mtime_ms: 1_000, size_bytes: 0 },
    {
      record(some, _place, bytes) {
        events.push(...some);
        lines.push(bytes.toString());
      },
      problem: (problem) => problems.push(problem),
    },
    options,
  );
  return { events, lines, problems, figures };
}

const GO = '{"timestamp":"2026-11-21T07:35:00Z","skill":"plan","attempts":[],"final_status":"verified"}';

describe('readLog', () => {
  it('hands over each stored line once, with the figures of the file', async () => {
    const stored = toolCalls(3000);
    const bytes = `${stored.join('\n')}\n`;
    const read = await readBytes(quietFile(bytes));
    expect(read.lines).toEqual(stored);
    expect(read.problems).toEqual([]);
    expect(read.figures).toEqual({ format: 'sessionlog', bytes: bytes.length, lines: 3000 });
  });

  it('waits for what is done with a block, and counts every byte', async () => {
    const bytes = `${toolCalls(3000).join('\n')}\n`;
    let [taken, running] = [0, 0];
    await readBytes(quietFile(bytes), {
      async onBlock(length) {
        expect(running++).toBe(0);
        await new Promise(setImmediate);
        running--;
        taken += length;
      },
    });
    expect(taken).toBe(bytes.length);
  });

  it('keeps own events that stand before, between and behind what it does not know', async () => {
    const [a = '', b = ''] = toolCalls(2);
    const { events, problems, figures } = await readBytes(quietFile(`{"a":1}\n${a}\n[]\n${b}\n`));
    expect(events).toHaveLength(2);
    expect(problems.map(({ line }) => line).sort()).toEqual([1, 3]);
    expect(figures).toMatchObject({ format: 'sessionlog', lines: 4 });
  });

  it('refuses bytes without one event, and takes none at all for an empty log', async () => {
    await expect(readBytes(quietFile('{"a":1}\n'))).rejects.toMatchObject({ code: 'NOT_A_LOG' });
    await expect(readBytes(quietFile('not a log\n'.repeat(3)))).rejects.toThrow(/3 problems; line 1: /);
    expect(await readBytes(quietFile(''))).toMatchObject({ events: [], problems: [], figures: { bytes: 0, lines: 0 } });
  });

  it('counts an event that stands in two logs once, and takes the copy for a log', async () => {
    const chains = new Chains();
    const path = quietFile(`${toolCalls(2).join('\n')}\n`);
    expect((await readBytes(path, { chains })).events).toHaveLength(2);
    const copy = await readBytes(path, { chains });
    expect(copy.events).toEqual([]);
    expect(copy.problems.map(({ problem }) => problem)).toEqual(['duplicate', 'duplicate']);
  });

  it('names a foreign session by its file', async () => {
    const { events, figures } = await readBytes(quietFile(`${GO}\n`, 'run-7.jsonl'));
    expect(figures.format).toBe('go-skills');
    expect(new Set(events.map(({ session_id }) => session_id))).toEqual(new Set(['run-7']));
  });

  it('keeps hostile keys as plain data', async () => {
    const line = lineMaker()({ type: 'tool_call', name: 'n', params: JSON.parse('{"__proto__":{"polluted":true}}') });
    const { events } = await readBytes(quietFile(`${line}\n`));
    expect(JSON.stringify(events[0])).toContain('"__proto__":{"polluted":true}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('a file that is one document', () => {
  const STORE = {
    sessions: [
      { id: 'a', agent_name: 'A', created_at: '2026-05-01T10:00:00Z', status: 'Completed' },
      { id: 'b', agent_name: 'B', created_at: '2026-05-01T11:00:00Z', status: 'Active' },
    ],
  };

  it('is one record of its format, with the sessions that it holds', async () => {
    const text = JSON.stringify(STORE, null, 2);
    const read = await readBytes(quietFile(`${text}\n`));
    expect(read.events.map(({ type, session_id }) => `${type} ${session_id}`)).toEqual([
      'session_start a',
      'session_end a',
      'session_start b',
    ]);
    expect(read.lines).toEqual([text]);
    expect(read.problems).toEqual([]);
    expect(read.figures).toEqual({
      format: 'handoff-sessions',
      bytes: text.length + 1,
      lines: text.split('\n').length,
    });
  });

  it('holds a record in each item of an array, and is given once', async () => {
    const text = JSON.stringify([STORE, STORE], null, 2);
    const read = await readBytes(quietFile(text));
    expect(read.events).toHaveLength(6);
    expect(read.lines).toEqual([text, '']);
  });

  it('keeps its events when some of it is faulty', async () => {
    const read = await readBytes(quietFile(JSON.stringify({ sessions: [...STORE.sessions, { id: 7 }] }, null, 2)));
    expect(read.events).toHaveLength(3);
    expect(read.problems).toEqual([
      expect.objectContaining({ problem: 'invalid_event', reason: expect.stringContaining('1 of its sessions') }),
    ]);
  });

  it.each([
    ['an array of what nobody knows', '[\n  { "x": 1 }\n]\n', /one array of what no known format has/],
    ['an object that nobody knows', '{\n  "x": 1\n}\n', /ts: is missing/],
    ['cut', JSON.stringify(STORE, null, 2).slice(0, 100), /ends before it is whole/],
  ])('is no log when it is %s', async (_, text, reason) => {
    await expect(readBytes(quietFile(text))).rejects.toThrow(reason);
  });
});
