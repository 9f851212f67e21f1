import type { Report } from '../../analyze/types.js';
import { agentFacts } from './agent-facts.js';
import { agents } from './agents.js';
import { bottlenecks } from './bottlenecks.js';
import { files } from './files.js';
import { findings } from './findings.js';
import { frameOf, type PageOptions, type Section } from './frame.js';
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
export function renderReport(report: Report, options: PageOptions): string {
  const frame = frameOf(options);
  const sections = SECTIONS.map((section) => section(report, frame)).filter((lines) => lines.length > 0);
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}
