import { turnName } from '../agent/turns.js';
import { recordOf, textOf } from '../agent/values.js';
import { checked, refused, safeFallback } from '../compose.js';
import type { Decoded, Decoder, Format, SourceHint, SourceRecord } from '../format.js';
import type { Line } from './draft.js';
import { Family } from './family.js';
import { isEnough, NEEDS } from './needs.js';
import type { Session } from './session.js';
import { isOfClaudeCode, PASSED_OVER, timeOf, titleOf } from './shapes.js';
import { SYSTEM } from './system.js';

export const claudeCode: Format = {
  name: 'claude-code',
  title: 'Claude Code transcript',
  detect: (records) => records.some(isOfClaudeCode),
  pruned: { needs: NEEDS, isEnough },
  open,
};

const NOTHING: Decoded = { events: [] };

function open(hint: SourceHint): Decoder {
  const family = new Family(hint);
  let latest: number | undefined;
  let ordinal = 0;

  function lineOf(record: SourceRecord): Line {
    const own = timeOf(record);
    const inferred = Number.isNaN(own);
    const at_ms = inferred ? (latest ?? safeFallback(hint.fallback_ms)) : own;
    if (!inferred) latest = Math.max(latest ?? own, own);
    return { record, at_ms, inferred, uuid: textOf(record['uuid']) ?? `${hint.session_id}#${ordinal}` };
  }

  function push(record: SourceRecord): Decoded {
    ordinal += 1;
    const type = textOf(record['type']);
    if (type === undefined) return refused('type: expected text: this is no record of Claude Code');
    if (PASSED_OVER.has(type)) {
      // The session began with it, though it tells no more than that.
      if (Number.isNaN(timeOf(record)) || !family.isFirst(record)) return NOTHING;
      const first = lineOf(record);
      family.of(record, first.uuid).see(first);
      return NOTHING;
    }
    const message = recordOf(record['message']);
    if ((type === 'user' || type === 'assistant') && message === undefined) {
      return refused(`message: expected an object, as every line of type ${type} has one`);
    }
    const line = lineOf(record);
    if (family.knows(line.uuid)) return NOTHING;
    const session = family.of(record, line.uuid);
    give(session, type, line, message ?? {});
    const events = [...family.evicted(), ...session.take()];
    return events.length === 0 ? NOTHING : checked(events);
  }

  return { push, end: () => checked(family.end()) };
}

function give(session: Session, type: string, line: Line, message: SourceRecord): void {
  const { record } = line;
  const pr_url = type === 'pr-link' ? textOf(record['prUrl']) : undefined;
  const subtype = textOf(record['subtype']);
  if (type === 'user') session.user(line, message);
  else if (type === 'assistant') session.assistant(line, message);
  else if (type === 'system' && subtype !== undefined && SYSTEM.has(subtype)) session.system(line);
  else if (pr_url !== undefined) session.linked(pr_url, line);
  else if (titleOf(record) !== undefined) session.titled(record);
  else session.unknown(turnName(type === 'system' ? `system/${subtype ?? ''}` : type) ?? '', line);
}
