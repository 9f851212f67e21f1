/** Lines as FORMAT.md describes them, made with nothing of ours: what our reader and writer are held against. */
import { createHash } from 'node:crypto';

export const cut = (bytes: string | Buffer): string =>
  createHash('sha256').update(bytes).digest().subarray(0, 16).toString('base64url');

export interface LineOptions {
  readonly session_id?: string;
  readonly writer?: string;
}

/** Makes the lines of one writer, each linked to the one before; without newlines. */
export function lineMaker({
  session_id = 's',
  writer = 'w',
}: LineOptions = {}): (payload: Record<string, unknown>) => string {
  let head = cut(`sessionlog/1\0${session_id}\0${writer}`);
  let seq = 0;
  return (payload) => {
    const ts = new Date(Date.UTC(2026, 10, 21, 8) + seq * 1000).toISOString();
    const body = JSON.stringify({ v: 1, ts, session_id, writer, seq: seq++, ...payload }).slice(0, -1);
    head = cut(head + body);
    return `${body},"hash":"${head}"}`;
  };
}

/** So many tool calls of one writer, named `n0`, `n1`, … */
export function toolCalls(count: number, options: LineOptions = {}): string[] {
  const next = lineMaker(options);
  return Array.from({ length: count }, (_, i) => next({ type: 'tool_call', name: `n${i}` }));
}
