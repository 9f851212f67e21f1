// Generated from schema.ts by `npm run generate`. Do not edit.
import type { Field } from './check.js';
export const LEADING: readonly Field[] = [
  {
    "key": "v",
    "kind": "positive"
  },
  {
    "key": "ts",
    "kind": "instant",
    "required": true
  },
  {
    "key": "session_id",
    "kind": "text",
    "required": true
  },
  {
    "key": "agent_id",
    "kind": "text"
  },
  {
    "key": "writer",
    "kind": "text"
  },
  {
    "key": "seq",
    "kind": "count"
  }
];
export const PAYLOADS: Readonly<Record<string, readonly Field[]>> = {
  "task_start": [
    {
      "key": "name",
      "kind": "text",
      "required": true
    },
    {
      "key": "metadata",
      "kind": "record"
    }
  ],
  "task_complete": [
    {
      "key": "name",
      "kind": "text",
      "required": true
    },
    {
      "key": "duration_ms",
      "kind": "number"
    },
    {
      "key": "status",
      "kind": {
        "one_of": [
          "completed",
          "failed",
          "cancelled"
        ]
      }
    },
    {
      "key": "error",
      "kind": "unknown"
    },
    {
      "key": "metadata",
      "kind": "record"
    }
  ],
  "file_read": [
    {
      "key": "path",
      "kind": "text",
      "required": true
    },
    {
      "key": "size_bytes",
      "kind": "count"
    },
    {
      "key": "lines",
      "kind": "count"
    },
    {
      "key": "duration_ms",
      "kind": "number"
    }
  ],
  "file_write": [
    {
      "key": "path",
      "kind": "text",
      "required": true
    },
    {
      "key": "size_bytes",
      "kind": "count"
    },
    {
      "key": "lines",
      "kind": "count"
    },
    {
      "key": "duration_ms",
      "kind": "number"
    }
  ],
  "tool_call": [
    {
      "key": "name",
      "kind": "text",
      "required": true
    },
    {
      "key": "params",
      "kind": "unknown"
    },
    {
      "key": "duration_ms",
      "kind": "number"
    },
    {
      "key": "status",
      "kind": "text"
    },
    {
      "key": "exit_code",
      "kind": "integer"
    },
    {
      "key": "error",
      "kind": "unknown"
    },
    {
      "key": "input_bytes",
      "kind": "count"
    },
    {
      "key": "output_bytes",
      "kind": "count"
    }
  ],
  "skill_attempt": [
    {
      "key": "skill",
      "kind": "text",
      "required": true
    },
    {
      "key": "attempt",
      "kind": "positive",
      "required": true
    },
    {
      "key": "model",
      "kind": "text"
    },
    {
      "key": "verified",
      "kind": "boolean",
      "required": true
    },
    {
      "key": "output_summary",
      "kind": "text"
    },
    {
      "key": "runner_output",
      "kind": "text"
    },
    {
      "key": "duration_ms",
      "kind": "number"
    }
  ],
  "skill": [
    {
      "key": "skill",
      "kind": "text",
      "required": true
    },
    {
      "key": "phase",
      "kind": "text"
    },
    {
      "key": "project_root",
      "kind": "text"
    },
    {
      "key": "input",
      "kind": "unknown"
    },
    {
      "key": "attempts",
      "kind": {
        "list_of": [
          {
            "key": "attempt",
            "kind": "positive",
            "required": true
          },
          {
            "key": "model",
            "kind": "text"
          },
          {
            "key": "verified",
            "kind": "boolean",
            "required": true
          },
          {
            "key": "output_summary",
            "kind": "text"
          },
          {
            "key": "runner_output",
            "kind": "text"
          },
          {
            "key": "duration_ms",
            "kind": "number"
          }
        ]
      }
    },
    {
      "key": "final_status",
      "kind": "text",
      "required": true
    },
    {
      "key": "file_path",
      "kind": "text"
    },
    {
      "key": "model_used",
      "kind": "text"
    },
    {
      "key": "duration_ms",
      "kind": "number"
    },
    {
      "key": "message",
      "kind": "text"
    }
  ],
  "model_call": [
    {
      "key": "model",
      "kind": "text",
      "required": true
    },
    {
      "key": "duration_ms",
      "kind": "number"
    },
    {
      "key": "input_tokens",
      "kind": "count"
    },
    {
      "key": "output_tokens",
      "kind": "count"
    },
    {
      "key": "cache_read_tokens",
      "kind": "count"
    },
    {
      "key": "cache_write_tokens",
      "kind": "count"
    },
    {
      "key": "reasoning_tokens",
      "kind": "count"
    },
    {
      "key": "status",
      "kind": "text"
    },
    {
      "key": "attempt",
      "kind": "positive"
    },
    {
      "key": "error",
      "kind": "unknown"
    }
  ],
  "wait": [
    {
      "key": "for",
      "kind": {
        "one_of": [
          "human",
          "permission"
        ]
      },
      "required": true
    },
    {
      "key": "name",
      "kind": "text"
    },
    {
      "key": "duration_ms",
      "kind": "number"
    }
  ],
  "compaction": [
    {
      "key": "trigger",
      "kind": "text"
    },
    {
      "key": "tokens_before",
      "kind": "count"
    },
    {
      "key": "tokens_after",
      "kind": "count"
    },
    {
      "key": "duration_ms",
      "kind": "number"
    }
  ],
  "session_start": [
    {
      "key": "name",
      "kind": "text"
    },
    {
      "key": "purpose",
      "kind": "text"
    },
    {
      "key": "task_id",
      "kind": "text"
    },
    {
      "key": "session_group_id",
      "kind": "text"
    },
    {
      "key": "idempotency_key",
      "kind": "text"
    },
    {
      "key": "branch_name",
      "kind": "text"
    },
    {
      "key": "worktree_path",
      "kind": "text"
    },
    {
      "key": "project_root",
      "kind": "text"
    },
    {
      "key": "parent_session_id",
      "kind": "text"
    },
    {
      "key": "context",
      "kind": "record"
    },
    {
      "key": "labels",
      "kind": "record"
    },
    {
      "key": "status",
      "kind": {
        "one_of": [
          "pending",
          "running"
        ]
      }
    },
    {
      "key": "host",
      "kind": "text"
    },
    {
      "key": "pid",
      "kind": "count"
    },
    {
      "key": "handoff",
      "kind": "boolean"
    },
    {
      "key": "command",
      "kind": "list"
    }
  ],
  "session_update": [
    {
      "key": "name",
      "kind": "text"
    },
    {
      "key": "purpose",
      "kind": "text"
    },
    {
      "key": "task_id",
      "kind": "text"
    },
    {
      "key": "session_group_id",
      "kind": "text"
    },
    {
      "key": "idempotency_key",
      "kind": "text"
    },
    {
      "key": "branch_name",
      "kind": "text"
    },
    {
      "key": "worktree_path",
      "kind": "text"
    },
    {
      "key": "project_root",
      "kind": "text"
    },
    {
      "key": "parent_session_id",
      "kind": "text"
    },
    {
      "key": "context",
      "kind": "record"
    },
    {
      "key": "labels",
      "kind": "record"
    },
    {
      "key": "status",
      "kind": {
        "one_of": [
          "pending",
          "running"
        ]
      }
    },
    {
      "key": "exit_code",
      "kind": "integer"
    },
    {
      "key": "signal",
      "kind": "text"
    },
    {
      "key": "dod_result",
      "kind": "text"
    },
    {
      "key": "artifacts",
      "kind": "list"
    },
    {
      "key": "error",
      "kind": "unknown"
    },
    {
      "key": "pr_url",
      "kind": "text"
    },
    {
      "key": "host",
      "kind": "text"
    },
    {
      "key": "pid",
      "kind": "count"
    },
    {
      "key": "child_pid",
      "kind": "count"
    },
    {
      "key": "cpu_ms",
      "kind": "number"
    },
    {
      "key": "peak_rss_bytes",
      "kind": "count"
    },
    {
      "key": "artifacts_omitted",
      "kind": "count"
    }
  ],
  "session_handoff": [
    {
      "key": "to_agent",
      "kind": "text",
      "required": true
    },
    {
      "key": "child_session_id",
      "kind": "text",
      "required": true
    },
    {
      "key": "context",
      "kind": "record"
    }
  ],
  "session_end": [
    {
      "key": "status",
      "kind": {
        "one_of": [
          "completed",
          "failed",
          "cancelled",
          "terminated"
        ]
      },
      "required": true
    },
    {
      "key": "exit_code",
      "kind": "integer"
    },
    {
      "key": "signal",
      "kind": "text"
    },
    {
      "key": "dod_result",
      "kind": "text"
    },
    {
      "key": "artifacts",
      "kind": "list"
    },
    {
      "key": "error",
      "kind": "unknown"
    },
    {
      "key": "pr_url",
      "kind": "text"
    },
    {
      "key": "reason",
      "kind": "text"
    },
    {
      "key": "duration_ms",
      "kind": "number"
    },
    {
      "key": "cpu_ms",
      "kind": "number"
    },
    {
      "key": "peak_rss_bytes",
      "kind": "count"
    },
    {
      "key": "artifacts_omitted",
      "kind": "count"
    }
  ],
  "resource_sample": [
    {
      "key": "cpu_ms",
      "kind": "number",
      "required": true
    },
    {
      "key": "rss_bytes",
      "kind": "count",
      "required": true
    },
    {
      "key": "peak_rss_bytes",
      "kind": "count"
    },
    {
      "key": "processes",
      "kind": "count"
    }
  ],
  "session_seal": [
    {
      "key": "seal",
      "kind": "count",
      "required": true
    },
    {
      "key": "bytes",
      "kind": "count",
      "required": true
    },
    {
      "key": "key_id",
      "kind": "text",
      "required": true
    },
    {
      "key": "link",
      "kind": "text",
      "required": true
    }
  ],
  "events_dropped": [
    {
      "key": "count",
      "kind": "count",
      "required": true
    },
    {
      "key": "first_ts",
      "kind": "instant",
      "required": true
    },
    {
      "key": "last_ts",
      "kind": "instant",
      "required": true
    },
    {
      "key": "reason",
      "kind": "text",
      "required": true
    }
  ]
};
export const TRAILING: readonly Field[] = [
  {
    "key": "span_id",
    "kind": "text"
  },
  {
    "key": "parent_span_id",
    "kind": "text"
  },
  {
    "key": "hash",
    "kind": "text"
  }
];
