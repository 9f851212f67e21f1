import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionIdFault } from '../../src/base/ids.js';
import { detectFormat, isOwn, sessionIdFromFile } from '../../src/formats/index.js';

const OWN = { v: 1, ts: '2026-11-21T07:35:00.123Z', session_id: 's', type: 'task_start', name: 't' };
const TASK = { name: 't', start_time: 1, end_time: null, metadata: {} };
const SKILL = { session_id: 's', timestamp: '2026-03-01T00:00:00Z', skill: 's', final_status: 'ok' };

describe('detectFormat', () => {
  it('knows a format by any of the first records', () => {
    expect(detectFormat([{ x: 1 }, TASK])?.name).toBe('python-service');
    expect(detectFormat([{ x: 1 }, SKILL])?.name).toBe('go-skills');
  });

  it('looks at the first 50 records only', () => {
    const noise = Array.from({ length: 50 }, () => ({ x: 1 }));
    expect(detectFormat([...noise.slice(1), TASK])?.name).toBe('python-service');
    expect(detectFormat([...noise, TASK])).toBeUndefined();
    expect(isOwn([...noise, OWN])).toBe(false);
  });

  it('takes nothing for what it is not', () => {
    expect(detectFormat([])).toBeUndefined();
    expect(
      detectFormat([
        { name: 'x', duration_ms: 1 },
        { level: 30, msg: 'started' },
      ]),
    ).toBeUndefined();
    expect(detectFormat([{ type: 'file' }, { type: 'tool', id: 1 }])).toBeUndefined();
  });

  it('leaves our own lines alone', () => {
    expect(isOwn([OWN])).toBe(true);
    expect(detectFormat([OWN])).toBeUndefined();
    expect(isOwn([{ ...OWN, session_id: 1 }])).toBe(false);
  });

  it('takes lines of ours that lack their session for no log of the service', () => {
    const { session_id: _, ...written } = OWN;
    expect(detectFormat([written, { ...written, type: 'tool_call', name: 'x' }])).toBeUndefined();
    // One of the two keys alone is no sign of ours: the service's lines may have a time, or any key of its callers.
    const { v: _v, ...timed } = written;
    expect(detectFormat([timed])?.name).toBe('python-service');
    expect(detectFormat([{ ...TASK, v: 1 }])?.name).toBe('python-service');
    expect(detectFormat([{ ...written, ts: 1773993600.5 }])?.name).toBe('python-service');
    // Among lines of the service, its own decide.
    expect(detectFormat([written, TASK])?.name).toBe('python-service');
  });
});

describe('sessionIdFromFile', () => {
  it.each([
    ['logs/AGENT-004_abc.jsonl', 'AGENT-004_abc'],
    ['C:\\logs\\run 7.JSONL', 'run-7'],
    ['sprint.v2.jsonl', 'sprint.v2'],
    ['..jsonl', 'session'],
    ['/etc/..', 'session'],
    ['_private.log', 'private'],
    ['con.jsonl', 'session-con'],
    ['lpt1.x.jsonl', 'session-lpt1.x'],
    ['a..b\u202Ec.jsonl', 'a-b-c'],
    ['', 'session'],
  ])('%j is %j', (file, id) => {
    expect(sessionIdFromFile(file)).toBe(id);
  });

  it('always gives a valid id, and keeps one that is valid', () => {
    const part = fc.oneof(
      fc.constantFrom('con', 'NUL', '.', '..', '/', '_', '-', '.jsonl', 'x'.repeat(127)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const id = sessionIdFromFile(parts.join(''));
        expect(sessionIdFault(id)).toBeUndefined();
        expect(sessionIdFromFile(`dir/${id}.jsonl`)).toBe(id);
      }),
    );
  });
});
