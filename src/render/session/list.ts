import { formatCount, formatDuration } from '../format.js';
import { formatInstant } from '../instant.js';
import { type Column, renderTable } from '../table.js';
import { type PageOptions, pageOf, textOf } from './page.js';
import { type ShownSession, statusStyle, statusWord } from './shape.js';

export interface SessionPage {
  readonly sessions: readonly ShownSession[];
  /** How many there are behind those that are shown. */
  readonly more: number;
}

/** One row a session. */
export function renderSessions({ sessions, more }: SessionPage, options: PageOptions): string {
  const page = pageOf(options);
  const columns: readonly Column<ShownSession>[] = [
    { title: 'status', text: statusWord, style: statusStyle, left: true },
    { title: 'agent', text: ({ agent }) => agent ?? '', left: true, leave: 3 },
    { title: 'task', text: ({ task_id }) => task_id ?? '', left: true, leave: 4 },
    { title: 'started', text: startOf, style: 'dim', left: true, leave: 2 },
    { title: 'time', text: ({ duration_ms }) => (duration_ms === null ? '' : formatDuration(duration_ms)), leave: 1 },
    { title: 'what', text: ({ name, purpose }) => name ?? purpose ?? '', left: true, leave: 5 },
  ];
  const table = renderTable<ShownSession>(
    {
      heading: 'Sessions',
      rows: sessions,
      mark: ({ findings }) => (findings.length === 0 ? undefined : { text: page.glyphs.warning, style: 'warning' }),
      name: ({ id }) => id,
      nameMin: 14,
      columns,
    },
    page,
  );
  const { glyphs, paint } = page;
  const notes = [
    ...(more > 0 ? [`${glyphs.ellipsis} and ${formatCount(more)} more (--limit)`] : []),
    ...(sessions.some(({ status_inferred }) => status_inferred)
      ? ['( ) inferred from the last activity: the log has no session events']
      : []),
    ...(sessions.some(({ findings }) => findings.length > 0)
      ? [`${glyphs.warning} something does not fit together: sessionlog show <id>`]
      : []),
  ];
  return textOf([...table, ...notes.map((note) => paint('dim', `  ${note}`))]);

  function startOf({ started_at }: ShownSession): string {
    return started_at === null ? '' : formatInstant(started_at, page.time_zone).slice(0, 16);
  }
}
