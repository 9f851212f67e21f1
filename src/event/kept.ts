/** The fields of the payload that are kept of a line that was looked over; the spans come last. */
export const SLOTS = [
  'name',
  'path',
  'skill',
  'duration_ms',
  'status',
  'size_bytes',
  'lines',
  'exit_code',
  'error',
  'attempt',
  'model',
  'verified',
  'output_bytes',
  'span_id',
  'parent_span_id',
] as readonly string[];

/** The types of which these fields are all that a retrospective reads. */
export const KEPT_TYPES: ReadonlySet<string> = new Set([
  'task_start',
  'task_complete',
  'file_read',
  'file_write',
  'tool_call',
  'skill_attempt',
]);
