import { formatBytes, formatCount } from './format.js';
import { safeText } from './safe.js';

/** What a verification says of one log. */
export interface Verified {
  readonly file: string;
  readonly findings: number;
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly unhashed: number;
  readonly writers: number;
  readonly sealed: {
    readonly seals: number;
    readonly bytes: number;
    readonly lines: number;
    readonly ts: string;
    readonly key_ids: readonly string[];
  } | null;
}

/** The verdict on one log, in two lines: what was read, and what vouches for it. */
export function renderVerified(log: Verified): string {
  const { file, findings, bytes, lines, events, unhashed, writers, sealed } = log;
  const verdict = findings === 0 ? 'clean' : `${formatCount(findings)} finding(s)`;
  const read = `${formatCount(lines)} lines, ${formatCount(events)} events, ${writers} writer(s), ${formatCount(unhashed)} unhashed`;
  return `${safeText(`${file}: ${verdict}: ${read}`)}\n  ${safeText(sealedText(sealed, bytes))}`;
}

function sealedText(sealed: Verified['sealed'], bytes: number): string {
  if (sealed === null)
    return 'not sealed: the chains show accidents and naive edits, not a forger who computes new hashes';
  const rest = bytes - sealed.bytes;
  const by = `sealed up to ${sealed.ts} by key ${sealed.key_ids.join(', ')}: ${formatCount(sealed.lines)} lines, ${formatBytes(sealed.bytes)}`;
  return rest === 0 ? `${by}; nothing follows` : `${by}; the ${formatBytes(rest)} behind it are not sealed`;
}

/** What a seal covers now. */
export interface SealedLog {
  readonly file: string;
  readonly seal: number;
  readonly bytes: number;
  readonly lines: number;
  readonly key_id: string;
  readonly is_new: boolean;
  readonly problems: number;
}

/** What was sealed, in one line. */
export function renderSealed({ file, seal, bytes, lines, key_id, is_new, problems }: SealedLog): string {
  const covers = `${formatCount(lines)} lines, ${formatBytes(bytes)}, by key ${key_id}`;
  const what = is_new ? `seal ${seal} covers ${covers}` : `nothing new since seal ${seal}, which covers ${covers}`;
  const damage = problems === 0 ? '' : `; ${problems} problem(s) are sealed with it, see "sessionlog verify"`;
  return safeText(`${file}: ${what}${damage}`);
}
