/**
 * Loads the command, which the build has joined to a few files, with the code that V8 made of them the last time: a
 * hook waits for it at every step of an agent, and most of what it costs beyond Node itself is compiling.
 */
'use strict';
const fs = require('node:fs');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const HEAD = '(function (require, module, exports, __filename) {';

/**
 * Loads a file of `dir`, and what it requires there.
 *
 * @param command names the cache: each command needs other files, and other parts of them
 * @returns its exports, undefined where there is no such file, as before a build; and `keep`, to be called when the
 *   command has done its work: all the code that it needs is compiled then
 */
exports.load = function load(dir, entry, command) {
  const source = read(join(dir, entry))?.toString('utf8');
  // Its first line names what is in all the files: V8 itself compares no more than their lengths.
  const id = /^\/\/ ([\w-]+)\n/.exec(source ?? '')?.[1];
  const path = cachePath(command, id);
  const known = unpack(path === undefined ? undefined : read(path, true));
  const modules = new Map();
  const scripts = new Map();
  let isNew = false;

  function run(name, source) {
    const filename = join(dir, name);
    const cachedData = known.get(name);
    const script = new Script(`${HEAD}${source}\n})`, { filename, cachedData });
    if (cachedData === undefined || script.cachedDataRejected) isNew = true;
    scripts.set(name, script);
    const module = { exports: {} };
    modules.set(name, module);
    script.runInThisContext()(requireFrom, module, module.exports, filename);
    return module.exports;
  }

  function requireFrom(specifier) {
    if (!specifier.startsWith('./')) return require(specifier);
    const name = specifier.slice(2);
    return modules.has(name) ? modules.get(name).exports : run(name, fs.readFileSync(join(dir, name), 'utf8'));
  }

  return {
    exports: source === undefined ? undefined : run(entry, source),
    keep() {
      if (path !== undefined && isNew) keep(path, pack(scripts));
    },
  };
};

/** A file for each command, version of Node, and build; undefined where there is nowhere to keep it. */
function cachePath(command, id) {
  if (id === undefined || !/^[a-z-]+$/.test(command) || process.env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  try {
    const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
    return join(caches, 'sessionlog', 'code', `${command}.${process.version}.${id}`);
  } catch {
    // A user without a home.
    return undefined;
  }
}

/** The bytes of a file, or undefined; of a cache only what is our own to write: it is code. */
function read(path, ours = false) {
  let fd;
  try {
    fd = fs.openSync(path, 'r');
    if (ours && !isOurs(fs.fstatSync(fd))) return undefined;
    return fs.readFileSync(fd);
  } catch {
    // Not there, or not for us: then it is done without.
    return undefined;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

const isOurs = ({ uid, mode, nlink }) =>
  (process.getuid === undefined || uid === process.getuid()) && (mode & 0o022) === 0 && nlink === 1;

/** The code of each file behind a line that gives names and lengths. */
function pack(scripts) {
  const data = [...scripts].map(([name, script]) => [name, script.createCachedData()]);
  const lengths = JSON.stringify(data.map(([name, { length }]) => [name, length]));
  return Buffer.concat([Buffer.from(`${lengths}\n`), ...data.map(([, bytes]) => bytes)]);
}

function unpack(bytes) {
  if (bytes === undefined) return new Map();
  let at = bytes.indexOf('\n') + 1;
  try {
    const lengths = JSON.parse(bytes.toString('latin1', 0, at));
    return new Map(
      lengths.map(([name, length]) => {
        const from = at;
        at += length;
        return [name, bytes.subarray(from, at)];
      }),
    );
  } catch {
    // No file of ours.
    return new Map();
  }
}

/** Keeps the code for the next time, in place of what another build has left. */
function keep(path, bytes) {
  try {
    const home = dirname(path);
    for (const dir of [dirname(dirname(home)), dirname(home), home]) {
      // Not all at once: in some places that never returns (Node 20).
      if (!fs.existsSync(dir)) fs.mkdirSync(dir, 0o700);
    }
    const others = path.slice(home.length + 1, path.lastIndexOf('.') + 1);
    for (const name of fs.readdirSync(home)) if (name.startsWith(others)) fs.rmSync(join(home, name), { force: true });
    const temporary = `${path}.${process.pid}`;
    // On the disk before it has its name: V8 does not check the code, and would crash on what a power failure leaves.
    fs.writeFileSync(temporary, bytes, { mode: 0o600, flag: 'wx', flush: true });
    fs.renameSync(temporary, path);
  } catch {
    // Where nothing can be kept, the next call takes as long as this one.
  }
}
