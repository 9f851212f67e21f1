import { cutText } from '../agent/briefs.js';
import { recordOf, textOf } from '../agent/values.js';
import { type Owner, type Put, sessionIdIn } from '../drafts.js';
import type { SourceRecord } from '../format.js';

const AGENT = 'opencode';

/** Whose events they are: a session that another one began is a subagent's. */
export function ownerOf(info: SourceRecord, file_id: string): Owner {
  const name = sessionIdIn(info['parentID']) === undefined ? undefined : textOf(info['agent']);
  return {
    session_id: sessionIdIn(info['id']) ?? file_id,
    agent_id: name === undefined ? AGENT : `${AGENT}/${cutText(name, 60)}`,
  };
}

export function tellStart(put: Put, info: SourceRecord, at_ms: number): void {
  const model = recordOf(info['model']);
  const parent_session_id = sessionIdIn(info['parentID']);
  put({
    type: 'session_start',
    at_ms,
    payload: {
      name: textOf(info['title']),
      project_root: textOf(info['directory']),
      parent_session_id,
      agent: AGENT,
      agent_version: textOf(info['version']),
      model: textOf(model?.['id']) ?? textOf(model?.['modelID']),
      subagent: parent_session_id === undefined ? undefined : true,
    },
  });
}
