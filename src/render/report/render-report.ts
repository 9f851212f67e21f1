import type { Report } from '../../analyze/types.js';
import { glyphsFor } from '../glyphs.js';
import { type ColorLevel, painter } from '../paint.js';
import { agentFacts } from './agent-facts.js';
import { agents } from './agents.js';
import { bottlenecks } from './bottlenecks.js';
import { files } from './files.js';
import { findings } from './findings.js';
import type { Frame, Section } from './frame.js';
import { groups } from './groups.js';
import { headline } from './headline.js';
import { models } from './models.js';
import { recurring } from './recurring.js';
import { sessions } from './sessions.js';
import { skills } from './skills.js';
import { slowest } from './slowest.js';
import { source } from './source.js';
import { tasks } from './tasks.js';
import { whereTheTimeWent } from './time.js';
import { tools } from './tools.js';
import { trend } from './trend.js';

export interface ReportOptions {
  /** Cells of the terminal. Lines are never wider; from 60 to 100 of them are used. */
  readonly columns: number;
  readonly color_level: ColorLevel;
  /** IANA name; default UTC. */
  readonly time_zone?: string;
  /** Rows of each table; default 10. */
  readonly top?: number;
  /** Whether the terminal shows more than ASCII. Names from the log keep their characters in any case. */
  readonly unicode: boolean;
}

const COLUMNS = { min: 60, max: 100 } as const;
const TOP = 10;

const SECTIONS: readonly Section[] = [
  headline,
  whereTheTimeWent,
  agentFacts,
  groups,
  trend,
  recurring,
  tasks,
  bottlenecks,
  models,
  tools,
  slowest,
  files,
  skills,
  agents,
  sessions,
  findings,
  source,
];

/**
 * The report as text for a terminal, a newline after each line. Every section that has nothing to say is left out.
 * @throws RangeError when the time zone is not known
 */
export function renderReport(report: Report, options: ReportOptions): string {
  const frame: Frame = {
    width: Math.min(COLUMNS.max, Math.max(COLUMNS.min, Math.floor(options.columns))),
    top: options.top ?? TOP,
    time_zone: options.time_zone ?? 'UTC',
    glyphs: glyphsFor(options.unicode, options.color_level > 0),
    paint: painter(options.color_level),
  };
  const sections = SECTIONS.map((section) => section(report, frame)).filter((lines) => lines.length > 0);
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}
