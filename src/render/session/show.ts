import { formatCount, formatDuration, plural } from '../format.js';
import { formatInstant } from '../instant.js';
import { type Frame, flow } from '../report/frame.js';
import { safeText } from '../safe.js';
import { atom, type Piece, type Span } from '../span.js';
import { padEnd, truncate, width } from '../text.js';
import { type PageOptions, pageOf, textOf } from './page.js';
import { type ShownSession, statusStyle, statusWord, valueText } from './shape.js';

type Row = readonly [name: string, value: string | Piece[] | null];

const ITEMS = 20;

/** All that is known of one session. */
export function renderSession(session: ShownSession, options: PageOptions): string {
  const page = pageOf(options);
  const known = rowsOf(session, page).filter(([, value]) => value !== null && value.length > 0);
  const cells = Math.max(...known.map(([name]) => width(name)));
  const heading = flow([atom(session.id, 'strong')], page);
  const rows = known.flatMap(([name, value]) => line(name, value ?? '', cells, page));
  const findings = session.findings.flatMap(({ message }) =>
    flow([message], page, [{ text: `  ${page.glyphs.warning} `, style: 'warning' }]),
  );
  return textOf([...heading, ...rows, ...(findings.length === 0 ? [] : ['', ...findings])]);
}

function line(name: string, value: string | Piece[], cells: number, page: Frame): string[] {
  const lead: Span[] = [{ text: `  ${padEnd(name, cells)}  `, style: 'dim' }];
  return flow(typeof value === 'string' ? [value] : value, page, lead);
}

function rowsOf(session: ShownSession, page: Frame): Row[] {
  const { started_at, updated_at, completed_at, duration_ms, pid, host, lines } = session;
  const time = (ts: string | null): string | null =>
    ts === null ? null : `${formatInstant(ts, page.time_zone)} ${page.time_zone}`;
  return [
    ['status', statusPieces(session)],
    ['name', session.name],
    ['purpose', session.purpose],
    ['agent', session.agent],
    ['task', session.task_id],
    ['group', session.session_group_id],
    ['started', time(started_at)],
    ['ended', time(completed_at)],
    ['last activity', completed_at === updated_at ? null : time(updated_at)],
    ['duration', duration_ms === null ? null : formatDuration(duration_ms)],
    ['exit code', session.exit_code === null ? null : String(session.exit_code)],
    ['signal', session.signal],
    ['reason', session.reason],
    ['error', session.error === null ? null : valueText(session.error)],
    ['done?', session.dod_result],
    ['handed off to', session.handed_off_to],
    ['parent', session.parent],
    ['children', list(session.children, page)],
    ['branch', session.branch_name],
    ['pull request', session.pr_url],
    ['worktree', session.worktree_path],
    ['project', session.project_root],
    ['process', pid === null ? null : `${pid} on ${host ?? '?'}`],
    ['key', session.idempotency_key],
    ['labels', entries(session.labels, page)],
    ['context', entries(session.context, page)],
    ['artifacts', list(session.artifacts, page)],
    ['log', `${session.file}, ${plural(lines, 'line')}${session.format === 'sessionlog' ? '' : `, ${session.format}`}`],
  ];
}

function statusPieces(session: ShownSession): Piece[] {
  const word = atom(statusWord(session), statusStyle(session));
  if (session.status_inferred) return [word, ' inferred from the last activity: the log has no session events'];
  const why = session.stale_reason === 'process gone' ? 'its process is gone' : 'nothing was heard of it for long';
  return session.stale ? [word, ` ${session.status}, and ${why}`] : [word];
}

function list(items: readonly unknown[], { glyphs, width: cells }: Frame): Piece[] {
  const shown = items.slice(0, ITEMS).map((item) => truncate(valueText(item), cells - 20, glyphs.ellipsis));
  const more = items.length > ITEMS ? [` and ${formatCount(items.length - ITEMS)} more`] : [];
  return [...shown.flatMap((text, index) => (index === 0 ? [atom(text)] : [', ', atom(text)])), ...more];
}

function entries(record: Readonly<Record<string, unknown>>, page: Frame): Piece[] {
  const texts = Object.entries(record).map(([name, value]) => `${safeText(name)}=${valueText(value)}`);
  return list(texts, page);
}
