import type { FileRow, Report } from '../../analyze/types.js';
import { formatBytes, formatCount, plural } from '../format.js';
import { atom, type Piece } from '../span.js';
import { renderTable } from '../table.js';
import { shortenPath } from '../text.js';
import { type Frame, flow, isOfAgent, moreLine, orBlank, type Section, separated } from './frame.js';

export const files: Section = (report, frame) => {
  const { read, write } = report.file_operation_stats;
  const more = isOfAgent(report);
  if (read.count + write.count === 0) return [];
  const lead = [{ text: '  ' }];
  const summary = [
    ...flow(separated([statsLine('read', read), statsLine('write', write)], frame), frame, lead),
    ...(more ? flow(againLine(report.files, frame), frame, lead) : []),
  ];
  if (report.files.length === 0) return [frame.paint('strong', 'Files'), ...summary];
  const table = renderTable<FileRow>(
    {
      heading: 'Files',
      rows: report.files.slice(0, frame.top),
      name: ({ path }) => path,
      nameMin: 30,
      shorten: shortenPath,
      columns: [
        { title: 'reads', text: (row) => orBlank(row.reads, formatCount) },
        { title: 'again', text: (row) => (more ? orBlank(row.rereads, formatCount) : ''), style: 'warning', leave: 3 },
        { title: 'read', text: (row) => orBlank(row.bytes_read, formatBytes), style: 'dim', leave: 2 },
        { title: 'writes', text: (row) => orBlank(row.writes, formatCount) },
        { title: 'written', text: (row) => orBlank(row.bytes_written, formatBytes), style: 'dim', leave: 1 },
      ],
    },
    frame,
  );
  return [...table, ...moreLine(report.files.length, frame), ...summary];
};

/** `12 reads told nothing new, 340 kB: of package.json 5 times` */
function againLine(rows: readonly FileRow[], { width, glyphs }: Frame): Piece[] {
  const rereads = rows.reduce((sum, row) => sum + row.rereads, 0);
  const bytes = rows.reduce((sum, row) => sum + row.reread_bytes, 0);
  const most = rows.reduce<FileRow | undefined>((a, b) => (b.rereads > (a?.rereads ?? 0) ? b : a), undefined);
  if (most === undefined) return [];
  return [
    atom(plural(rereads, 'read'), 'warning'),
    ' of what had been read and not written since',
    ...(bytes === 0 ? [] : [', ', atom(formatBytes(bytes))]),
    ': ',
    atom(shortenPath(most.path, Math.floor(width / 2), glyphs.ellipsis)),
    ` ${plural(most.rereads, 'time')}`,
  ];
}

type Stats = Report['file_operation_stats']['read'];

/** `42 reads of 18 files, 1.2 MB` */
function statsLine(one: 'read' | 'write', { count, distinct, bytes, lines }: Stats): Piece[] {
  if (count === 0) return [];
  const preposition = one === 'read' ? 'of' : 'to';
  return [
    atom(plural(count, one)),
    ` ${preposition} `,
    atom(plural(distinct, 'file')),
    ...(bytes === 0 ? [] : [', ', atom(formatBytes(bytes))]),
    ...(lines === 0 ? [] : [', ', atom(plural(lines, 'line'))]),
  ];
}
