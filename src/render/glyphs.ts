import type { Style } from './paint.js';

export type Part = Extract<Style, 'tool' | 'skill' | 'model' | 'permission' | 'task' | 'other' | 'human' | 'idle'>;

/** The characters that are drawn, in one set for each kind of terminal. */
export interface Glyphs {
  readonly ellipsis: string;
  readonly separator: string;
  readonly dash: string;
  readonly arrow: string;
  readonly parts: Readonly<Record<Part, string>>;
  /** Left parts of one cell, thinnest first; the last is the whole cell. */
  readonly fill: readonly string[];
  /** Heights of a sparkline, the lowest first. */
  readonly heights: readonly string[];
  readonly bad: string;
  readonly warning: string;
  readonly info: string;
  /** Marks what belongs to another. */
  readonly child: string;
}

const UNICODE: Glyphs = {
  ellipsis: '…',
  separator: '·',
  dash: '–',
  arrow: '→',
  parts: { tool: '█', skill: '▓', model: '▚', permission: '▞', task: '▒', other: '░', human: '╌', idle: '·' },
  fill: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  heights: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  bad: '✗',
  warning: '!',
  info: '·',
  child: '↳',
};

const ASCII: Glyphs = {
  ellipsis: '...',
  separator: '|',
  dash: '-',
  arrow: '->',
  parts: { tool: '#', skill: '=', model: '%', permission: '?', task: '+', other: '-', human: '~', idle: '.' },
  fill: ['#'],
  heights: ['_', '.', '-', '=', '+', '*', '#'],
  bad: 'x',
  warning: '!',
  info: '-',
  child: '>',
};

/** Colour tells the parts apart by itself, and whole cells are the calmer picture; without it each has its own glyph. */
export function glyphsFor(unicode: boolean, coloured: boolean): Glyphs {
  if (!unicode) return ASCII;
  if (!coloured) return UNICODE;
  const solid = { tool: '█', skill: '█', model: '█', permission: '█', task: '█', other: '█' };
  return { ...UNICODE, parts: { ...UNICODE.parts, ...solid } };
}
