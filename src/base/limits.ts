/** All limits and defaults, one literal, units in the names. */
export const LIMITS = {
  /** One line without its newline. Longer events are refused, longer lines are reported and skipped. */
  line_bytes: 1024 * 1024,
  /** Containers inside containers, counted from the event itself. */
  depth: 64,
  /** One read(2) of the reader. */
  block_bytes: 256 * 1024,
  /** Level `buffered` writes when this much has gathered, or at the end of the event loop's turn. */
  buffer_bytes: 64 * 1024,
  /** What the writer keeps while the disk is full. */
  queue_bytes: 8 * 1024 * 1024,
  queue_events: 10_000,
  /** The pause between two attempts to write what is queued. */
  retry_ms: 250,
  /** How often a writer asks whether its path still leads to its file. */
  path_check_ms: 200,
  /** An unterminated last line is taken to be in flight while the file is younger than this. */
  pending_ms: 2_000,
  /** How often `tail` asks for the file's state; a watch makes it faster, this makes it sure. */
  poll_ms: 250,
  /** A gap between two covered instants counts as active time up to this. */
  active_gap_ms: 300_000,
  /** The share of the time above which a name is a bottleneck. */
  bottleneck_share: 0.3,
  /** Relative error of every percentile. */
  sketch_relative_error: 0.01,
  /** Disjoint stretches of time that a fold keeps exactly; older ones are joined in pairs. */
  coverage_cells: 2_048,
  /** The same for one name (task, tool, skill), of which there may be many. */
  name_cells: 64,
  /** Distinct names (tasks, tools, files, …) that a fold tells apart; later ones count together. */
  names: 10_000,
  /** A longer name is cut to this when a fold remembers it. */
  name_chars: 4_096,
  /** Distinct names inside one name that are told apart; the shortest of more count together. */
  inside_names: 100,
  /** Spans whose children are remembered until their end arrives. */
  open_spans: 10_000,
  /** Findings of one code that are listed; the rest is counted. */
  findings_per_code: 20,
  /** An agent's log that did not change for so long is taken to be complete. */
  settled_ms: 3_600_000,
  /** A session whose agent calls no hook for so long has ended without saying so. */
  hook_silence_ms: 12 * 3_600_000,
  /** Lines that are looked at to tell a file's format. */
  detect_lines: 50,
} as const;
