import { statfsSync } from 'node:fs';

/** File systems on which O_APPEND is no promise between hosts, by the magic number of statfs(2) on Linux. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
]);

/** The kind of network file system at a path, or undefined: a local one, or none that we know. */
function networkFileSystem(path: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return NAMES.get(statfsSync(path).type);
  } catch {
    // The path went away, or a sandbox forbids the question: no reason not to log.
    return undefined;
  }
}

let warned = false;

/** Says once in a process that a log lies where several hosts may tear each other's lines. */
export function warnOfNetwork(path: string): void {
  if (warned) return;
  const kind = networkFileSystem(path);
  if (kind === undefined) return;
  warned = true;
  process.emitWarning(
    `${path} lies on ${kind}, where appends of several hosts to one file may overwrite each other: log with { shard: 'writer' }, one file a writer, or to a local disk`,
    'SessionlogWarning',
    'NETWORK_FILE_SYSTEM',
  );
}
