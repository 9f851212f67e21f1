import type { Report } from '../../analyze/types.js';
import { formatCount } from '../format.js';
import { type Glyphs, glyphsFor } from '../glyphs.js';
import { type ColorLevel, type Paint, painter } from '../paint.js';
import { type Piece, paragraph, type Span } from '../span.js';

export interface PageOptions {
  /** Cells of the terminal. Lines are never wider; from 60 to 100 of them are used. */
  readonly columns: number;
  readonly color_level: ColorLevel;
  /** IANA name; default UTC. */
  readonly time_zone?: string;
  /** Rows of each table; default 10. */
  readonly top?: number;
  /** Whether the terminal shows more than ASCII. Names from the log keep their characters in any case. */
  readonly unicode: boolean;
}

const COLUMNS = { min: 60, max: 100 } as const;
const TOP = 10;

export const frameOf = ({ columns, color_level, time_zone = 'UTC', top = TOP, unicode }: PageOptions): Frame => ({
  width: Math.min(COLUMNS.max, Math.max(COLUMNS.min, Math.floor(columns))),
  top,
  time_zone,
  glyphs: glyphsFor(unicode, color_level > 0),
  paint: painter(color_level),
});

/** What every section of the report needs to know about the page it is set on. */
export interface Frame {
  readonly width: number;
  /** Rows a table shows. */
  readonly top: number;
  readonly time_zone: string;
  readonly glyphs: Glyphs;
  readonly paint: Paint;
}

/** One section: its lines, none when there is nothing to show. */
export type Section = (report: Report, frame: Frame) => string[];

/**
 * Whether a coding agent's own log is told of: models, waits, compactions. Then the report says more; of other logs it
 * says what it always did.
 */
export const isOfAgent = ({ models, waits, summary }: Report): boolean =>
  models.length > 0 || waits.length > 0 || summary.compactions_count > 0;

/** Text set in lines of the page, after a lead that further lines are indented by. */
export function flow(pieces: readonly Piece[], frame: Frame, lead: readonly Span[] = []): string[] {
  return paragraph(pieces, { width: frame.width, lead, ellipsis: frame.glyphs.ellipsis, paint: frame.paint });
}

/** The pieces with a separator between them. */
export function separated(groups: readonly (readonly Piece[])[], frame: Frame): Piece[] {
  const between: Span = { text: ` ${frame.glyphs.separator} `, style: 'dim', joint: true };
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [between, ...group]));
}

/** The line under a table that does not show all its rows. */
export function moreLine(all: number, frame: Frame): string[] {
  const more = all - frame.top;
  return more > 0 ? [frame.paint('dim', `  ${frame.glyphs.ellipsis} and ${formatCount(more)} more`)] : [];
}

/** Figures of failures: nothing where nothing failed, so that what did stands out. */
export const orBlank = (count: number, format: (count: number) => string): string => (count === 0 ? '' : format(count));
