/** What `assembly/kernel.ts` exports. */
export interface Exports {
  beginFold(from: number, to: number, symbols: number, bounds: number, guesses: number, others: number): void;
  fold(rows: number, from: number, to: number, line: number): number;
  defineWho(id: number, agent: number, writer: number, hasBreak: number): void;
  hasWho(id: number): number;
  defineStatus(id: number, meaning: number): void;
  defineText(id: number, hasBreak: number): void;
  countOther(id: number, at_ms: number, duration_ms: number, line: number, isActive: number): void;
  markNeeded(): void;
  isNeeded(id: number): number;
  rename(at: number, count: number, newCount: number): void;
  dumpAt(): number;
  dumpLength(): number;
  readonly isAbandoned: { readonly value: number };
  readonly wanted: { readonly value: number };
  readonly wantedAs: { readonly value: number };
}
