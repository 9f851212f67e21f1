import type { SessionEvent } from '../../event/types.js';
import { wallTime } from '../instant.js';
import { type ColorLevel, painter, type Style } from '../paint.js';
import { atom, cutSpans, paintSpans, type Span } from '../span.js';
import { padEnd, truncate } from '../text.js';
import { Fields } from './fields.js';
import { LOOKS } from './looks.js';
import type { Outcome } from './outcome.js';

export interface EventOptions {
  readonly color_level: ColorLevel;
  /** IANA name; default UTC. */
  readonly time_zone?: string;
  /** Cells of the terminal; without it the line is as long as it needs. */
  readonly columns?: number;
  /** Whether the agent has a column: when several write to what is shown. */
  readonly show_agent: boolean;
  /** Whether the terminal shows more than ASCII; default true. */
  readonly unicode?: boolean;
}

type Marks = Readonly<Record<Outcome | 'none', readonly [glyph: string, style: Style]>>;

const UNICODE: Marks = {
  begin: ['▸', 'dim'],
  good: ['✓', 'good'],
  bad: ['✗', 'bad'],
  stopped: ['■', 'warning'],
  none: [' ', 'plain'],
};
const ASCII: Marks = {
  begin: ['>', 'dim'],
  good: ['+', 'good'],
  bad: ['x', 'bad'],
  stopped: ['-', 'warning'],
  none: [' ', 'plain'],
};

/** What places the event in its file or tells of its time is no part of what happened. */
const ENVELOPE = ['v', 'ts', 'session_id', 'agent_id', 'writer', 'seq', 'type', 'span_id', 'parent_span_id', 'hash'];
const GAP: Span = { text: '  ' };
const TIME_CELLS = 12;
const AGENT_CELLS = 12;
const AGENT_MAX = 24;
const WORD_CELLS = 7;
/** No value takes more than this: the whole of it is in the log. */
const VALUE_MAX = 160;

/**
 * One event as one line, without a newline: `07:35:02.623  tool    ✓ pytest  2.5s  {"path":"tests/"}`.
 * @throws RangeError when the time zone is not known
 */
export function renderEvent(event: SessionEvent, options: EventOptions): string {
  const unicode = options.unicode ?? true;
  const ellipsis = unicode ? '…' : '...';
  const fields = new Fields(event);
  const time = wallTime(event.ts, options.time_zone ?? 'UTC')?.time ?? event.ts;
  const agent = truncate(fields.text('agent_id') || '-', AGENT_MAX, ellipsis);
  for (const key of ENVELOPE) fields.take(key);

  const look = LOOKS.get(event.type) ?? { word: event.type, style: 'plain' as const, show: [] };
  const [glyph, markStyle] = (unicode ? UNICODE : ASCII)[look.outcome?.(fields) ?? 'none'];
  const payload = look.show.flatMap((show) => show(fields));
  const rest = fields.rest().map((text) => atom(text, 'dim'));
  const cut = [...payload, ...rest].map((span) => ({ ...span, text: truncate(span.text, VALUE_MAX, ellipsis) }));
  const spans: Span[] = [
    { text: padEnd(truncate(time, TIME_CELLS, ellipsis), TIME_CELLS), style: 'dim' },
    ...(options.show_agent ? [GAP, { text: padEnd(agent, AGENT_CELLS) }] : []),
    GAP,
    { text: padEnd(truncate(look.word, AGENT_MAX, ellipsis), WORD_CELLS), style: look.style },
    { text: ` ${glyph} `, style: markStyle },
    ...cut.flatMap((span, index) => (index === 0 ? [span] : [GAP, span])),
  ];
  const paint = painter(options.color_level);
  return paintSpans(cutSpans(spans, options.columns ?? Number.POSITIVE_INFINITY, ellipsis), paint).trimEnd();
}
