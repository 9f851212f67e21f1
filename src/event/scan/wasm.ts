/** What is used here of WebAssembly, which is not declared for Node alone. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Module: new (code: Uint8Array) => WasmModule;
  readonly RuntimeError: new (...args: never) => Error;
  readonly Instance: new (module: WasmModule, imports: { env: { memory: WasmMemory } }) => WasmInstance;
};

/** Compiled code; can be sent to another thread. */
export type WasmModule = object;

/** Memory for code; what is shared can be sent to another thread. */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
}

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** @throws when this machine cannot run the code: an older engine, another instruction set */
export const compile = (code: Uint8Array): WasmModule => new WebAssembly.Module(code);

export const instantiate = (module: WasmModule, memory: WasmMemory): WasmInstance =>
  new WebAssembly.Instance(module, { env: { memory } });

/** Whether code stopped where it could not go on. */
export const isTrap = (error: unknown): boolean => error instanceof WebAssembly.RuntimeError;

/** @param shared as the code was compiled; Node copies into memory of its own three times as fast */
export const allocate = (pages: number, shared: boolean): WasmMemory =>
  new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
