import { glyphsFor } from '../glyphs.js';
import { type ColorLevel, painter } from '../paint.js';
import type { Frame } from '../report/frame.js';

export interface PageOptions {
  readonly columns: number;
  readonly color_level: ColorLevel;
  readonly unicode: boolean;
  /** IANA name. */
  readonly time_zone: string;
}

const COLUMNS = { min: 60, max: 140 } as const;

/** What every page about sessions is set on. */
export const pageOf = ({ columns, color_level, unicode, time_zone }: PageOptions): Frame => ({
  width: Math.min(COLUMNS.max, Math.max(COLUMNS.min, Math.floor(columns))),
  top: Number.POSITIVE_INFINITY,
  time_zone,
  glyphs: glyphsFor(unicode, color_level > 0),
  paint: painter(color_level),
});

export const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
