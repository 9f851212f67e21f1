/** Logs as agents leave them, small and made up, in a made-up home. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Home } from './home.js';

export const DAY_MS = 86_400_000;

/** A file below the home, last changed some days ago. */
export function leave(home: Home, way: string, lines: readonly unknown[], days_ago = 1): string {
  const path = home.at(way);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const then_s = (Date.now() - days_ago * DAY_MS) / 1000;
  utimesSync(path, then_s, then_s);
  return path;
}

/** A transcript of Claude Code: turns of a prompt, a call of a tool, and an answer; a minute each. */
export function transcript(session: string, turns: number, options: { cwd?: string; from?: number } = {}): unknown[] {
  const { cwd = '/home/ann/shop', from = 0 } = options;
  return Array.from({ length: turns }, (_, turn) => {
    const id = `${session}-${from + turn}`;
    const at = (s: number) => new Date(Date.UTC(2026, 4, 4, 9, from + turn, s)).toISOString();
    const line = (type: string, uuid: string, s: number, message: object) => ({
      ...{ parentUuid: null, isSidechain: false, userType: 'external', cwd, sessionId: session, version: '2.1.101' },
      ...{ type, message: { role: type, ...message }, uuid: `${id}-${uuid}`, timestamp: at(s) },
    });
    const answer = (uuid: string, s: number, message_id: string, block: object) =>
      line('assistant', uuid, s, {
        ...{ id: `${id}-${message_id}`, model: 'claude-sonnet-4', usage: { input_tokens: 10, output_tokens: 5 } },
        content: [block],
      });
    const use = { type: 'tool_use', id: `${id}-toolu`, name: 'Bash', input: { command: 'ls' } };
    const result = { type: 'tool_result', tool_use_id: `${id}-toolu`, content: 'a' };
    return [
      line('user', 'u1', 0, { content: `Prompt ${id}` }),
      answer('a1', 5, 'm1', use),
      line('user', 'u2', 15, { content: [result] }),
      answer('a2', 20, 'm2', { type: 'text', text: 'Done' }),
    ];
  }).flat();
}

/** The records of another session's transcript, as a session that was forked from it repeats them. */
export const repeated = (lines: readonly unknown[], session: string): unknown[] =>
  lines.map((line) => ({ ...(line as object), sessionId: session }));

/** A line of Claude Code that is no message: what hooks and clocks say, at a second of the transcripts' first day. */
export const beside = (session: string, uuid: string, s: number, more: object): unknown => ({
  ...{ parentUuid: null, isSidechain: false, cwd: '/home/ann/shop', sessionId: session, uuid },
  ...{ timestamp: new Date(Date.UTC(2026, 4, 4, 9, 0, s)).toISOString(), ...more },
});

/** A rollout of Codex with one turn. */
export function rollout(id: string, cwd: string): unknown[] {
  const at = (s: number) => new Date(Date.UTC(2026, 4, 5, 9, 0, s)).toISOString();
  const event = (s: number, payload: object) => ({ timestamp: at(s), type: 'event_msg', payload });
  return [
    { timestamp: at(0), type: 'session_meta', payload: { id, timestamp: at(0), cwd, cli_version: '0.130.0' } },
    event(1, { type: 'task_started', turn_id: `${id}-t` }),
    event(2, { type: 'user_message', message: 'Look around' }),
    event(9, { type: 'task_complete', turn_id: `${id}-t`, duration_ms: 8_000 }),
  ];
}
