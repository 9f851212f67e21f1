import { beginFindings } from './findings.ts';
import { alloc, beginHeap, isAbandoned, Numbers } from './heap.ts';
import { begin, count, durationOf, orZero } from './counting.ts';
import { fold } from './fold.ts';
import { wanted, wantedAs } from './known.ts';
import { dump } from './dump.ts';
import { isNeeded, markNeeded, rename } from './names.ts';
import { beginOpenTasks } from './open-tasks.ts';
import { setOtherNames } from './other-names.ts';
import { beginParallel } from './parallel.ts';
import { beginSymbols, HAS_BREAK, symbol, SYMBOL_BYTES, TEXT_KNOWN, Who } from './records.ts';
import { agentOf, beginSession, clockOf, coverAll } from './session.ts';
import { beginSketches } from './sketch.ts';
import { beginCalls } from './skill-calls.ts';
import { beginSlowest } from './slowest.ts';

export { fold, isAbandoned, isNeeded, markNeeded, rename, wanted, wantedAs };

/**
 * Begins with an empty session, in the memory [from, to).
 *
 * @param symbols how many symbols there may be
 * @param bounds where `BOUNDS` of the sketches stands, and `guesses` where `GUESS` does
 * @param others the symbol of `OTHER_NAMES`
 */
export function beginFold(from: usize, to: usize, symbols: usize, bounds: usize, guesses: usize, others: i32): void {
  beginSymbols(from, symbols);
  beginHeap((from + symbols * SYMBOL_BYTES + 63) & ~63, to);
  beginOpenTasks();
  beginCalls();
  beginSketches(bounds, guesses);
  beginSession();
  beginParallel();
  beginSlowest();
  beginFindings();
  setOtherNames(others);
}

/** Whose lines begin with a symbol. @param agent -1 for none @param hasBreak whether its name is of more than one line */
export function defineWho(id: i32, agent: i32, writer: i32, hasBreak: bool): void {
  const who = changetype<Who>(alloc(offsetof<Who>()));
  who.agent = agentOf(agent);
  who.agent.hasBreak = hasBreak;
  who.clock = clockOf(writer);
  symbol(id).who = who;
}

/** Whether it is known whose lines begin with a symbol. */
export function hasWho(id: i32): bool {
  return symbol(id).who !== null;
}

export function defineStatus(id: i32, meaning: i32): void {
  symbol(id).status |= meaning;
}

export function defineText(id: i32, hasBreak: bool): void {
  symbol(id).status |= hasBreak ? TEXT_KNOWN | HAS_BREAK : TEXT_KNOWN;
}

/**
 * Counts an event of another type.
 *
 * @param duration_ms NaN for an instant
 * @param isActive whether it is a sign of activity
 */
export function countOther(id: i32, at_ms: f64, duration_ms: f64, line: i32, isActive: bool): void {
  const who = symbol(id).who as Who;
  const at = begin(who, at_ms, line);
  const from = at - orZero(durationOf(duration_ms, line));
  count(who.agent.counts, from, at);
  if (isActive) coverAll(from, at);
}

/** Where the numbers of `dump` begin, and how many there are. */
export function dumpAt(): usize {
  out = dump();
  return out.at;
}

export function dumpLength(): i32 {
  return out.length;
}

let out: Numbers = changetype<Numbers>(0);
