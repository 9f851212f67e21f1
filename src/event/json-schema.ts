/** The event's schema as others can use it: JSON Schema, draft 2020-12. */
import { z } from 'zod';
import { Event } from './schema.js';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** A zod schema as a JSON Schema document of its own. Keys that it does not name are allowed: later versions may add some. */
export function jsonSchemaOf(
  schema: z.ZodType,
  about: { $id: string; title: string; description: string },
): JsonSchema {
  const json = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...about, ...json };
}

/** One line of a log, version 1. */
export const eventJsonSchema = (): JsonSchema =>
  jsonSchemaOf(Event, {
    $id: 'urn:sessionlog:event:1',
    title: 'sessionlog event',
    description: 'One line of a session log, version 1. Unknown keys and unknown types are carried.',
  });
