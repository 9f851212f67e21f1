// A log as our writer writes it, from a seed: the same events whoever makes it, wherever.
import { closeSync, openSync, utimesSync, writeSync } from 'node:fs';
import { Encoder } from '../../dist/event/encode.js';

const TOOLS = ['bash', 'grep', 'pytest', 'edit', 'read'];

/** Numbers from 0 to 1: mulberry32, public domain. */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Between two events of one agent, at most. */
const PAUSE_MS = 40;
const AGENTS = 4;

/** One agent: does one thing after the other in its tasks; one time in ten, two tools run side by side. */
class Agent {
  /** What it logs next, and when. */
  event;
  at_ms;
  encoder;
  #next;
  #task;
  #tasks = 0;
  #last_ms;

  constructor(session, index, at_ms, next) {
    this.encoder = new Encoder(session, `Qm3x0aZ${index}`, `AGENT-00${index}`, undefined);
    this.at_ms = at_ms;
    this.#last_ms = at_ms;
    this.#next = next;
    this.plan();
  }

  plan() {
    this.at_ms += this.#whole(PAUSE_MS);
    this.event = this.#task === undefined ? this.#start() : this.#next() < 1 / 7 ? this.#complete() : this.#step();
  }

  #whole(below) {
    return Math.floor(this.#next() * below);
  }

  #start() {
    const half = () =>
      this.#whole(2 ** 32)
        .toString(16)
        .padStart(8, '0');
    const [name, span_id] = [`task-${this.#tasks++ % 50}`, half() + half()];
    this.#task = { name, span_id, at_ms: this.at_ms };
    return { type: 'task_start', name, span_id };
  }

  #complete() {
    const { name, span_id, at_ms } = this.#task;
    this.#task = undefined;
    const status = this.#next() < 0.95 ? 'completed' : 'failed';
    return { type: 'task_complete', name, duration_ms: this.at_ms - at_ms, status, span_id };
  }

  #step() {
    const kind = this.#next();
    const parent_span_id = this.#task.span_id;
    const path = `/src/module-${this.#whole(50)}/file-${this.#whole(20)}.ts`;
    const size_bytes = this.#whole(20_000);
    if (kind < 0.24) return { type: 'file_read', path, size_bytes, parent_span_id };
    if (kind < 0.4) return { type: 'file_write', path, size_bytes, lines: this.#whole(500), parent_span_id };
    const duration_ms = this.#took();
    if (kind < 0.93) {
      const name = TOOLS[this.#whole(TOOLS.length)];
      return { type: 'tool_call', name, params: this.#params(), duration_ms, parent_span_id };
    }
    const verified = kind < 0.98;
    const skill = `skill-${this.#whole(5)}`;
    return { type: 'skill_attempt', skill, attempt: 1, model: 'm', verified, duration_ms, parent_span_id };
  }

  #params() {
    const n = this.#whole(1_000_000);
    return { path: `tests/unit/test_${n % 100}.py`, verbose: true, note: n % 20 === 0 ? 'say "hi"\n' : 'plain', n };
  }

  /** How long a call took that ends now: it began behind the last one, or together with it. */
  #took() {
    const together = this.#next() < 0.1;
    const begun_ms = together ? this.#last_ms : this.at_ms;
    if (!together) this.at_ms += this.#whole(3000);
    this.#last_ms = begun_ms;
    return this.at_ms - begun_ms;
  }
}

/**
 * Writes so many events of four agents that work at the same time, in the order of time; returns the path. The file is
 * dated back, so that its last line is not taken to be in flight.
 *
 * @param session its id, of which another makes other hashes
 */
export function makeLog(path, events, { seed = 42, session = 'bench' } = {}) {
  const next = random(seed);
  const begun_ms = Date.UTC(2026, 10, 21);
  const agents = Array.from({ length: AGENTS }, (_, i) => new Agent(session, i, begun_ms, next));
  const fd = openSync(path, 'w');
  let lines = [];
  for (let i = 0; i < events; i++) {
    const agent = agents.reduce((first, other) => (other.at_ms < first.at_ms ? other : first));
    const line = agent.encoder.encode(agent.event, agent.at_ms);
    agent.plan();
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
