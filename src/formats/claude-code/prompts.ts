import { tagged, turnName } from '../agent/turns.js';
import { listOf, recordOf, recordsOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';

/** What a user line is: the prompt that begins a turn, the key that ended one, or none of these. */
export type UserLine = Prompt | 'interrupt' | 'other';

export interface Prompt {
  readonly name: string;
  /** Typed by a person, for whom the agent had waited. */
  readonly human: boolean;
  /** It certainly asks for an answer; commands, of the program or the shell, need not. */
  readonly sure: boolean;
}

const SKIPPED = ['isMeta', 'isCompactSummary', 'isVisibleInTranscriptOnly', 'sourceToolUseID'] as const;
const LOCAL = /^(?:<(?:local-command-|bash-(?:stdout|stderr)|user-memory-input)|Caveat: The messages below were)/;
/** Put around or before what the person typed. */
const ADDED = ['system-reminder', 'ide_opened_file', 'ide_selection', 'ide_diagnostics'] as const;

/** Tells what a line of type `user` is that holds no result of a tool. */
export function userLineOf(record: SourceRecord, content: unknown): UserLine {
  const text = textIn(content).trimStart();
  if (text.startsWith('[Request interrupted by user')) return 'interrupt';
  if (SKIPPED.some((key) => Boolean(record[key])) || LOCAL.test(text)) return 'other';
  const command = tagged(text, 'command-name');
  if (command !== undefined) {
    const name = turnName(`${command} ${tagged(text, 'command-args') ?? ''}`) ?? command;
    return { name, human: true, sure: false };
  }
  const shell = tagged(text, 'bash-input');
  if (shell !== undefined) return { name: turnName(`! ${shell}`) ?? '!', human: true, sure: false };
  if (text.startsWith('<task-notification>')) {
    return { name: turnName(tagged(text, 'summary') ?? '') ?? 'task notification', human: false, sure: false };
  }
  const name = turnName(without(text)) ?? (hasImage(content) ? '[image]' : undefined);
  if (name === undefined) return 'other';
  const origin = textOf(recordOf(record['origin'])?.['kind']);
  const human = origin === undefined || origin === 'human';
  return { name, human, sure: human };
}

/** The text of a message: content is a string, or a list of blocks. */
export function textIn(content: unknown): string {
  if (typeof content === 'string') return content;
  return recordsOf(content)
    .flatMap(({ type, text }) => (type === 'text' && typeof text === 'string' ? [text] : []))
    .join('\n');
}

const hasImage = (content: unknown): boolean => listOf(content).some((block) => recordOf(block)?.['type'] === 'image');

function without(text: string): string {
  let rest = text;
  for (const name of ADDED) {
    for (let from = rest.indexOf(`<${name}>`); from !== -1; from = rest.indexOf(`<${name}>`)) {
      const end = rest.indexOf(`</${name}>`, from);
      rest = rest.slice(0, from) + (end === -1 ? '' : rest.slice(end + name.length + 3));
    }
  }
  return rest;
}
