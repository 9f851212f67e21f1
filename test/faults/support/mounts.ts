import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../support/temp.js';

export type DiskKind = 'ext4' | 'xfs';

const run = (command: string, ...args: string[]): void => {
  execFileSync(command, args, { stdio: 'pipe' });
};

/** A file system of its own for the running test. It goes with the test, whatever happens; its loop device too. */
export class Mount {
  readonly path: string;
  readonly #args: readonly string[];
  #mounted = false;

  constructor(path: string, args: readonly string[]) {
    this.path = path;
    this.#args = args;
    mkdirSync(path);
    this.mount();
    onTestFinished(() => {
      if (!this.#mounted) return;
      try {
        this.unmount();
      } catch {
        // Something still holds it: it goes when that does.
        run('umount', '-l', path);
      }
    });
  }

  mount(...options: string[]): void {
    run('mount', ...this.#args, ...options, this.path);
    this.#mounted = true;
  }

  remount(options: string): void {
    run('mount', '-o', `remount,${options}`, this.path);
  }

  unmount(): void {
    run('umount', this.path);
    this.#mounted = false;
  }

  /** What a power cut leaves: all that is not on the disk is gone, the journal is not flushed. */
  cutPower(): void {
    run('xfs_io', '-x', '-c', 'shutdown', this.path);
  }
}

export function tmpfs(size: string): Mount {
  const mount = new Mount(join(tempDir(), 'tmpfs'), ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs']);
  return mount;
}

/** A file system in an image file. XFS wants 300 MB at least; the image is sparse. */
export function disk(kind: DiskKind): Mount {
  const dir = tempDir();
  const image = join(dir, 'image');
  writeFileSync(image, '');
  truncateSync(image, 400 * 1024 * 1024);
  run(`mkfs.${kind}`, '-q', image);
  const mount = new Mount(join(dir, 'disk'), ['-o', 'loop', image]);
  chmodSync(mount.path, 0o700);
  return mount;
}
