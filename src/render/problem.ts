import type { Problem } from '../event/problem.js';
import { safeText } from './safe.js';

/** One line: `file:line: reason (problem, bytes 120–163)`, both ends included. */
export function renderProblem(file: string, { line, reason, problem, offset, length }: Problem): string {
  const bytes = length > 1 ? `bytes ${offset}–${offset + length - 1}` : `byte ${offset}`;
  return safeText(`${file}:${line}: ${reason} (${problem}, ${bytes})`);
}
