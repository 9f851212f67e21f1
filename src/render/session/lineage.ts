import { formatDuration } from '../format.js';
import { formatInstant } from '../instant.js';
import type { Frame } from '../report/frame.js';
import { safeText } from '../safe.js';
import { cutSpans, paintSpans, type Span } from '../span.js';
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
    const spans = [...(branches[index] ?? []), ...labelOf(node, asked, page)];
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

function labelOf({ id, session, cycle }: ShownNode, asked: string, { time_zone, glyphs }: Frame): Span[] {
  const name: Span = { text: safeText(id), style: id === asked ? 'strong' : 'plain' };
  if (session === null) return [name, { text: '  missing: there is no log of it', style: 'warning' }];
  const between: Span = { text: ` ${glyphs.separator} `, style: 'dim' };
  const { agent, started_at, duration_ms } = session;
  const rest = [
    ...(agent === null ? [] : [safeText(agent)]),
    ...(started_at === null ? [] : [formatInstant(started_at, time_zone).slice(0, 16)]),
    ...(duration_ms === null ? [] : [formatDuration(duration_ms)]),
  ];
  return [
    name,
    { text: '  ' },
    { text: safeText(statusWord(session)), style: statusStyle(session) },
    ...rest.flatMap((text): Span[] => [between, { text, style: 'dim' }]),
    ...(cycle ? [{ text: '  stands above already: the lineage goes round', style: 'warning' } as const] : []),
  ];
}
