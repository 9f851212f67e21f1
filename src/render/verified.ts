import { formatBytes, formatCount, plural } from './format.js';
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
  readonly seals: number;
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
  const { file, findings, lines, events, unhashed, writers } = log;
  const verdict = findings === 0 ? 'clean' : plural(findings, 'finding');
  const read = [
    plural(lines, 'line'),
    plural(events, 'event'),
    plural(writers, 'writer'),
    `${formatCount(unhashed)} unhashed`,
  ];
  return `${safeText(`${file}: ${verdict}: ${read.join(', ')}`)}\n  ${safeText(sealedText(log))}`;
}

function sealedText({ seals, sealed, bytes }: Verified): string {
  if (seals === 0) return 'not sealed: the chains show accidents, not a forger who makes new hashes';
  if (sealed === null)
    return `NOT AS SEALED: of ${plural(seals, 'seal')} none holds from the first byte on, see the findings`;
  const rest = bytes - sealed.bytes;
  const by = `sealed up to ${sealed.ts} by key ${sealed.key_ids.join(', ')}: ${plural(sealed.lines, 'line')}, ${formatBytes(sealed.bytes)}`;
  const broken = sealed.seals < seals ? `; ${plural(seals - sealed.seals, 'later seal')} DOES NOT HOLD` : '';
  return rest === 0 ? by : `${by}; the ${formatBytes(rest)} behind them are not sealed${broken}`;
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
  const covers = `${plural(lines, 'line')}, ${formatBytes(bytes)}, by key ${key_id}`;
  const what = is_new ? `seal ${seal} covers ${covers}` : `nothing new since seal ${seal}, which covers ${covers}`;
  const damage = problems === 0 ? '' : `; ${plural(problems, 'problem')} sealed with it, see "sessionlog verify"`;
  return safeText(`${file}: ${what}${damage}`);
}
