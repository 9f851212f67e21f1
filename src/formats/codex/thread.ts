import { sessionIdFault } from '../../base/ids.js';
import { cutText } from '../agent/briefs.js';
import { amountOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';
import type { Put } from './outbox.js';
import { objectOf } from './values.js';

const AGENT = 'codex';
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** A parent's history is written in one go. */
const PAUSE_MS = 1_000;

/** A rollout's file is named by its start and its thread: `rollout-2026-05-14T10-34-21-<uuid>`. */
const threadOfFile = (name: string): string => UUID.exec(name)?.[0] ?? name;

const validId = (value: unknown): string | undefined => {
  const id = textOf(value);
  return id !== undefined && sessionIdFault(id) === undefined ? id : undefined;
};

/** Epoch ms in which a UUID of version 7 was made. */
function msOfUuid(value: unknown): number | undefined {
  const id = textOf(value) ?? '';
  return UUID.test(id) && id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}

/**
 * Whose file it is. The first `session_meta` says; later ones tell of a resumption, or belong to a parent whose history
 * is replayed at the head of a fork, with the times of the fork.
 */
export function openThread(file_id: string, put: Put) {
  let id = threadOfFile(file_id);
  let agent_id = AGENT;
  let known = false;
  let start: { at_ms: number; payload: Record<string, unknown> } | undefined;
  let told = false;
  let created_ms = 0;
  let branch: string | undefined;
  let cwd: string | undefined;
  let replays = false;
  let replayed_turns = false;
  let last_ms = 0;

  function identify(meta: SourceRecord, at_ms: number): void {
    known = true;
    const subagent = objectOf(meta['source'])['subagent'];
    const spawn = objectOf(objectOf(subagent)['thread_spawn']);
    const parent =
      validId(meta['parent_thread_id']) ?? validId(spawn['parent_thread_id']) ?? validId(meta['forked_from_id']);
    const role =
      textOf(meta['agent_nickname']) ??
      textOf(spawn['agent_nickname']) ??
      textOf(meta['agent_role']) ??
      textOf(subagent);
    const created = textOf(meta['timestamp']);
    id = validId(meta['id']) ?? id;
    created_ms = msOfUuid(id) ?? (created === undefined ? Number.NaN : msFromText(created));
    if (Number.isNaN(created_ms)) created_ms = at_ms;
    if (role !== undefined) agent_id = `${AGENT}/${cutText(role, 60)}`;
    branch = textOf(objectOf(meta['git'])['branch']);
    cwd = textOf(meta['cwd']);
    replays = parent !== undefined;
    start = {
      at_ms,
      payload: {
        ...start?.payload,
        branch_name: branch,
        project_root: cwd,
        parent_session_id: parent === id ? undefined : parent,
        agent: AGENT,
        agent_version: textOf(meta['cli_version']),
        originator: textOf(meta['originator']),
        subagent: subagent === undefined ? undefined : true,
      },
    };
  }

  return {
    id: (): string => id,
    agentId: (): string => agent_id,
    cwd: (): string | undefined => cwd,
    isTold: (): boolean => told,

    meta(meta: SourceRecord, at_ms: number): void {
      last_ms = at_ms;
      if (!known) {
        identify(meta, at_ms);
        return;
      }
      // Another thread's, before this one has done anything: its history follows.
      if (meta['id'] !== id && !told) replays = true;
      const now = textOf(objectOf(meta['git'])['branch']);
      if (meta['id'] !== id || now === undefined || now === branch) return;
      branch = now;
      put({ type: 'session_update', at_ms, payload: { branch_name: now } });
    },

    /** The model that the next answers come from. */
    model(model: string, at_ms: number, before: string | undefined): void {
      if (!told) start = { at_ms: start?.at_ms ?? at_ms, payload: { ...start?.payload, model } };
      else if (model !== before) put({ type: 'session_update', at_ms, payload: { model } });
    },

    moved(to: string | undefined): void {
      cwd = to ?? cwd;
    },

    name(name: string | undefined, at_ms: number): void {
      if (name === undefined) return;
      if (told) put({ type: 'session_update', at_ms, payload: { name } });
      else start = { at_ms: start?.at_ms ?? at_ms, payload: { ...start?.payload, name } };
    },

    /** Tells of the session's start, once: before anything that happened in it. */
    tell(at_ms: number): void {
      if (told) return;
      told = true;
      put({ type: 'session_start', at_ms: start?.at_ms ?? at_ms, payload: start?.payload ?? { agent: AGENT } });
    },

    /** Whether a line is of the parent's history. The thread's own begins with a turn that is younger than the thread. */
    replaysLine(kind: string, payload: SourceRecord, at_ms: number): boolean {
      if (!replays) return false;
      if (kind === 'task_started') {
        const begun_ms = msOfUuid(payload['turn_id']) ?? ((amountOf(payload['started_at']) ?? at_ms / 1000) + 1) * 1000;
        replays = begun_ms < created_ms;
        replayed_turns = true;
      } else if (!replayed_turns && at_ms - last_ms > PAUSE_MS) replays = false;
      last_ms = at_ms;
      return replays;
    },
  };
}
