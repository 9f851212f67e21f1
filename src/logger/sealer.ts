import { existsSync } from 'node:fs';
import { flushAtExit, forgetAtExit } from '../log/exit.js';
import { defaultKeyPath, loadKey, type SealKey } from '../log/keys.js';
import { sealLog } from '../log/seal.js';
import type { LogWriter } from '../log/writer.js';

export interface SealOptions {
  /** The private key (default: where `sessionlog keygen` puts it). */
  readonly key?: string;
  /** Seals again after so many minutes; without it once, when the logger is closed. */
  readonly every_minutes?: number;
}

/** Seals a log now and then, and when its logger ends. */
export class Sealer {
  readonly #log: LogWriter;
  readonly #keyPath: string;
  readonly #key: SealKey;
  readonly #timer: NodeJS.Timeout | undefined;

  /** @throws SessionlogError KEY_UNUSABLE: told at once, and not when it is too late to seal */
  constructor(
    log: LogWriter,
    { key = defaultKeyPath(), every_minutes }: SealOptions,
    onError: (error: unknown) => void,
  ) {
    this.#log = log;
    this.#keyPath = key;
    this.#key = loadKey(key);
    flushAtExit(this);
    if (every_minutes === undefined) return;
    const seal = (): void => {
      try {
        this.seal();
      } catch (error) {
        onError(error);
      }
    };
    this.#timer = setInterval(seal, every_minutes * 60_000).unref();
  }

  /** What a process that ends without closing its logger leaves behind is sealed too. */
  flushSync(): void {
    this.seal();
  }

  /** A log without events has no file, and needs no seal. @throws SessionlogError SEAL_FAILED, WRITE_FAILED */
  seal(): void {
    this.#log.flushSync();
    const { path } = this.#log;
    if (existsSync(path)) sealLog(path, this.#key, this.#keyPath);
  }

  end(): void {
    clearInterval(this.#timer);
    forgetAtExit(this);
    this.seal();
  }
}
