import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** One process as the system knows it. */
export interface Process {
  readonly pid: number;
  readonly ppid: number;
  /** When it began, in whatever words: tells it apart from a later one with its number. */
  readonly born: string;
  /** Processor time of itself, and of those children that it has waited for where the system tells. */
  readonly cpu_ms: number;
  /** Asked for only where it is needed: it costs another file. */
  memory(): Memory;
}

export interface Memory {
  readonly rss_bytes: number;
  readonly peak_rss_bytes: number;
}

const NO_MEMORY: Memory = { rss_bytes: 0, peak_rss_bytes: 0 };
/** USER_HZ: 100 on every Linux that Node runs on. */
const TICK_MS = 10;
const ZOMBIE = 'Z';

const hasProc = (): boolean => existsSync('/proc/self/stat');

/** All processes that can be seen; none where the system has no way to ask. */
export async function processes(): Promise<Process[]> {
  return hasProc() ? procTable() : await psTable();
}

/** A process and all below it, itself first; empty when it is gone. */
export function treeOf(root: number, all: readonly Process[]): Process[] {
  const tree = all.filter(({ pid }) => pid === root);
  const known = new Set(tree.map(({ pid }) => pid));
  for (const { pid: above } of tree) {
    for (const child of all) {
      if (child.ppid !== above || known.has(child.pid)) continue;
      known.add(child.pid);
      tree.push(child);
    }
  }
  return tree;
}

/** Fields of /proc/<pid>/stat from the third on; undefined when the process is gone. The name before them may hold anything. */
export function procStat(pid: number | 'self'): string[] | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  return text === undefined ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Where the fields stand, counted from the third one of proc(5). */
export const STAT = { ppid: 1, group: 2, foreground: 5, utime: 11, cutime: 13, cstime: 14, start: 19 } as const;

export const ticksMs = (fields: readonly string[], from: number, to: number): number =>
  fields.slice(from, to + 1).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS;

function procTable(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    const fields = Number.isInteger(pid) ? procStat(pid) : undefined;
    // What has ended and waits to be told of uses nothing, and is not there any more.
    if (fields === undefined || fields[0] === ZOMBIE) return [];
    return {
      pid,
      ppid: Number(fields[STAT.ppid]),
      born: fields[STAT.start] ?? '',
      cpu_ms: ticksMs(fields, STAT.utime, STAT.cstime),
      memory: () => procMemory(pid),
    };
  });
}

function procMemory(pid: number): Memory {
  const text = textOf(`/proc/${pid}/status`) ?? '';
  const bytes = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { rss_bytes: bytes('VmRSS'), peak_rss_bytes: bytes('VmHWM') };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // It ended between two looks, or belongs to somebody else.
    return undefined;
  }
}

/** As `ps` of macOS, BSD and Linux tells it. */
export async function psTable(): Promise<Process[]> {
  const columns = 'pid=,ppid=,rss=,time=,lstart=';
  try {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', columns], { maxBuffer: 16 * 1024 * 1024 });
    return stdout.split('\n').flatMap(psRow);
  } catch {
    // No `ps`: then nobody knows what a command uses, and that is no reason not to run it.
    return [];
  }
}

function psRow(line: string): Process[] {
  const [, pid, ppid, kilobytes, time = '', born = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
  if (pid === undefined) return [];
  const rss_bytes = Number(kilobytes) * 1024;
  const memory = { ...NO_MEMORY, rss_bytes };
  return [{ pid: Number(pid), ppid: Number(ppid), born, cpu_ms: psTimeMs(time), memory: () => memory }];
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function psTimeMs(text: string): number {
  const [clock = '', days = '0'] = text.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1_000);
}
