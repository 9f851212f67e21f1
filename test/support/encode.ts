import { Encoder } from '../../src/event/encode.js';
import { createRedactor, type RedactOptions } from '../../src/event/redact.js';
import type { EventInput } from '../../src/event/types.js';

export const NOW_MS = Date.UTC(2026, 10, 21, 7, 35, 0, 123);

export interface Encoding {
  readonly redact?: boolean | RedactOptions;
  readonly agent_id?: string;
}

/** Encodes events as one writer `w` of session `s` would write them; lines without their newlines. */
export function encodeAll(events: readonly EventInput[], { redact = false, agent_id }: Encoding = {}): string[] {
  const encoder = new Encoder('s', 'w', agent_id, createRedactor(redact));
  return events.map((event) => {
    const line = encoder.encode(event, NOW_MS);
    return line.buffer.toString('utf8', line.start, line.end - 1);
  });
}

export const encodeOne = (event: EventInput, encoding?: Encoding): string => encodeAll([event], encoding)[0] ?? '';

/** What is read back of a tool call's params. */
export const paramsBack = (params: unknown, encoding?: Encoding): unknown =>
  JSON.parse(encodeOne({ type: 'tool_call', name: 'n', params }, encoding)).params;
