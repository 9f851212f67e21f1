import { briefError } from '../agent/briefs.js';
import { turnName } from '../agent/turns.js';
import { countOf, recordOf, recordsOf, textOf } from '../agent/values.js';
import type { Time } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';
import { textsIn } from '../tool-runs.js';
import { type Call, callFrom } from './calls.js';

/** What is kept of a message until it is told: names and sizes, no contents. */
export interface Message extends Time {
  readonly id: string;
  readonly type: string;
  /** Of a user's message: what its turn is called. */
  readonly prompt: string | undefined;
  /** Of a message that tells of an error. */
  readonly error: string | undefined;
  readonly says: boolean;
  readonly model: string | undefined;
  readonly tokens: Tokens | undefined;
  readonly calls: readonly Call[];
}

export interface Tokens {
  readonly input_tokens: number | undefined;
  readonly output_tokens: number | undefined;
  readonly cache_read_tokens: number | undefined;
  readonly reasoning_tokens: number | undefined;
}

/** What the program itself says to the model, to make it go on. */
const OWN_WORDS = /^(?:System: )?Please continue\.$/;

const promptIn = (record: SourceRecord): string | undefined =>
  turnName(textsIn(record['displayContent'] ?? record['content']).join('\n'));

/** The message that a record is; undefined when it has no id or no type. */
export function messageOf(record: SourceRecord, timeOf: (own_ms: number) => Time): Message | undefined {
  const id = textOf(record['id']);
  const type = textOf(record['type']);
  if (id === undefined || type === undefined) return undefined;
  const text = textsIn(record['content']).join('\n');
  return {
    id,
    type,
    ...timeOf(msFromText(textOf(record['timestamp']) ?? '')),
    prompt: type === 'user' && !OWN_WORDS.test(text) ? promptIn(record) : undefined,
    error: type === 'error' ? briefError(text) : undefined,
    says: text.trim() !== '',
    model: textOf(record['model']),
    tokens: tokensOf(recordOf(record['tokens'])),
    calls: recordsOf(record['toolCalls']).map(callFrom),
  };
}

/** Gemini counts what came from the cache as input, and thoughts beside the output. All zero is: not known. */
function tokensOf(tokens: SourceRecord | undefined): Tokens | undefined {
  if (tokens === undefined) return undefined;
  const [input, output, cached, thoughts, tool] = ['input', 'output', 'cached', 'thoughts', 'tool'].map((key) =>
    countOf(tokens[key]),
  );
  if ([input, output, thoughts].every((count) => (count ?? 0) === 0)) return undefined;
  return {
    input_tokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0)) + (tool ?? 0),
    output_tokens: output === undefined ? undefined : output + (thoughts ?? 0),
    cache_read_tokens: cached,
    reasoning_tokens: thoughts,
  };
}
