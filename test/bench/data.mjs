// A log as our writer writes it, from a seed: the same events whoever makes it, wherever.
import { closeSync, openSync, utimesSync, writeSync } from 'node:fs';
import { Encoder } from '../../dist/event/encode.js';

const TOOLS = ['bash', 'grep', 'pytest', 'edit', 'read'];

/** Numbers from 0 to 1: mulberry32, public domain. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function eventOf(i, next) {
  const kind = next();
  const whole = (below) => Math.floor(next() * below);
  const path = `/src/module-${whole(50)}/file-${whole(20)}.ts`;
  if (kind < 0.125) return { type: 'task_start', name: `task-${i % 50}` };
  if (kind < 0.25)
    return { type: 'task_complete', name: `task-${i % 50}`, duration_ms: whole(5000), status: 'completed' };
  if (kind < 0.43) return { type: 'file_read', path, size_bytes: whole(20_000) };
  if (kind < 0.55) return { type: 'file_write', path, size_bytes: whole(20_000), lines: whole(500) };
  if (kind < 0.95) {
    const params = {
      path: `tests/unit/test_${i % 100}.py`,
      verbose: true,
      note: i % 20 === 0 ? 'say "hi"\n' : 'plain',
      n: i,
    };
    return { type: 'tool_call', name: TOOLS[whole(TOOLS.length)], params, duration_ms: whole(3000) };
  }
  return {
    type: 'skill_attempt',
    skill: `skill-${i % 5}`,
    attempt: 1,
    model: 'm',
    verified: next() < 0.7,
    duration_ms: 10,
  };
}

/**
 * Writes so many events; returns the path. The file is dated back, so that its last line is not taken to be in flight.
 *
 * @param session its id, of which another makes other hashes
 */
export function makeLog(path, events, { seed = 42, session = 'bench' } = {}) {
  const next = random(seed);
  const encoder = new Encoder(session, 'Qm3x0aZ1', 'AGENT-004', undefined);
  const fd = openSync(path, 'w');
  let at_ms = Date.UTC(2026, 10, 21);
  let lines = [];
  for (let i = 0; i < events; i++) {
    at_ms += Math.floor(next() * 40);
    const line = encoder.encode(eventOf(i, next), at_ms);
    lines.push(Buffer.from(line.buffer.subarray(line.start, line.end)));
    if (lines.length === 5_000 || i === events - 1) {
      writeSync(fd, Buffer.concat(lines));
      lines = [];
    }
  }
  closeSync(fd);
  utimesSync(path, 1_800_000_000, 1_700_000_000);
  return path;
}
