export interface Plan {
  readonly seed: number;
  readonly sizes: 'small' | 'mixed' | 'pages' | 'large';
}

export interface PlannedEvent {
  readonly type: 'tool_call';
  readonly name: string;
  readonly params: { readonly data: string };
}

export function idOf(worker: number, i: number): string;
export function dataOf(plan: Plan, worker: number, i: number): string;
export function eventOf(plan: Plan, worker: number, i: number): PlannedEvent;
