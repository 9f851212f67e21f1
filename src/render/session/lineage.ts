import { formatDuration } from '../format.js';
import { formatInstant } from '../instant.js';
import type { Frame } from '../report/frame.js';
import { safeText } from '../safe.js';
import { cutSpans, paintSpans, type Span, spansWidth } from '../span.js';
import { truncate, width } from '../text.js';
import { type PageOptions, pageOf, textOf } from './page.js';
import { type ShownSession, statusStyle, statusWord } from './shape.js';

export interface ShownNode {
  readonly id: string;
  readonly depth: number;
  readonly session: ShownSession | null;
  readonly cycle: boolean;
}

/** Deeper levels are not indented any further. */
const DEEPEST = 12;

/** Sessions as a tree, each node before its children; the one that was asked for stands out. */
export function renderLineage(nodes: readonly ShownNode[], asked: string, options: PageOptions): string {
  const page = pageOf(options);
  const branches = branchesOf(nodes, options.unicode);
  const lines = nodes.map((node, index) => {
    const branch = branches[index] ?? [];
    const room = page.width - spansWidth(branch);
    const spans = [...branch, ...labelOf(node, asked, room, page)];
    return paintSpans(cutSpans(spans, page.width, page.glyphs.ellipsis), page.paint).trimEnd();
  });
  return textOf(lines);
}

/** What connects each node with its parent, and passes by it to later children of those above. */
function branchesOf(nodes: readonly ShownNode[], unicode: boolean): Span[][] {
  const [pipe, tee, corner] = unicode ? ['│  ', '├─ ', '└─ '] : ['|  ', '|- ', '`- '];
  // From the last node up: the levels at which another child comes below.
  let below: boolean[] = [];
  const branches = [...nodes].reverse().map(({ depth }): Span[] => {
    const above = Array.from({ length: Math.max(0, Math.min(depth, DEEPEST) - 1) }, (_, i) =>
      below[i + 1] ? pipe : '   ',
    );
    const text = depth === 0 ? '' : above.join('') + (below[depth] ? tee : corner);
    below = below.slice(0, depth);
    below[depth] = true;
    return [{ text, style: 'dim' }];
  });
  return branches.reverse();
}

/** Cells below which a cut agent says nothing any more. */
const AGENT_MIN = 8;

function labelOf({ id, session, cycle }: ShownNode, asked: string, room: number, frame: Frame): Span[] {
  const name: Span = { text: safeText(id), style: id === asked ? 'strong' : 'plain' };
  if (session === null) return [name, { text: '  missing: there is no log of it', style: 'warning' }];
  const { glyphs } = frame;
  const between: Span = { text: ` ${glyphs.separator} `, style: 'dim' };
  const status = safeText(statusWord(session));
  const left = room - spansWidth([name, { text: `  ${status}` }]);
  return [
    name,
    { text: '  ' },
    { text: status, style: statusStyle(session) },
    ...detailsOf(session, left, spansWidth([between]), frame).flatMap((text): Span[] => [
      between,
      { text, style: 'dim' },
    ]),
    ...(cycle ? [{ text: '  stands above already: the lineage goes round', style: 'warning' } as const] : []),
  ];
}

/** What else there is room for: the time goes before anything is cut, and is never cut itself. */
function detailsOf(session: ShownSession, room: number, gap: number, { time_zone, glyphs }: Frame): string[] {
  const { agent, started_at, duration_ms } = session;
  const times = [
    ...(started_at === null ? [] : [formatInstant(started_at, time_zone).slice(0, 16)]),
    ...(duration_ms === null ? [] : [formatDuration(duration_ms)]),
  ];
  const cells = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + gap + width(text), 0);
  const who = agent === null ? [] : [safeText(agent)];
  while (times.length > 0 && cells([...who, ...times]) > room) times.shift();
  if (cells([...who, ...times]) <= room) return [...who, ...times];
  return room - gap < AGENT_MIN ? [] : who.map((text) => truncate(text, room - gap, glyphs.ellipsis));
}
