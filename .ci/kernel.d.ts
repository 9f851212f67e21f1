/** The text of `src/event/prune/kernel.ts`. */
export function kernelSource(): Promise<string>;
