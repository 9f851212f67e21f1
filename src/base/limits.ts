/** All limits and defaults, one literal, units in the names. */
export const LIMITS = {
  /** One line without its newline. Longer events are refused, longer lines are reported and skipped. */
  line_bytes: 1024 * 1024,
  /** A foreign log that is one JSON document and not lines: it is held whole. */
  document_bytes: 64 * 1024 * 1024,
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
  /** `analyze` checks the hashes of logs up to this size in all; of larger ones when it is asked to. */
  hash_check_bytes: 8 * 1024 * 1024,
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
  /** What ran inside one run is listed up to so many, and summed up beyond. */
  run_children: 64,
  /** Spans whose children are remembered until their end arrives. */
  open_spans: 10_000,
  /** The slowest tool calls that a report lists. */
  slowest_calls: 20,
  /** The names that took most of a session, kept for each session. */
  longest_names: 5,
  /** Findings of one code that are listed; the rest is counted. */
  findings_per_code: 20,
  /** An agent's log that did not change for so long is taken to be complete. */
  settled_ms: 6 * 3_600_000,
  /** A session whose agent calls no hook for so long has ended without saying so. */
  hook_silence_ms: 12 * 3_600_000,
  /** Files that a session lists as its artifacts, and the bytes of their paths; the rest is counted. */
  artifacts: 1_000,
  artifact_path_bytes: 256 * 1024,
  /** What a session is told of the results before it: a good part of a line. */
  previous_results_bytes: 256 * 1024,
  /** The longest wait for git, before a command starts and after it ended. */
  git_ms: 10_000,
  /** What git may print of a worktree. */
  git_bytes: 64 * 1024 * 1024,
  /** The first look at what a command uses, and the longest pause between two; they double in between. */
  first_look_ms: 50,
  look_ms: 1_000,
  /** How often a running command's use of resources is logged. */
  sample_ms: 10_000,
  /** From SIGTERM to SIGKILL, for a command that ran too long. */
  grace_ms: 10_000,
  /** What an archive may unpack to: beyond the free bytes not more than so many times its size, and never more than the limit. */
  unpacked_bytes: 16 * 1024 * 1024 * 1024,
  unpacked_ratio: 200,
  unpacked_free_bytes: 64 * 1024 * 1024,
  /** Frames of one zstd file: programs write one, or one for some hundred kilobytes. */
  zstd_frames: 10_000,
  /** What an archive may unpack to where it must be had at once, in memory. */
  unpacked_whole_bytes: 256 * 1024 * 1024,
  /** `archive` leaves a session alone for so long after its last event. */
  archive_idle_ms: 86_400_000,
  /** What archiving did not finish is removed so long after it was touched last. */
  leftover_ms: 3_600_000,
  /** Lines that are looked at to tell a file's format. */
  detect_lines: 50,
  /** A running session that is silent for longer shows as stale. */
  stale_after_ms: 3_600_000,
  /** How long a start with an idempotency key waits for the one that was first to claim it. */
  claim_wait_ms: 1_000,
} as const;
