/** Secrets are taken out before a line is hashed and written: what never reached the disk cannot leak from it. */

import { HINT } from './hints.js';
import { assertRedactOptions } from './redact-options.js';

export interface RedactPattern {
  /** Shown in the place of the secret: `[REDACTED:kind]`. */
  readonly kind: string;
  /** Every match is replaced; when the pattern has a group named `keep`, that part of the match stays. */
  readonly pattern: RegExp;
}

export interface RedactOptions {
  /** Further patterns, after the built-in ones. */
  readonly patterns?: readonly RedactPattern[];
  /** Values to take out whole: `params.auth.token`, `*` for any one step. Numbers and fixed words of the format stay. */
  readonly paths?: readonly string[];
}

export interface Redactor {
  /** Only the built-in patterns and names: text that `look` finds no mark in is left as it is. */
  readonly isUsual: boolean;
  /** What stands in the place of the whole value at this path, or undefined when it may stay. */
  hides(value: unknown, path: readonly (string | number)[]): string | undefined;
  /** The text with every secret in it replaced. */
  text(text: string): string;
  /** A key with every secret in it replaced. Agents use the same few again and again: they are remembered. */
  name(key: string): string;
}

const mask = (kind: string): string => `[REDACTED:${kind}]`;

// High specificity before reach: a pattern here may miss a secret, but hardly ever takes ordinary text. Every
// quantifier is bounded and no two neighbours can match the same character, so that no text makes them slow.
const PATTERNS: readonly RedactPattern[] = [
  {
    kind: 'private-key',
    // Without an end, as much as a key can be long is taken.
    pattern:
      /-----BEGIN(?: |%20)[A-Z ]{0,30}PRIVATE(?: |%20)KEY(?: BLOCK)?-----(?:[^-]|-(?!----)){0,65536}(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  { kind: 'aws-key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { kind: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/g },
  { kind: 'gitlab-token', pattern: /\bglpat-[A-Za-z0-9_-]{20,64}/g },
  { kind: 'anthropic-key', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,200}/g },
  {
    kind: 'openai-key',
    pattern: /\bsk-(?:proj-|svcacct-|admin-|None-)[A-Za-z0-9_-]{20,200}|\bsk-[A-Za-z0-9]{32,64}\b/g,
  },
  {
    kind: 'slack-token',
    pattern:
      /\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,250}|https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20,80}/g,
  },
  { kind: 'google-key', pattern: /\bAIza[A-Za-z0-9_-]{35}|\bya29\.[A-Za-z0-9_-]{20,250}/g },
  { kind: 'stripe-key', pattern: /\b[rs]k_live_[A-Za-z0-9]{16,128}/g },
  { kind: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  {
    kind: 'jwt',
    // Behind %3D, the equals sign of a URL, as well as behind anything that is no part of it.
    pattern:
      /(?:(?<![A-Za-z0-9_-])|(?<=%3D))eyJ[A-Za-z0-9_-]{8,2048}\.eyJ[A-Za-z0-9_-]{4,8192}\.[A-Za-z0-9_-]{8,2048}/g,
  },
  { kind: 'bearer', pattern: /(?<keep>\bBearer(?:[ \t]{1,4}|%20))[A-Za-z0-9._~+/=-]{16,4096}/gi },
  {
    kind: 'basic',
    pattern:
      /(?<keep>\bAuthorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:Basic|token)[ \t]{1,4})[A-Za-z0-9+/=_-]{8,1024}/gi,
  },
  {
    kind: 'header',
    pattern: /(?<keep>\b(?:X-Api-Key|Set-Cookie|Cookie)[ \t]{0,4}:[ \t]{0,4})[^\s"'][^\r\n"']{7,2047}/gi,
  },
  {
    kind: 'url-credentials',
    // A scheme begins where no letter of one stands before it; a password may hold an @, the last one ends it.
    pattern: /(?<keep>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{0,128}:)[^\s/"'<>]{1,256}(?=@)/gi,
  },
  {
    kind: 'assignment',
    // Up to the quote that closes it, escaped or not: what a JSON text in a string looks like.
    pattern:
      /(?<keep>(?:password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|account_?key|private_?key)(?:_?(?:key|base)){0,2}(?:\\?["'])?[ \t]{0,4}[:=][ \t]{0,4}\\?["'])(?!\[REDACTED)[^"'\\\r\n]{4,512}/gi,
  },
  {
    kind: 'assignment',
    // Without quotes up to a blank. Behind a colon only what holds a digit: there a type or a word may stand as well.
    pattern:
      /(?<keep>(?:password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|account_?key|private_?key)(?:_?(?:key|base)){0,2}(?:(?:=|%3D)|[ \t]{0,4}=[ \t]{1,4}|[ \t]{0,4}:[ \t]{0,4}(?=[^\s"'<>]{0,24}\d)))(?!\[REDACTED)[^\s"'\\&;,<>(){}[$][^\s"'&;,<>]{4,511}/gi,
  },
];

/** Names whose whole value is a secret, wherever they stand; camelCase is read as words. */
const SECRET_NAME =
  /^(?:.{0,60}[_-])?(?:passwords?|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|client[_-]?secret|token)$|^(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|apikey|accesstoken|refreshtoken|clientsecret|privatekey)$/i;

/** A shorter text holds no secret that a built-in pattern would find. */
export const SHORTEST_SECRET = 8;

/** A redactor for the given options; undefined when redaction is switched off. @throws SessionlogError OPTION_INVALID */
export function createRedactor(options: boolean | RedactOptions = true): Redactor | undefined {
  assertRedactOptions(options);
  if (options === false) return undefined;
  const { patterns = [], paths = [] } = options === true ? {} : options;
  const own = patterns.map(({ kind, pattern }) => ({ kind, pattern: new RegExp(pattern, withGlobal(pattern.flags)) }));
  const routes = paths.map((path) => path.split('.'));
  const names = new Map<string, string>();
  const text = (given: string): string => {
    const clean = given.length >= SHORTEST_SECRET && HINT.test(given) ? replaceAll(given, PATTERNS) : given;
    return own.length === 0 ? clean : replaceAll(clean, own);
  };

  return {
    isUsual: own.length === 0 && routes.length === 0,
    hides(value, path) {
      if (routes.length > 0 && value !== undefined && value !== null && routes.some((route) => leads(route, path))) {
        return mask('path');
      }
      return typeof value === 'string' && value !== '' && isSecretName(nameOf(path)) ? mask('value') : undefined;
    },
    text,
    name(key) {
      const known = names.get(key);
      if (known !== undefined) return known;
      const clean = text(key);
      if (key.length <= NAME_LENGTH_KEPT && names.size < NAMES_KEPT) names.set(key, clean);
      return clean;
    },
  };
}

/** An item of a list goes by the list's name: `set-cookie` is one. */
function nameOf(path: readonly (string | number)[]): string {
  for (let i = path.length - 1; i >= 0; i--) {
    const step = path[i];
    if (typeof step === 'string') return step;
  }
  return '';
}

const NAMES_KEPT = 1_000;
const NAME_LENGTH_KEPT = 64;
const secretNames = new Map<string, boolean>();

/** Agents use the same few keys again and again: a verdict is kept, for a bounded number of short names. */
function isSecretName(name: string): boolean {
  const known = secretNames.get(name);
  if (known !== undefined) return known;
  const verdict = SECRET_NAME.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
  if (name.length <= NAME_LENGTH_KEPT && secretNames.size < NAMES_KEPT) secretNames.set(name, verdict);
  return verdict;
}

const withGlobal = (flags: string): string => (flags.includes('g') ? flags : `${flags}g`);

function replaceAll(text: string, patterns: readonly RedactPattern[]): string {
  let clean = text;
  for (const { kind, pattern } of patterns) {
    clean = clean.replace(pattern, (...found) => {
      const groups: unknown = found.at(-1);
      const kept = typeof groups === 'object' && groups !== null && 'keep' in groups ? groups.keep : '';
      return `${kept ?? ''}${mask(kind)}`;
    });
  }
  return clean;
}

const leads = (route: readonly string[], path: readonly (string | number)[]): boolean =>
  route.length === path.length && route.every((step, i) => step === '*' || step === String(path[i]));
