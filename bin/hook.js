/**
 * Loads the hook, which the build has joined to one file, with the code that V8 made of it the last time: an agent waits
 * for it at every step, and a third of what it costs beyond Node itself is compiling.
 */
'use strict';
const { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const HEAD = '(function (require, module, exports, __filename) {';

/** The hook's exports; undefined where there is no such file, as before a build. */
exports.loadHook = function loadHook(filename, then) {
  const source = read(filename)?.toString('utf8');
  if (source === undefined) return undefined;
  // Its first line names what is in it; V8 itself only compares lengths.
  const id = /^\/\/ ([\w-]+)\n/.exec(source)?.[1];
  const cache = join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'sessionlog',
    `hook-${id}-${process.version}`,
  );
  const cachedData = id === undefined ? undefined : read(cache, true);
  const script = new Script(`${HEAD}${source}\n})`, { filename, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(require, module, module.exports, filename);
  const result = then(module.exports);
  if (id !== undefined && (cachedData === undefined || script.cachedDataRejected)) keep(cache, script);
  return result;
};

/** The bytes of a file, or undefined; of a cache only what is our own to write: it is code. */
function read(path, ours = false) {
  let fd;
  try {
    fd = openSync(path, 'r');
    const { uid, mode } = fstatSync(fd);
    if (ours && ((process.getuid !== undefined && uid !== process.getuid()) || (mode & 0o022) !== 0)) return undefined;
    return readFileSync(fd);
  } catch {
    // Not there, or not for us: then it is done without.
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function keep(path, script) {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, script.createCachedData(), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch {
    // Where nothing can be kept, the next call takes as long as this one.
  }
}
