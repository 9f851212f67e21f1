import type { Needs, SomeNeeds } from '../../event/prune/needs.js';
import { recordOf, recordsOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';

/** Most of a transcript is what tools were given and gave back, twice over: of all that, sizes are enough. */
const SIZE: Needs = { measure: 0 };

const each = (...keys: readonly string[]): Readonly<Record<string, Needs>> =>
  Object.fromEntries(keys.map((key) => [key, 'whole']));

/** The text of a result, or its parts. */
const PARTS: Needs = {
  measure: 0,
  members: { ...each('type'), text: SIZE, source: { members: { data: SIZE } } },
};

/** Bodies of files: nothing but their sizes is kept of what a tool was given. */
const BODY: Needs = { measure: 0, json: true, rest: 'whole' };

/** What a tool is given. */
const INPUT: Needs = {
  members: Object.fromEntries(['content', 'old_string', 'new_string', 'new_source'].map((key) => [key, BODY])),
  rest: 'whole',
};

const USAGE: Needs = {
  members: {
    ...each('input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'),
    cache_creation: { members: each('ephemeral_1h_input_tokens') },
  },
};

const MESSAGE: Needs = {
  members: {
    ...each('id', 'model', 'stop_reason'),
    usage: USAGE,
    content: {
      members: { ...each('type', 'text', 'id', 'name', 'tool_use_id', 'is_error'), input: INPUT, content: PARTS },
    },
  },
};

/** The tool's own account of a result. */
const DETAIL: Needs = {
  members: {
    ...each('interrupted', 'taskId', 'durationMs', 'totalDurationMs', 'totalTokens', 'totalToolUseCount', 'agentId'),
    ...each('oldTodos', 'newTodos', 'statusChange', 'filePath', 'notebook_path'),
    task: { members: each('id', 'subject') },
    file: { members: { ...each('filePath', 'originalSize', 'numLines'), content: SIZE } },
    content: SIZE,
    new_source: SIZE,
    newString: SIZE,
    structuredPatch: { members: each('lines') },
  },
};

/** What is looked at of a record; a copy of one is known by its uuid. */
export const NEEDS: SomeNeeds = {
  members: {
    ...each('type', 'subtype', 'uuid', 'parentUuid', 'timestamp', 'sessionId', 'agentId', 'isSidechain'),
    ...each('cwd', 'gitBranch', 'version', 'forkedFrom', 'origin', 'prUrl', 'customTitle', 'aiTitle'),
    ...each('isMeta', 'isCompactSummary', 'isVisibleInTranscriptOnly', 'sourceToolUseID', 'isApiErrorMessage'),
    ...each('durationMs', 'compactMetadata', 'microcompactMetadata', 'error', 'retryAttempt', 'retryInMs'),
    message: MESSAGE,
    toolUseResult: DETAIL,
  },
};

/** Of a tool that failed, what it said is needed too. */
export function isEnough({ type, message, toolUseResult }: SourceRecord): boolean {
  if (type !== 'user') return true;
  if (typeof toolUseResult === 'string' && toolUseResult.startsWith('Error:')) return false;
  return !recordsOf(recordOf(message)?.['content']).some(({ is_error }) => is_error === true);
}
