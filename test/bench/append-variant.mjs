// One variant of the append benchmark, in a process of its own: append-variant.mjs NAME EVENTS DIR → figures as JSON.
import {
  appendFileSync,
  closeSync,
  createWriteStream,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

const [, , name, events, dir] = process.argv;
const count = Number(events);
const BURST = 500;
const file = join(dir, 'bench.jsonl');

const payload = (n) => ({
  type: 'tool_call',
  name: 'pytest',
  params: { path: 'tests/unit/test_session_logger.py', verbose: true, n },
  duration_ms: n % 5000,
  n,
});
/** What a plain logger would write for the same event. */
const whole = (n) => ({
  v: 1,
  ts: new Date().toISOString(),
  session_id: 'bench',
  agent_id: 'AGENT-004',
  seq: n,
  ...payload(n),
});

const VARIANTS = {
  async 'sessionlog-buffered'() {
    return ours('buffered');
  },
  async 'sessionlog-process'() {
    return ours('process');
  },
  async 'sessionlog-group'() {
    return ours('group');
  },
  async 'sessionlog-each'() {
    return ours('each');
  },
  async 'stringify-writeSync'() {
    const fd = openSync(file, 'a');
    return { log: (n) => writeSync(fd, `${JSON.stringify(whole(n))}\n`), end: async () => closeSync(fd) };
  },
  async appendFileSync() {
    return { log: (n) => appendFileSync(file, `${JSON.stringify(whole(n))}\n`), end: async () => {} };
  },
  async 'pino-sync'() {
    return pino({ sync: true });
  },
  async 'pino-async'() {
    return pino({ sync: false, minLength: 4096 });
  },
  async 'sonic-boom'() {
    const { default: SonicBoom } = await import('sonic-boom');
    const out = new SonicBoom({ dest: file, sync: false, minLength: 4096 });
    return {
      log: (n) => out.write(`${JSON.stringify(whole(n))}\n`),
      end: () => closed(out, 'close', () => out.end()),
    };
  },
  async createWriteStream() {
    const out = createWriteStream(file, { flags: 'a' });
    return {
      log: (n) => out.write(`${JSON.stringify(whole(n))}\n`),
      end: () => closed(out, 'close', () => out.end()),
    };
  },
  async bunyan() {
    const { default: bunyan } = await import('bunyan');
    const out = createWriteStream(file, { flags: 'a' });
    const fields = { session_id: 'bench', agent_id: 'AGENT-004' };
    const logger = bunyan.createLogger({ name: 'bench', streams: [{ stream: out }], ...fields });
    // A name of its own stands in every record of bunyan.
    const own = ({ name, ...rest }) => ({ tool: name, ...rest });
    return {
      log: (n) => logger.info({ seq: n, ...own(payload(n)) }),
      end: () => closed(out, 'close', () => out.end()),
    };
  },
  async winston() {
    const winston = await import('winston');
    const format = winston.format.printf((info) => JSON.stringify(info.event));
    const logger = winston.createLogger({ format, transports: [new winston.transports.File({ filename: file })] });
    return {
      log: (n) => logger.log({ level: 'info', message: '', event: whole(n) }),
      end: () => lines(count),
    };
  },
};

async function ours(level) {
  const { openLog } = await import('../../dist/log/index.js');
  const log = openLog(dir, 'bench', { agent_id: 'AGENT-004', level });
  return { log: (n) => log.append(payload(n)), end: () => log.close() };
}

async function pino(options) {
  const { default: create } = await import('pino');
  const out = create.destination({ dest: file, ...options });
  const logger = create(
    { base: { session_id: 'bench', agent_id: 'AGENT-004' }, timestamp: create.stdTimeFunctions.isoTime },
    out,
  );
  return {
    log: (n) => logger.info({ seq: n, ...payload(n) }),
    end: () => closed(out, 'close', () => out.end()),
  };
}

/** Ends a stream, and waits until its last byte is in the file. */
async function closed(stream, event, end) {
  const done = new Promise((resolve) => stream.once(event, resolve));
  end();
  await done;
}

/** winston tells nobody when the file has it all: the file is asked, until it has stopped growing. */
async function lines(wanted) {
  for (let size = -1; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = existsSync(file) ? statSync(file).size : 0;
    if (now === size && readFileSync(file, 'latin1').split('\n').length > wanted) return;
    size = now;
  }
}

const { log, end } = await VARIANTS[name]();
// The clock costs as much as a fast logger: it times one event in ten, another one in each burst.
const EVERY = 10;
const latencies = new Float64Array(Math.ceil(count / EVERY));
let timed = 0;
const started = process.hrtime.bigint();
for (let n = 0; n < count; ) {
  const phase = (n / BURST) % EVERY;
  for (const until = Math.min(n + BURST, count); n < until; n++) {
    if (n % EVERY !== phase) {
      log(n);
      continue;
    }
    const before = process.hrtime.bigint();
    log(n);
    latencies[timed++] = Number(process.hrtime.bigint() - before);
  }
  await turn();
}
await end();
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const sorted = latencies.subarray(0, timed).sort();
const at = (share) => sorted[Math.min(timed - 1, Math.floor(timed * share))];
process.stdout.write(
  JSON.stringify({
    file,
    events_per_s: count / seconds,
    caller_ns: sorted.reduce((sum, ns) => sum + ns, 0) / timed,
    p50_ns: at(0.5),
    p99_ns: at(0.99),
  }),
);
