// The figures that every rival of the analysis can compute, in one form: what `sessionlog analyze` reports besides is
// our own affair. Counts; times in ms, instants since 1970; sizes in bytes.

/** The figures, folded event by event: what the rivals written in JavaScript share. */
export class Figures {
  #events = 0;
  #types = new Map();
  #tasks_completed = 0;
  #task_ms = new Map();
  #tools = new Map();
  #files = { file_read: { count: 0, bytes: 0 }, file_write: { count: 0, bytes: 0 } };
  #first_ms = Number.POSITIVE_INFINITY;
  #last_ms = Number.NEGATIVE_INFINITY;

  add(event) {
    const { type } = event;
    const took_ms = event.duration_ms ?? 0;
    const at_ms = Date.parse(event.ts);
    this.#events++;
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
    this.#first_ms = Math.min(this.#first_ms, at_ms - took_ms);
    this.#last_ms = Math.max(this.#last_ms, at_ms);
    if (type === 'task_complete') {
      if (event.status === 'completed') this.#tasks_completed++;
      this.#task_ms.set(event.name, (this.#task_ms.get(event.name) ?? 0) + took_ms);
    } else if (type === 'tool_call') {
      const tool = this.#tools.get(event.name) ?? { calls: 0, total_ms: 0 };
      tool.calls++;
      tool.total_ms += took_ms;
      this.#tools.set(event.name, tool);
    } else if (type === 'file_read' || type === 'file_write') {
      this.#files[type].count++;
      this.#files[type].bytes += event.size_bytes ?? 0;
    }
  }

  done() {
    return {
      events: this.#events,
      types: Object.fromEntries(this.#types),
      tasks_completed: this.#tasks_completed,
      task_ms: Object.fromEntries(this.#task_ms),
      tools: Object.fromEntries(this.#tools),
      files: this.#files,
      first_ms: this.#first_ms,
      last_ms: this.#last_ms,
    };
  }
}

const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);

/** The same figures, taken from a report of ours about a log of `makeLog`. */
export function figuresOfReport({
  source,
  summary,
  tasks,
  tools,
  skills,
  task_breakdown,
  file_operation_stats,
  findings,
}) {
  const { read, write } = file_operation_stats;
  const ended = sum(tasks, 'completed') + sum(tasks, 'failed') + sum(tasks, 'cancelled');
  // A start was either ended or is open; some ends had no start.
  const unmatched = findings
    .filter(({ code }) => code === 'COMPLETE_WITHOUT_START')
    .reduce((total, { more = 0 }) => total + 1 + more, 0);
  return {
    events: source.events,
    types: {
      task_start: ended - unmatched + sum(tasks, 'open'),
      task_complete: ended,
      file_read: read.count,
      file_write: write.count,
      tool_call: sum(tools, 'calls'),
      skill_attempt: sum(skills, 'attempts'),
    },
    tasks_completed: summary.tasks_completed,
    task_ms: task_breakdown,
    tools: Object.fromEntries(tools.map(({ name, calls, total_ms }) => [name, { calls, total_ms }])),
    files: {
      file_read: { count: read.count, bytes: read.bytes },
      file_write: { count: write.count, bytes: write.bytes },
    },
    first_ms: Date.parse(summary.first_ts),
    last_ms: Date.parse(summary.last_ts),
  };
}

/** One text for equal figures, in whatever order their keys came. */
export function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}
