/** Blocks are powers of two, from 16 bytes on; free ones of each size are kept in a list. */
const SMALLEST: u32 = 4;
const SIZES: usize = 32;
const LARGEST: usize = 30;

let top: usize = 0;
let limit: usize = 0;
let lists: usize = 0;

/** Set when something came that only the fold in TypeScript can take: all of this fold is void then. */
export let isAbandoned: bool = false;

/** Does not return: whoever called the kernel catches the trap. */
export function abandon(): void {
  isAbandoned = true;
  unreachable();
}

export function beginHeap(from: usize, to: usize): void {
  isAbandoned = false;
  lists = from;
  limit = to;
  top = from + SIZES * 4;
  memory.fill(lists, 0, SIZES * 4);
}

/** Zeros. @param bytes at least one */
export function alloc(bytes: usize): usize {
  const size = sizeOf(bytes);
  // No block is as large as all of the memory: the shift below would be of no use.
  if (size > LARGEST) abandon();
  const block: usize = usize(1) << size;
  const list = lists + size * 4;
  const free: usize = load<u32>(list);
  let at = free;
  if (free != 0) store<u32>(list, load<u32>(free));
  else {
    if (block > limit - top) abandon();
    at = top;
    top += block;
  }
  memory.fill(at, 0, block);
  return at;
}

export function release(at: usize, bytes: usize): void {
  const list = lists + sizeOf(bytes) * 4;
  store<u32>(at, load<u32>(list));
  store<u32>(list, u32(at));
}

// @ts-ignore: decorator
@inline
function sizeOf(bytes: usize): usize {
  const bits: u32 = 32 - clz<u32>(u32(bytes) - 1);
  return usize(max(bits, SMALLEST));
}

/** Whether there is such a record: the end of a list is none. */
// @ts-ignore: decorator
@inline
export function is<T>(record: T): bool {
  return changetype<usize>(record) != 0;
}

/** So many numbers are moved sooner one by one than by a copy of memory, which is a call out of here. */
const FEW: i32 = 24;

/** Numbers in a row, as many as are needed. */
@unmanaged
export class Numbers {
  length: i32;
  capacity: i32;
  at: usize;

  // @ts-ignore: decorator
  @inline
  get(i: i32): f64 {
    return load<f64>(this.at + (usize(i) << 3));
  }

  // @ts-ignore: decorator
  @inline
  set(i: i32, value: f64): void {
    store<f64>(this.at + (usize(i) << 3), value);
  }

  /** Makes room for so many more. */
  reserve(more: i32): void {
    const wanted = this.length + more;
    if (wanted <= this.capacity) return;
    let capacity = this.capacity == 0 ? 4 : this.capacity;
    while (capacity < wanted) capacity *= 2;
    const at = alloc(usize(capacity) * 8);
    if (this.capacity > 0) {
      memory.copy(at, this.at, usize(this.length) * 8);
      release(this.at, usize(this.capacity) * 8);
    }
    this.at = at;
    this.capacity = capacity;
  }

  push(value: f64): void {
    this.reserve(1);
    this.set(this.length++, value);
  }

  /** Moves what stands from `from` on by `by` places, up or down. */
  shift(from: i32, by: i32): void {
    if (by > 0) this.reserve(by);
    if (this.length - from > FEW)
      memory.copy(this.at + usize(from + by) * 8, this.at + usize(from) * 8, usize(this.length - from) * 8);
    else if (by > 0) for (let i = this.length - 1; i >= from; i--) this.set(i + by, this.get(i));
    else for (let i = from; i < this.length; i++) this.set(i + by, this.get(i));
    this.length += by;
  }

  dispose(): void {
    if (this.capacity > 0) release(this.at, usize(this.capacity) * 8);
    this.length = 0;
    this.capacity = 0;
  }
}
