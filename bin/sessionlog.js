#!/usr/bin/env node
// CommonJS: the loader of ES modules takes its time, and an agent waits for its hook at every step.
'use strict';
const DIST = `${__dirname}/../dist/bin`;
const args = process.argv.slice(2);

if (args[0] === '--version' || args[0] === '-V') start(require('../dist/bin/main.cjs'));
else if (args[0] !== 'hook' || !isHook()) {
  const { load } = require('./load.js');
  const { exports, keep } = load(DIST, 'main.cjs', args.slice(0, args[0] === 'session' ? 2 : 1).join('-'));
  start(exports, keep);
}

function start({ main }, done = () => {}) {
  main(args).then((code) => {
    process.exitCode = code;
    if (code === 0) done();
  });
}

/** Runs the hook, if it is an agent that calls. */
function isHook() {
  const { load } = require('./load.js');
  const { exports, keep } = load(DIST, 'hook.cjs', 'hook');
  if (exports?.runHook(args.slice(1)) !== true) return false;
  keep();
  return true;
}
