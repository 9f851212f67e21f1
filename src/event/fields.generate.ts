/**
 * Makes `fields.ts`: the shape of each event type as plain data, so that writer and reader can check a line
 * without loading zod (60 ms of start-up). `npm run generate` writes it; a test holds it against the schemas.
 */
import { z } from 'zod';
import { payloads, UnknownEvent } from './schema.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

function kindOf(schema: JsonSchema): unknown {
  if (schema.enum !== undefined) return { one_of: schema.enum };
  switch (schema.type) {
    case undefined:
      return 'unknown';
    case 'string':
      return schema.format === 'date-time' ? 'instant' : 'text';
    case 'integer':
      if (schema.exclusiveMinimum === 0) return 'positive';
      return schema.minimum === 0 ? 'count' : 'integer';
    case 'array': {
      const items = schema.items as JsonSchema;
      return items.type === 'object' ? { list_of: fieldsOf(items) } : 'list';
    }
    case 'object':
      return 'record';
    case 'number':
    case 'boolean':
      return schema.type;
    default:
      throw new TypeError(`fields.ts has no word for ${JSON.stringify(schema)}`);
  }
}

function fieldsOf(schema: JsonSchema): unknown[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([key, property]) => ({
    key,
    kind: kindOf(property as JsonSchema),
    ...(required.has(key) ? { required: true } : {}),
  }));
}

const fieldsOfSchema = (schema: z.ZodType): unknown[] => fieldsOf(z.toJSONSchema(schema));

/** The text of `fields.ts`. */
export function fieldsSource(): string {
  const envelope = fieldsOfSchema(UnknownEvent) as { key: string }[];
  const type = envelope.findIndex(({ key }) => key === 'type');
  const tables = {
    LEADING: envelope.slice(0, type),
    PAYLOADS: Object.fromEntries(
      Object.entries(payloads).map(([name, shape]) => [name, fieldsOfSchema(z.object(shape))]),
    ),
    TRAILING: envelope.slice(type + 1),
  };
  const types = {
    LEADING: 'readonly Field[]',
    PAYLOADS: 'Readonly<Record<string, readonly Field[]>>',
    TRAILING: 'readonly Field[]',
  };
  return [
    '// Generated from schema.ts by `npm run generate`. Do not edit.',
    "import type { Field } from './check.js';",
    ...Object.entries(tables).map(
      ([name, table]) =>
        `export const ${name}: ${types[name as keyof typeof types]} = ${JSON.stringify(table, null, 2)};`,
    ),
    '',
  ].join('\n');
}
