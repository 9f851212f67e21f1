// The figures by SQL, in the form that was fastest for DuckDB: one scan, columns named beforehand, any order.

const COLUMNS = `{ts: 'TIMESTAMP', type: 'VARCHAR', name: 'VARCHAR', status: 'VARCHAR', duration_ms: 'BIGINT', size_bytes: 'BIGINT'}`;

export const SETTINGS = { threads: '2', preserve_insertion_order: 'false' };

/** One row for each type, and for each name and status of the types that the figures tell apart by them. */
export const query = (file) => `
SELECT type,
  CASE WHEN type IN ('task_complete', 'tool_call') THEN name END AS name,
  status,
  count(*)::DOUBLE AS events,
  coalesce(sum(duration_ms), 0)::DOUBLE AS total_ms,
  coalesce(sum(size_bytes), 0)::DOUBLE AS bytes,
  min(epoch_ms(ts) - coalesce(duration_ms, 0))::DOUBLE AS first_ms,
  max(epoch_ms(ts))::DOUBLE AS last_ms
FROM read_json('${file.replaceAll("'", "''")}', format = 'newline_delimited', columns = ${COLUMNS})
GROUP BY ALL`;

/** The figures from the rows of the query, given as objects. */
export function figuresOfRows(rows) {
  const figures = {
    events: 0,
    types: {},
    tasks_completed: 0,
    task_ms: {},
    tools: {},
    files: { file_read: { count: 0, bytes: 0 }, file_write: { count: 0, bytes: 0 } },
    first_ms: Number.POSITIVE_INFINITY,
    last_ms: Number.NEGATIVE_INFINITY,
  };
  for (const { type, name, status, events, total_ms, bytes, first_ms, last_ms } of rows) {
    figures.events += events;
    figures.types[type] = (figures.types[type] ?? 0) + events;
    figures.first_ms = Math.min(figures.first_ms, first_ms);
    figures.last_ms = Math.max(figures.last_ms, last_ms);
    if (type === 'task_complete') {
      if (status === 'completed') figures.tasks_completed += events;
      figures.task_ms[name] = (figures.task_ms[name] ?? 0) + total_ms;
    } else if (type === 'tool_call') {
      const { calls = 0, total_ms: before_ms = 0 } = figures.tools[name] ?? {};
      figures.tools[name] = { calls: calls + events, total_ms: before_ms + total_ms };
    } else if (type in figures.files) {
      figures.files[type].count += events;
      figures.files[type].bytes += bytes;
    }
  }
  return figures;
}
