import { sessionIdFault } from '../base/ids.js';

const LENGTH = 128;

/**
 * A valid session id from a file's name or path: without folders, `.jsonl`, `.gz` and `.zst`, bad characters replaced by '-',
 * cut to 128. `session` where nothing usable is left.
 */
export function sessionIdFromFile(file: string): string {
  const name = file
    .replace(/^.*[/\\]/s, '')
    .replace(/\.(?:gz|zst)$/i, '')
    .replace(/\.(?:jsonl|ndjson|json|log)$/i, '');
  const id = cut(
    name
      .replace(/[^A-Za-z0-9._-]/g, '-')
      .replace(/\.{2,}/g, '-')
      .replace(/^[^A-Za-z0-9]+/, ''),
  );
  if (id === '') return 'session';
  // What is still refused is the name of a device: it may stand anywhere but at the beginning.
  return sessionIdFault(id) === undefined ? id : cut(`session-${id}`);
}

/** The name of the folder that a file lies in; undefined where its path says none. */
export const folderOfFile = (file: string): string | undefined => /([^/\\]+)[/\\][^/\\]*$/.exec(file)?.[1];

const cut = (id: string): string => id.slice(0, LENGTH).replace(/\.$/, '');
