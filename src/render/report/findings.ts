import type { Finding } from '../../analyze/types.js';
import { formatCount } from '../format.js';
import { atom, type Span } from '../span.js';
import { shortenPath, truncate } from '../text.js';
import { type Frame, flow, type Section } from './frame.js';

const SEVERITIES = ['error', 'warning', 'info'] as const;
const SHOWN = 3;
const STYLES = { error: 'bad', warning: 'warning', info: 'dim' } as const;

/** What was found in the data, grouped by code, the gravest first: the first of each with its place, the rest counted. */
export const findings: Section = (report, frame) => {
  if (report.findings.length === 0) return [];
  const groups = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    const group = groups.get(finding.code);
    if (group === undefined) groups.set(finding.code, [finding]);
    else group.push(finding);
  }
  const sorted = [...groups.values()].sort((a, b) => gravity(a) - gravity(b));
  return [frame.paint('strong', 'Findings'), ...sorted.flatMap((group) => groupLines(group, frame))];
};

const gravity = (group: readonly Finding[]): number =>
  Math.min(...group.map(({ severity }) => SEVERITIES.indexOf(severity)));

function groupLines(group: readonly Finding[], frame: Frame): string[] {
  const { glyphs } = frame;
  const severity = SEVERITIES[gravity(group)] ?? 'info';
  const mark: Span = {
    text: { error: glyphs.bad, warning: glyphs.warning, info: glyphs.info }[severity],
    style: STYLES[severity],
  };
  const count = group.reduce((sum, { more = 0 }) => sum + 1 + more, 0);
  const code = atom(group[0]?.code ?? '', STYLES[severity]);
  const heading = flow([code, { text: count === 1 ? '' : ` ${formatCount(count)} times`, style: 'dim' }], frame, [
    mark,
    { text: ' ' },
  ]);
  const listed = group.slice(0, SHOWN).flatMap((finding) => findingLines(finding, frame));
  const rest = count - Math.min(SHOWN, group.length);
  const more = rest === 0 ? [] : [frame.paint('dim', `    ${glyphs.ellipsis} and ${formatCount(rest)} more`)];
  return [...heading, ...listed, ...more];
}

/** `file:line  message`, as compilers print it. A message may quote the log, so it gets three lines at most. */
function findingLines({ file, line, session_id, message }: Finding, frame: Frame): string[] {
  const { width, glyphs } = frame;
  const path = shortenPath(file ?? session_id ?? '', Math.floor(width / 2), glyphs.ellipsis);
  const place = line === undefined ? path : `${path}:${line}`;
  const text = truncate(message, width * 2, glyphs.ellipsis);
  return flow([...(place === '' ? [] : [atom(`${place}:`, 'dim'), ' ']), text], frame, [{ text: '    ' }]);
}
