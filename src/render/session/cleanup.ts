import { foldLine } from '../fold.js';
import { formatBytes, formatDuration, plural } from '../format.js';
import { formatInstant } from '../instant.js';
import { orBlank } from '../report/frame.js';
import { safeText } from '../safe.js';
import { renderTable } from '../table.js';
import { truncate } from '../text.js';
import { type PageOptions, pageOf, textOf } from './page.js';
import { type ShownSession, statusStyle, statusWord } from './shape.js';

export interface ShownCleanup {
  readonly days: number;
  readonly dry_run: boolean;
  readonly removed: readonly ShownSession[];
  readonly removed_bytes: number;
  readonly kept: readonly { readonly session: ShownSession; readonly reason: string }[];
}

/** What was removed, what was not, and why. */
export function renderCleanup(cleanup: ShownCleanup, options: PageOptions): string {
  const page = pageOf(options);
  const { days, dry_run, removed, removed_bytes, kept } = cleanup;
  const did = dry_run ? 'would be removed' : removed.length === 1 ? 'was removed' : 'were removed';
  const table = renderTable<ShownSession>(
    {
      heading: dry_run ? 'To be removed' : 'Removed',
      rows: removed,
      name: ({ id }) => id,
      columns: [
        { title: 'status', text: statusWord, style: statusStyle, left: true },
        { title: 'agent', text: ({ agent }) => agent ?? '', left: true, leave: 2 },
        { title: 'last active', text: lastActive, style: 'dim', left: true },
        { title: 'time', text: ({ duration_ms }) => orBlank(duration_ms ?? 0, formatDuration), leave: 1 },
      ],
    },
    page,
  );
  const keptOf = ({ session, reason }: ShownCleanup['kept'][number]): string =>
    foldLine(`  kept ${truncate(session.id, LONGEST, page.glyphs.ellipsis)}: ${safeText(reason)}`, page.width);
  return textOf([
    ...(removed.length === 0 ? [] : table),
    ...kept.map(keptOf),
    `${plural(removed.length, 'session')} of ${plural(days, 'day')} and older ${did}, ${formatBytes(removed_bytes)}`,
  ]);

  function lastActive({ updated_at }: ShownSession): string {
    return updated_at === null ? '' : formatInstant(updated_at, page.time_zone).slice(0, 16);
  }
}

/** An id of ours is no longer; a log may say anything. */
const LONGEST = 128;
