#!/usr/bin/env node
// CommonJS: the loader of ES modules takes its time, and an agent waits for its hook at every step.
'use strict';
const args = process.argv.slice(2);

if (args[0] !== 'hook' || !isHook()) {
  require('../dist/bin/main.cjs')
    .main(args)
    .then((code) => {
      process.exitCode = code;
    });
}

/** Runs the hook, if it is an agent that calls. */
function isHook() {
  const { loadHook } = require('./hook.js');
  return loadHook(`${__dirname}/../dist/bin/hook.cjs`, ({ runHook }) => runHook(args.slice(1))) === true;
}
