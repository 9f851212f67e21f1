import { formatBytes, formatDuration, plural } from '../format.js';
import { formatInstant } from '../instant.js';
import { safeText } from '../safe.js';
import { truncate } from '../text.js';
import { textOf } from './page.js';
import { type ShownSession, statusWord } from './shape.js';

export interface ShownCleanup {
  readonly days: number;
  readonly dry_run: boolean;
  readonly removed: readonly ShownSession[];
  readonly removed_bytes: number;
  readonly kept: readonly { readonly session: ShownSession; readonly reason: string }[];
}

/** An id of ours is no longer; a log may say anything. */
const LONGEST = 128;
const cut = (text: string): string => truncate(safeText(text), LONGEST);

/** What was removed, what was not, and why. */
export function renderCleanup(cleanup: ShownCleanup, time_zone: string): string {
  const { days, dry_run, removed, removed_bytes, kept } = cleanup;
  const did = dry_run ? 'would be removed' : removed.length === 1 ? 'was removed' : 'were removed';
  const lines = removed.map(({ id, agent, updated_at, duration_ms, ...rest }) =>
    [
      `  ${cut(id)}`,
      statusWord(rest),
      cut(agent ?? ''),
      updated_at === null ? '' : `last active ${formatInstant(updated_at, time_zone).slice(0, 16)}`,
      duration_ms === null ? '' : formatDuration(duration_ms),
    ]
      .filter((part) => part !== '')
      .join('  '),
  );
  return textOf([
    ...lines.map(safeText),
    ...kept.map(({ session, reason }) => safeText(`  kept ${cut(session.id)}: ${reason}`)),
    `${plural(removed.length, 'session')} of ${plural(days, 'day')} and older ${did}, ${formatBytes(removed_bytes)}`,
  ]);
}
