import { existsSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { EventInput } from '../../src/event/types.js';
import { append, LEVELS, type LogWriter, openLog, read } from '../../src/log/index.js';
import { codesIn, namesIn } from '../support/collect.js';
import { toolCalls } from '../support/lines.js';
import { linesOf, tempDir } from '../support/temp.js';

const call = (name: string): EventInput => ({ type: 'tool_call', name });
const names = (dir: string, session = 's'): unknown[] => read(dir, session).events.map((event) => event['name']);
const count = (n: number, from = 0): string[] => Array.from({ length: n }, (_, i) => `n${from + i}`);
const code = (expected: string): unknown => expect.objectContaining({ name: 'SessionlogError', code: expected });

async function closing<Result>(log: LogWriter, act: (log: LogWriter) => Result): Promise<Result> {
  try {
    return act(log);
  } finally {
    await log.close();
  }
}

describe.each(LEVELS)('at level %s', (level) => {
  it('what was appended is read back, in order and with no problems', async () => {
    const dir = join(tempDir(), 'a', 'b');
    const log = openLog(dir, 's', { level, agent_id: 'a' });
    const receipts = count(300).map((name) => log.append(call(name)));
    await log.close();
    expect(names(dir)).toEqual(count(300));
    const { events, problems } = read(dir, 's');
    expect(problems).toEqual([]);
    expect(receipts.map(({ seq }) => seq)).toEqual(count(300).map((_, i) => i));
    for (const [i, event] of events.entries()) {
      expect(event).toMatchObject({ agent_id: 'a', writer: log.writer, session_id: 's', seq: i });
      expect(Date.parse(event.ts)).toBe(receipts[i]?.at_ms);
    }
  });

  it('a single append is on its own line when it returns', () => {
    const dir = tempDir();
    const receipts = count(3).map((name) => append(dir, 's', call(name), { level }));
    expect(names(dir)).toEqual(count(3));
    expect(new Set(receipts.map(({ writer }) => writer)).size).toBe(3);
    expect(receipts.map(({ seq }) => seq)).toEqual([0, 0, 0]);
  });

  it('flush brings everything to the file', async () => {
    const dir = tempDir();
    const log = openLog(dir, 's', { level });
    log.append(call('n0'));
    const first = log.flush();
    log.append(call('n1'));
    await first;
    expect(names(dir)[0]).toBe('n0');
    await log.flush();
    expect(names(dir)).toEqual(['n0', 'n1']);
    log.append(call('n2'));
    log.flushSync();
    expect(names(dir)).toEqual(count(3));
    await log.close();
  });

  it('events larger than every buffer keep their order', async () => {
    const dir = tempDir();
    const big = { type: 'tool_call', name: 'n1', params: 'x'.repeat(LIMITS.buffer_bytes * 2) };
    await closing(openLog(dir, 's', { level }), (log) =>
      [call('n0'), big, call('n2')].map((event) => log.append(event)),
    );
    expect(names(dir)).toEqual(count(3));
  });

  it('two handles in one process share a file', async () => {
    const dir = tempDir();
    const [a, b] = [openLog(dir, 's', { level }), openLog(dir, 's', { level })];
    for (const name of count(50)) {
      a.append(call(name));
      b.append(call(name));
      if (name.endsWith('7')) a.flushSync();
    }
    await Promise.all([a.close(), b.close()]);
    expect(read(dir, 's').problems).toEqual([]);
    for (const { writer } of [a, b]) {
      const own = read(dir, 's').events.filter((event) => event.writer === writer);
      expect(own.map((event) => event['name'])).toEqual(count(50));
    }
  });

  it('what was appended before close is there, and nothing can be appended after', async () => {
    const dir = tempDir();
    const log = openLog(dir, 's', { level });
    log.append(call('n0'));
    const closed = log.close();
    expect(() => log.append(call('late'))).toThrow(code('LOG_CLOSED'));
    await Promise.all([closed, log.close()]);
    expect(() => log.append(call('late'))).toThrow(code('LOG_CLOSED'));
    expect(names(dir)).toEqual(['n0']);
  });

  it('a stump of a killed writer is closed with a newline first', async () => {
    const dir = tempDir();
    const [whole = '', stump = ''] = toolCalls(2);
    writeFileSync(join(dir, 's.jsonl'), `${whole}\n${stump.slice(0, 50)}`, { mode: 0o600 });
    await closing(openLog(dir, 's', { level }), (log) => log.append(call('n9')));
    expect(linesOf(join(dir, 's.jsonl'))).toHaveLength(3);
    expect(names(dir)).toEqual(['n0', 'n9']);
    expect(codesIn(read(dir, 's').problems)).toEqual(['bad_json']);
  });

  it('a stump that comes in between is closed too', async () => {
    const dir = tempDir();
    let now_ms = Date.now();
    await closing(openLog(dir, 's', { level, clock: () => now_ms }), (log) => {
      log.append(call('n0'));
      log.flushSync();
      writeFileSync(log.path, '{"v":1,"ts":"20', { flag: 'a' });
      now_ms += 30;
      log.append(call('n1'));
    });
    expect(names(dir)).toEqual(['n0', 'n1']);
  });

  it.each(['removed', 'renamed', 'replaced'])('a file that was %s under the writer is opened anew', async (what) => {
    const dir = tempDir();
    let now_ms = Date.now();
    await closing(openLog(dir, 's', { level, clock: () => now_ms }), (log) => {
      log.append(call('n0'));
      log.flushSync();
      if (what === 'removed') rmSync(log.path);
      else renameSync(log.path, join(dir, 'old.jsonl'));
      if (what === 'replaced') writeFileSync(log.path, `${toolCalls(1)[0]}\n`);
      now_ms += LIMITS.path_check_ms;
      log.append(call('n1'));
    });
    expect(names(dir)).toEqual(what === 'replaced' ? ['n0', 'n1'] : ['n1']);
    if (what !== 'removed') expect(namesIn(read(dir, 'old').events.map((event) => ({ event })))).toEqual(['n0']);
  });

  it('a removed file is noticed within a millisecond', async () => {
    const dir = tempDir();
    let now_ms = Date.now();
    await closing(openLog(dir, 's', { level, clock: () => now_ms }), (log) => {
      log.append(call('n0'));
      log.flushSync();
      rmSync(log.path);
      now_ms++;
      log.append(call('n1'));
    });
    expect(names(dir)).toEqual(['n1']);
  });

  it('a file that was truncated is appended to at its new end', async () => {
    const dir = tempDir();
    let now_ms = Date.now();
    await closing(openLog(dir, 's', { level, clock: () => now_ms }), (log) => {
      for (const name of count(10)) log.append(call(name));
      log.flushSync();
      truncateSync(log.path, statSync(log.path).size - 40);
      now_ms += 30;
      log.append(call('n10'));
    });
    expect(names(dir)).toEqual([...count(9), 'n10']);
    expect(codesIn(read(dir, 's').problems)).toContain('seq_gap');
  });

  it('a refused event leaves no gap', async () => {
    const dir = tempDir();
    await closing(openLog(dir, 's', { level }), (log) => {
      log.append(call('n0'));
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      const refusals: [EventInput, string][] = [
        [{ type: '' }, 'EVENT_INVALID'],
        [{ type: 'note', text: 'x'.repeat(LIMITS.line_bytes) }, 'LINE_TOO_LONG'],
        [{ type: 'note', circle }, 'VALUE_CIRCULAR'],
        [{ type: 'note', big: 1n }, 'VALUE_UNSUPPORTED'],
      ];
      for (const [event, expected] of refusals) expect(() => log.append(event)).toThrow(code(expected));
      log.append(call('n1'));
    });
    expect(names(dir)).toEqual(['n0', 'n1']);
    expect(read(dir, 's').problems).toEqual([]);
  });

  it('what cannot be written is kept and written later, in order', async () => {
    const dir = tempDir();
    const inTheWay = join(dir, 'sub');
    writeFileSync(inTheWay, 'a file');
    const errors: string[] = [];
    const log = openLog(inTheWay, 's', { level, onError: (error) => errors.push(error.code) });
    const text = 'x'.repeat(LIMITS.buffer_bytes / 4);
    let told = 0;
    for (const name of count(10)) {
      try {
        log.append({ type: 'tool_call', name, params: text });
      } catch (error) {
        expect(error).toEqual(code('WRITE_FAILED'));
        told++;
      }
    }
    expect(told).toBeGreaterThan(5);
    expect(() => log.flushSync()).toThrow(code('WRITE_FAILED'));
    await expect(log.flush()).rejects.toThrow(code('WRITE_FAILED'));
    rmSync(inTheWay);
    log.append(call('n10'));
    await log.close();
    expect(names(inTheWay)).toEqual(count(11));
    expect(read(inTheWay, 's').problems).toEqual([]);
  });
});

describe('session ids', () => {
  it.each(['', '..', '../x', 'a/b', '/etc/passwd', 'a\0', 'nul', '.x', 'x'.repeat(200)])(
    '%j is refused before any file is touched',
    (id) => {
      const parent = tempDir();
      const dir = join(parent, 'sessions');
      const acts = [() => append(dir, id, call('n')), () => openLog(dir, id), () => read(dir, id)];
      for (const act of acts) expect(act).toThrow(code('SESSION_ID_INVALID'));
      expect(readdirSync(parent)).toEqual([]);
    },
  );

  it('opening a log makes no file; the first event does', async () => {
    const dir = join(tempDir(), 'sessions');
    await closing(openLog(dir, 's'), () => undefined);
    expect(existsSync(dir)).toBe(false);
    append(dir, '__proto__x'.slice(2), call('n0'));
    expect(readdirSync(dir)).toEqual(['proto__x.jsonl']);
  });
});
