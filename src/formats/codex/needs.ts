import type { Needs, SomeNeeds } from '../../event/prune/needs.js';
import { isMeasured } from '../agent/sizes.js';
import { isRecord, listOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { HEAD_CHARS } from './output.js';
import { objectOf } from './values.js';

const SIZE: Needs = { measure: 0 };
/** What a tool printed: its head tells of the run, of the rest the size is enough. */
const PRINTED: Needs = { measure: HEAD_CHARS };

const each = (...keys: readonly string[]): Readonly<Record<string, Needs>> =>
  Object.fromEntries(keys.map((key) => [key, 'whole']));

/** A text, its parts, or an old object around either. */
const OUTPUT: Needs = {
  measure: HEAD_CHARS,
  members: {
    ...each('success'),
    text: PRINTED,
    content: { measure: HEAD_CHARS, members: { text: PRINTED } },
    output: { measure: HEAD_CHARS, members: { text: PRINTED } },
  },
};

const TOKENS: Needs = {
  members: each('input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_output_tokens', 'total_tokens'),
};

const PAYLOAD: Needs = {
  members: {
    ...each('type', 'role', 'id', 'name', 'call_id', 'status', 'namespace', 'arguments', 'action', 'summary', 'input'),
    content: { members: each('text') },
    output: OUTPUT,
    tools: OUTPUT,
    // What events tell.
    ...each('message', 'error', 'turn_id', 'started_at', 'duration_ms', 'reason', 'plan', 'thread_name'),
    info: { members: { total_token_usage: TOKENS, last_token_usage: TOKENS } },
    ...each('source', 'duration', 'exit_code', 'cwd', 'success', 'new_thread_id', 'agent'),
    parsed_cmd: { members: each('type', 'path') },
    aggregated_output: PRINTED,
    changes: { rest: { members: { ...each('type', 'move_path', 'unified_diff'), content: SIZE } } },
    // Whose the thread is.
    ...each('timestamp', 'cli_version', 'originator', 'parent_thread_id', 'forked_from_id', 'agent_nickname'),
    ...each('agent_role', 'model'),
    git: { members: each('branch') },
  },
};

/** What is looked at of a line `{timestamp, type, payload}`. */
export const NEEDS: SomeNeeds = { members: { ...each('timestamp', 'type'), payload: PAYLOAD } };

/** Lines in other shapes are few, and so are outputs that are JSON of their own. */
export function isEnough({ type, payload }: SourceRecord): boolean {
  if (typeof type !== 'string' || !isRecord(payload)) return false;
  const { output, tools, aggregated_output } = payload;
  return !holdsJson(output) && !holdsJson(tools) && !holdsJson(aggregated_output);
}

function holdsJson(output: unknown): boolean {
  if (isMeasured(output)) return output.head?.startsWith('{') === true;
  if (Array.isArray(output)) return listOf(output).some((part) => holdsJson(objectOf(part)['text']));
  return isRecord(output) && (holdsJson(output['content']) || holdsJson(output['output']));
}
