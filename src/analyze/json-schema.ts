import { type JsonSchema, jsonSchemaOf } from '../event/json-schema.js';
import { DIFF_VERSION, Diff } from './diff-report.js';
import { REPORT_VERSION, Report } from './report.js';

/** The report that `sessionlog analyze --json` prints, as JSON Schema, draft 2020-12. */
export const reportJsonSchema = (): JsonSchema =>
  jsonSchemaOf(Report, {
    $id: `urn:sessionlog:report:${REPORT_VERSION}`,
    title: 'sessionlog report',
    description: 'What happened in one or more sessions, how fast, and where the time went.',
  });

/** What `sessionlog diff --json` prints, as JSON Schema, draft 2020-12. */
export const diffJsonSchema = (): JsonSchema =>
  jsonSchemaOf(Diff, {
    $id: `urn:sessionlog:diff:${DIFF_VERSION}`,
    title: 'sessionlog diff',
    description: 'Two sessions, logs or periods side by side, and what got faster or slower.',
  });
