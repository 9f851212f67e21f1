/**
 * What the chain says of a line. `missing` is the number of events that are missing before it; `mended` is the whole
 * copy of a line that was doubtful before: wrong by its hash, without one among hashed lines, or behind a gap.
 */
export type Link =
  | { readonly kind: 'fits' | 'unhashed' | 'late' | 'duplicate' | 'mended' }
  | { readonly kind: 'unhashed' | 'changed'; readonly doubtful: true }
  | { readonly kind: 'gap'; readonly missing: number };

export const FITS: Link = { kind: 'fits' };
export const UNHASHED: Link = { kind: 'unhashed' };
export const STRIPPED: Link = { kind: 'unhashed', doubtful: true };
export const LATE: Link = { kind: 'late' };
export const DUPLICATE: Link = { kind: 'duplicate' };
export const CHANGED: Link = { kind: 'changed', doubtful: true };
export const MENDED: Link = { kind: 'mended' };
