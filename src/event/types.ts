import type { z } from 'zod';
import type * as schema from './schema.js';

export type KnownEvent = z.infer<typeof schema.KnownEvent>;
export type UnknownEvent = z.infer<typeof schema.UnknownEvent>;
export type EventType = keyof typeof schema.payloads;

/** One event as it is read: every line that a log holds. */
export type SessionEvent = KnownEvent | UnknownEvent;

/** One event of a given type. */
export type EventOf<Type extends EventType> = Extract<KnownEvent, { type: Type }>;

/** The payload of a type, as the caller of `append` gives it. */
export type Payload<Type extends EventType> = z.infer<z.ZodObject<(typeof schema.payloads)[Type]>>;

type FromCaller = {
  ts?: string | undefined;
  agent_id?: string | undefined;
  span_id?: string | undefined;
  parent_span_id?: string | undefined;
};

/** What a caller hands to a writer, which adds the rest: a type, its payload, and any further keys. */
export type EventInput =
  | { [Type in EventType]: { type: Type } & Payload<Type> & FromCaller }[EventType]
  | ({ type: string } & FromCaller & Record<string, unknown>);
