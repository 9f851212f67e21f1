import { LIMITS } from '../../base/limits.js';
import { DEFAULT_DIR } from '../../log/paths.js';

export const CONFIG_FILE = 'sessionlog.config.json';

export const BASES = ['session', 'task', 'active'] as const;
export const COLORS = ['auto', 'always', 'never'] as const;
export type ColorMode = (typeof COLORS)[number];

/** What can be configured: its name in the environment, and its value where nobody says one. */
interface Key {
  readonly variable: string;
  /** Null: nothing, or whatever the system says. */
  readonly default: string | number | boolean | null;
}

export const KEYS = {
  dir: { variable: 'SESSIONLOG_DIR', default: DEFAULT_DIR },
  agent: { variable: 'SESSIONLOG_AGENT_ID', default: null },
  level: { variable: 'SESSIONLOG_LEVEL', default: 'process' },
  redact: { variable: 'SESSIONLOG_REDACT', default: true },
  'retention.enabled': { variable: 'SESSIONLOG_RETENTION_ENABLED', default: false },
  'retention.days': { variable: 'SESSIONLOG_RETENTION_DAYS', default: 90 },
  stale_after: { variable: 'SESSIONLOG_STALE_AFTER', default: '1h' },
  threshold: { variable: 'SESSIONLOG_THRESHOLD', default: LIMITS.bottleneck_share },
  /** None: the session, or its active time where a person was waited for. */
  basis: { variable: 'SESSIONLOG_BASIS', default: null },
  timezone: { variable: 'SESSIONLOG_TIMEZONE', default: null },
  color: { variable: 'SESSIONLOG_COLOR', default: COLORS[0] },
} as const satisfies Record<string, Key>;

export type ConfigKey = keyof typeof KEYS;
export const CONFIG_KEYS = Object.keys(KEYS) as readonly ConfigKey[];

export type ConfigSource = 'environment' | 'project' | 'user' | 'default';

/** One value that holds, and where it was said. */
export interface Setting {
  readonly key: ConfigKey;
  readonly value: unknown;
  readonly source: ConfigSource;
  /** The file, or the variable of the environment. */
  readonly from: string | null;
}

export type Settings = ReadonlyMap<ConfigKey, Setting>;
