// One rival of the analysis, in a process of its own: analyze-variant.mjs NAME FILE → the figures as JSON.
import { createReadStream, openSync, readSync } from 'node:fs';

const [, , name, file] = process.argv;

/** Folds what a stream of values brings. */
async function foldStream(values, see = (event) => event) {
  const { Figures } = await import('./figures.mjs');
  const figures = new Figures();
  for await (const value of values) figures.add(see(value));
  return figures.done();
}

/** What a line must be, as a user of zod would say it. */
async function eventSchema() {
  const { z } = await import('zod');
  const common = {
    v: z.literal(1),
    ts: z.string(),
    session_id: z.string(),
    agent_id: z.string().optional(),
    writer: z.string(),
    seq: z.number(),
    hash: z.string(),
  };
  const duration_ms = z.number().nonnegative().optional();
  const event = (type, payload) => z.object({ ...common, type: z.literal(type), ...payload });
  const file = { path: z.string(), size_bytes: z.number().optional(), lines: z.number().optional(), duration_ms };
  return z.discriminatedUnion('type', [
    event('task_start', { name: z.string() }),
    event('task_complete', { name: z.string(), duration_ms, status: z.enum(['completed', 'failed', 'cancelled']) }),
    event('file_read', file),
    event('file_write', file),
    event('tool_call', { name: z.string(), params: z.record(z.string(), z.unknown()).optional(), duration_ms }),
    event('skill_attempt', {
      skill: z.string(),
      attempt: z.number(),
      model: z.string().optional(),
      verified: z.boolean(),
      duration_ms,
    }),
  ]);
}

const VARIANTS = {
  'JSON.parse': async () => {
    const { Figures } = await import('./figures.mjs');
    const figures = new Figures();
    const fd = openSync(file, 'r');
    const block = Buffer.alloc(256 * 1024);
    let carry = Buffer.alloc(0);
    for (let length = readSync(fd, block); length > 0; length = readSync(fd, block)) {
      const bytes = Buffer.concat([carry, block.subarray(0, length)]);
      let from = 0;
      for (let newline = bytes.indexOf(10); newline !== -1; newline = bytes.indexOf(10, from)) {
        figures.add(JSON.parse(bytes.toString('utf8', from, newline)));
        from = newline + 1;
      }
      carry = bytes.subarray(from);
    }
    return figures.done();
  },
  split2: async () => {
    const { default: split2 } = await import('split2');
    return foldStream(createReadStream(file).pipe(split2(JSON.parse)));
  },
  ndjson: async () => {
    const { default: ndjson } = await import('ndjson');
    return foldStream(createReadStream(file).pipe(ndjson.parse()));
  },
  'ndjson + zod': async () => {
    const [{ default: ndjson }, schema] = await Promise.all([import('ndjson'), eventSchema()]);
    return foldStream(createReadStream(file).pipe(ndjson.parse()), (value) => schema.parse(value));
  },
  '@duckdb/node-api': async () => {
    const [{ DuckDBInstance }, { figuresOfRows, query, SETTINGS }] = await Promise.all([
      import('@duckdb/node-api'),
      import('./duckdb.mjs'),
    ]);
    const connection = await (await DuckDBInstance.create(':memory:', SETTINGS)).connect();
    const reader = await connection.runAndReadAll(query(file));
    return figuresOfRows(reader.getRowObjectsJS());
  },
};

process.stdout.write(`${JSON.stringify(await VARIANTS[name]())}\n`);
