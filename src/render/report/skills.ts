import type { SkillRow } from '../../analyze/types.js';
import { formatCount, formatPercent, formatRate } from '../format.js';
import { renderTable } from '../table.js';
import { moreLine, type Section } from './frame.js';
import { totalOf } from './rows.js';

/** How often a skill's first attempt held, and what each model did: verified attempts of all its attempts. */
export const skills: Section = (report, frame) => {
  if (report.skills.length === 0) return [];
  const table = renderTable<SkillRow>(
    {
      heading: 'Skills',
      rows: report.skills.slice(0, frame.top),
      name: ({ name }) => name,
      columns: [
        { title: 'calls', text: ({ calls }) => formatCount(calls) },
        { title: 'tries/call', text: (row) => formatRate(row.attempts_per_call), leave: 2 },
        { title: '1st try ok', text: firstTry, style: ({ first_attempt_verified_rate: rate }) => styleOf(rate) },
        { title: 'total', text: totalOf, leave: 1 },
        { title: 'verified by model', text: models, style: 'dim', left: true, leave: 3 },
      ],
    },
    frame,
  );
  return [...table, ...moreLine(report.skills.length, frame)];
};

const firstTry = ({ first_attempt_verified_rate: rate }: SkillRow): string =>
  rate === null ? '?' : formatPercent(rate);

const styleOf = (rate: number | null) => (rate !== null && rate < 0.5 ? 'warning' : 'plain');

const models = (row: SkillRow): string =>
  row.models.map(({ model, attempts, verified }) => `${model} ${verified}/${attempts}`).join(', ');
