import type { Report } from '../../analyze/types.js';
import { formatCost, formatDuration, plural } from '../format.js';
import { atom, type Piece } from '../span.js';
import { flow, isOfAgent, type Section, separated } from './frame.js';

/** What else is known of how an agent spent its time: whom it waited for, what ran at once, what was forgotten. */
export const agentFacts: Section = (report, frame) =>
  isOfAgent(report) ? flow(separated([...waited(report), parallel(report), ...costs(report)], frame), frame) : [];

const waited = ({ waits }: Report): Piece[][] =>
  waits.map(({ for: what, waits: count, max_ms }) => [
    `${what === 'permission' ? 'waited for approval' : 'waited for a person'} `,
    atom(plural(count, 'time')),
    ...(max_ms === null ? [] : [', the longest ', atom(formatDuration(max_ms))]),
  ]);

function parallel({ parallel: { most, several_ms } }: Report): Piece[] {
  if (most < 2) return [];
  return ['up to ', atom(`${most} tools at once`), ', two or more for ', atom(formatDuration(several_ms))];
}

function costs({ summary, cost }: Report): Piece[][] {
  const { compactions_count } = summary;
  const without = cost?.without_price.length ?? 0;
  return [
    compactions_count === 0 ? [] : [atom(plural(compactions_count, 'compaction'))],
    cost === null
      ? []
      : [
          'cost ',
          atom(formatCost(cost.total), 'strong'),
          ...(without === 0 ? [] : [` without ${plural(without, 'model')} that no price is given for`]),
        ],
  ];
}
