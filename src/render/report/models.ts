import type { ModelRow } from '../../analyze/types.js';
import { shareBar } from '../bar.js';
import { formatCost, formatCount, formatLarge } from '../format.js';
import { renderTable } from '../table.js';
import { shortenName } from '../text.js';
import { moreLine, orBlank, type Section } from './frame.js';
import { timeColumns } from './rows.js';

/** What each model was asked, how long it took, and in tokens what it read anew, out of a cache, and wrote. */
export const models: Section = (report, frame) => {
  const { glyphs, top } = frame;
  if (report.models.length === 0) return [];
  const longest = report.models.reduce((most, { share }) => Math.max(most, share), 0);
  const table = renderTable<ModelRow>(
    {
      heading: 'Models',
      rows: report.models.slice(0, top),
      name: ({ model }) => model,
      nameMin: 20,
      shorten: shortenName,
      columns: [
        { title: 'calls', text: ({ calls }) => formatCount(calls) },
        { title: 'errors', text: ({ errors }) => orBlank(errors, formatCount), style: 'bad' },
        { title: 'retries', text: ({ retries }) => orBlank(retries, formatCount), leave: 5 },
        { title: 'in', text: (row) => orBlank(row.input_tokens + row.cache_write_tokens, formatLarge) },
        { title: 'cached', text: ({ cache_read_tokens }) => orBlank(cache_read_tokens, formatLarge), style: 'dim' },
        { title: 'out', text: ({ output_tokens }) => orBlank(output_tokens, formatLarge) },
        { title: 'cost', text: ({ cost }) => (cost === null ? '' : formatCost(cost)), style: 'strong' },
        ...timeColumns<ModelRow>(({ calls }) => calls, true),
      ],
      bar: ({ share }, cells) => shareBar(share / longest, cells, 'model', glyphs),
    },
    frame,
  );
  return [...table, ...moreLine(report.models.length, frame)];
};
