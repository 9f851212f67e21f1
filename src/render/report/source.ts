import { formatBytes, formatCount, plural } from '../format.js';
import type { Piece } from '../span.js';
import { flow, type Section, separated } from './frame.js';

/** Where the figures come from: files, lines, size, formats, and what was not understood. */
export const source: Section = ({ source: from, unknown_types }, frame) => {
  const formats = Object.keys(from.formats);
  const facts = [
    kept(plural(from.files, 'file')),
    kept(plural(from.lines, 'line')),
    kept(formatBytes(from.bytes)),
    formats.length === 0 ? [] : dim(formats.length === 1 ? (formats[0] ?? '') : named(from.formats)),
    from.hashes_checked ? [] : dim('hashes not checked'),
    from.problems === 0 ? [] : kept(plural(from.problems, 'problem')),
  ];
  const unknown = Object.keys(unknown_types).length === 0 ? [] : dim(`types not known: ${named(unknown_types)}`);
  return [...flow(separated(facts, frame), frame), ...flow(unknown, frame)];
};

const dim = (text: string): Piece[] => [{ text, style: 'dim' }];
const kept = (text: string): Piece[] => [{ text, style: 'dim', keep: true }];

const NAMED = 10;

/** `sessionlog 2, claude-code 1`, the most frequent first. */
function named(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, NAMED).map(([name, count]) => `${name} ${formatCount(count)}`);
  const more = sorted.length - NAMED;
  return shown.join(', ') + (more > 0 ? ` and ${formatCount(more)} more` : '');
}
