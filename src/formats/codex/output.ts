/** What the text that a tool gave back says about the run itself. */
import type { Measured } from '../../event/prune/needs.js';
import { cutText, linesOf } from '../agent/briefs.js';
import { isMeasured } from '../agent/sizes.js';
import { amountOf, isRecord, listOf, textOf } from '../agent/values.js';
import { objectOf, parsed } from './values.js';

/** Where the head of an output is looked for: what follows is the command's own, and may say anything. */
export const HEAD_CHARS = 400;
const BODY = /(?:^|\n)Output:\r?\n/;
const ERROR_CHARS = 200;

export interface Outcome {
  readonly output_bytes: number;
  /** As the agent measured it, in ms; 0 when the process had ended before it began to look. */
  readonly wall_ms?: number;
  readonly exit_code?: number;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly error?: string;
  /** Of what the command itself printed. */
  readonly body: { readonly bytes: number; readonly lines: number };
}

/** @param value the `output` of a `*_call_output`: a text, a list of parts, or an old object `{content, success}` */
export function outcomeOf(value: unknown): Outcome {
  const success = isRecord(value) ? value['success'] : undefined;
  const texts = textsIn(isRecord(value) && !isMeasured(value) ? (value['content'] ?? value['output']) : value);
  const output_bytes = texts.reduce((sum, text) => sum + sizeOf(text).bytes, 0);
  const [first = '', ...rest] = texts;
  const wrapped = typeof first === 'string' && first.startsWith('{') ? parsed(first) : undefined;
  const metadata = isRecord(wrapped) ? wrapped['metadata'] : undefined;
  if (isRecord(metadata)) {
    const seconds = amountOf(metadata['duration_seconds']);
    const text = String(objectOf(wrapped)['output'] ?? '');
    return outcome(text, sizeOf(text), { output_bytes, seconds, exit_code: metadata['exit_code'], success });
  }

  const begin = headOf(first);
  const mark = BODY.exec(begin);
  const head = mark === null ? begin : begin.slice(0, mark.index);
  const inner = mark === null ? sizeOf(first) : sizeBehind(first, begin.slice(0, mark.index + mark[0].length));
  const seconds = /^Wall time:? (\d{1,9}(?:\.\d{1,9})?) seconds/m.exec(head)?.[1];
  // In code mode the script's own result follows as JSON of its last command.
  const exit =
    /^(?:Process exited with code|Exit code:) (-?\d{1,9})\b/m.exec(head)?.[1] ??
    /^\{"chunk_id":.{0,200}?"exit_code":(-?\d{1,9})\b/.exec(headOf(rest[0] ?? ''))?.[1];
  return outcome(head, [inner, ...rest.map(sizeOf)].reduce(sum), {
    output_bytes,
    seconds: seconds === undefined ? undefined : Number(seconds),
    exit_code: exit === undefined ? undefined : Number(exit),
    success,
  });
}

interface Signs {
  readonly output_bytes: number;
  readonly seconds: number | undefined;
  readonly exit_code: unknown;
  readonly success: unknown;
}

function outcome(head: string, body: Outcome['body'], { output_bytes, seconds, exit_code, success }: Signs): Outcome {
  const status = statusOf(head, exit_code, success);
  return {
    output_bytes,
    body,
    status,
    ...(seconds === undefined ? {} : { wall_ms: Math.round(seconds * 1e6) / 1e3 }),
    ...(Number.isSafeInteger(exit_code) ? { exit_code: Number(exit_code) } : {}),
    // An exit code says enough; without one it is the text that says what went wrong.
    ...(status === 'completed' || exit_code !== undefined || head.trim() === '' ? {} : { error: firstLine(head) }),
  };
}

const CANCELLED = /^(?:aborted\b|(?:exec command|patch|tool call|command) rejected by user)|\n(?:aborted by user)/i;
const FAILED =
  /^(?:Script failed|[\w ]{1,40} failed(?::| in )|err(?:or)?:|unsupported call|failed to |execution error)/i;

function statusOf(head: string, exit_code: unknown, success: unknown): Outcome['status'] {
  if (CANCELLED.test(head)) return 'cancelled';
  const failed = (typeof exit_code === 'number' && exit_code !== 0) || success === false || FAILED.test(head);
  return failed ? 'failed' : 'completed';
}

const firstLine = (text: string): string => cutText(text.trim().split('\n', 1)[0] ?? '', ERROR_CHARS);

/** A text of which the beginning and the size are needed. */
type Printed = string | Measured;
type Size = Outcome['body'];

/** The texts of an output's parts, which may also be one plain text. */
function textsIn(content: unknown): Printed[] {
  if (typeof content === 'string' || isMeasured(content)) return [content];
  return listOf(content).flatMap((part) => {
    const { text } = objectOf(part);
    return isMeasured(text) ? text : (textOf(text) ?? []);
  });
}

const headOf = (text: Printed): string => (typeof text === 'string' ? text : (text.head ?? '')).slice(0, HEAD_CHARS);

const sizeOf = (text: Printed): Size =>
  typeof text === 'string' ? { bytes: Buffer.byteLength(text), lines: linesOf(text) } : text;

/** What is left of a text without its beginning. */
function sizeBehind(text: Printed, begin: string): Size {
  if (typeof text === 'string') return sizeOf(text.slice(begin.length));
  const bytes = Math.max(0, text.bytes - Buffer.byteLength(begin));
  return bytes === 0 ? { bytes, lines: 0 } : { bytes, lines: Math.max(1, text.lines - (begin.split('\n').length - 1)) };
}

const sum = (a: Size, b: Size): Size => ({ bytes: a.bytes + b.bytes, lines: a.lines + b.lines });
