/** The published JSON Schemas. They load zod: import this room's file only where they are asked for. */
export { diffJsonSchema, reportJsonSchema } from '../analyze/json-schema.js';
export { eventJsonSchema } from '../event/json-schema.js';
export { sessionJsonSchema } from '../session/schema.js';
