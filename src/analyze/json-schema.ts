import { type JsonSchema, jsonSchemaOf } from '../event/json-schema.js';
import { REPORT_VERSION, Report } from './report.js';

/** The report that `sessionlog analyze --json` prints, as JSON Schema, draft 2020-12. */
export const reportJsonSchema = (): JsonSchema =>
  jsonSchemaOf(Report, {
    $id: `urn:sessionlog:report:${REPORT_VERSION}`,
    title: 'sessionlog report',
    description: 'What happened in one or more sessions, how fast, and where the time went.',
  });
