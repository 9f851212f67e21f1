import type { FileRow, Report } from '../../analyze/types.js';
import { formatBytes, formatCount, plural } from '../format.js';
import { atom, type Piece } from '../span.js';
import { renderTable } from '../table.js';
import { shortenPath } from '../text.js';
import { flow, moreLine, orBlank, type Section, separated } from './frame.js';

export const files: Section = (report, frame) => {
  const { read, write } = report.file_operation_stats;
  if (read.count + write.count === 0) return [];
  const summary = flow(separated([statsLine('read', read), statsLine('write', write)], frame), frame, [{ text: '  ' }]);
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
        { title: 'read', text: (row) => orBlank(row.bytes_read, formatBytes), style: 'dim', leave: 2 },
        { title: 'writes', text: (row) => orBlank(row.writes, formatCount) },
        { title: 'written', text: (row) => orBlank(row.bytes_written, formatBytes), style: 'dim', leave: 1 },
      ],
    },
    frame,
  );
  return [...table, ...moreLine(report.files.length, frame), ...summary];
};

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
