import { foldLine } from './fold.js';
import { formatBytes, formatCount, plural } from './format.js';
import { glyphsFor } from './glyphs.js';
import { formatInstant } from './instant.js';
import { type ColorLevel, painter } from './paint.js';
import { safeText } from './safe.js';
import { renderTable } from './table.js';

/** What one agent has left on this machine. */
export interface Source {
  readonly source: string;
  readonly title: string;
  readonly locations: readonly string[];
  readonly sessions: number;
  readonly further_files: number;
  readonly size_bytes: number;
  readonly oldest_ts: string | null;
  readonly newest_ts: string | null;
  readonly unreadable: string | null;
  readonly deletion: {
    readonly after_days: number;
    readonly settings: string;
    readonly setting: string;
    readonly is_default: boolean;
    readonly sessions_due: number;
    readonly within_days: number;
  } | null;
}

export interface SourcesPage {
  readonly columns: number;
  readonly unicode: boolean;
  readonly color_level: ColorLevel;
  readonly time_zone: string;
}

/** Which agents have logs here, and what will become of them. */
export function renderSources(rows: readonly Source[], page: SourcesPage): string {
  const paint = painter(page.color_level);
  const day = (ts: string | null): string => (ts === null ? '' : formatInstant(ts, page.time_zone).slice(0, 10));
  const table = renderTable<Source>(
    {
      heading: 'Agents',
      rows,
      name: ({ source }) => source,
      columns: [
        { title: 'sessions', text: ({ sessions }) => formatCount(sessions) },
        { title: 'subagents', text: ({ further_files: more }) => (more === 0 ? '' : formatCount(more)), leave: 3 },
        { title: 'size', text: ({ size_bytes }) => formatBytes(size_bytes) },
        { title: 'oldest', text: ({ oldest_ts }) => day(oldest_ts), leave: 2 },
        { title: 'newest', text: ({ newest_ts }) => day(newest_ts), leave: 1 },
      ],
    },
    { width: page.columns, glyphs: glyphsFor(page.unicode, page.color_level > 0), paint },
  );
  const places = rows.flatMap(({ source, locations }) => locations.map((dir) => `  ${source}: ${safeText(dir)}`));
  const notes = rows.flatMap(noteOf);
  return `${[...table, '', paint('strong', 'Where'), ...places, ...notes.flatMap((note) => ['', ...note.map((line) => foldLine(safeText(line), page.columns))])].join('\n')}\n`;
}

/** Each note in its lines. */
function noteOf({ source, title, unreadable, sessions, deletion }: Source): string[][] {
  const notes = unreadable === null ? [] : [[`${title}: ${unreadable}.`]];
  if (deletion === null) return notes;
  const { after_days, settings, setting, is_default, sessions_due, within_days } = deletion;
  const said = is_default ? `the default; ${setting} in ${settings} changes it` : `${setting} in ${settings}`;
  const due =
    sessions_due === 0
      ? ''
      : ` ${formatCount(sessions_due)} of ${plural(sessions, 'session')} will go within ${within_days} days.`;
  return [
    ...notes,
    [
      `${title} deletes its logs ${plural(after_days, 'day')} after their last change (${said}).${due}`,
      `To keep them: sessionlog import ${source}`,
    ],
  ];
}
