const ABSOLUTE = /^(?:[/\\~]|[A-Za-z]:[\\/])/;

/**
 * A path as it is from the root, where the directory is known: a file has one name, whether a command named it from
 * where it ran or a patch in full. Text only, no file system is asked.
 */
export function placed(path: string, ...dirs: readonly (string | undefined)[]): string {
  let full = path;
  for (const dir of dirs) {
    if (ABSOLUTE.test(full) || dir === undefined) continue;
    const slash = dir.includes('\\') && !dir.includes('/') ? '\\' : '/';
    full = `${dir.replace(/[\\/]+$/, '')}${slash}${full.replace(/^(?:\.[\\/])+/, '')}`;
  }
  return ABSOLUTE.test(full) ? withoutParents(full) : full;
}

/** `/a/b/../c` is `/a/c`. What goes above the root stays as it is. */
function withoutParents(path: string): string {
  if (!path.includes('/../')) return path;
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && (kept.at(-1) ?? '') !== '' && kept.at(-1) !== '..') kept.pop();
    else kept.push(part);
  }
  return kept.join('/');
}
