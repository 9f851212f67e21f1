#!/usr/bin/env node
// CommonJS: the loader of ES modules takes its time, and an agent waits for its hook at every step.
'use strict';
const args = process.argv.slice(2);

if (args[0] !== 'hook' || !isHook()) {
  import('../dist/cli/main.js')
    .then(({ main }) => main(args))
    .then((code) => {
      process.exitCode = code;
    });
}

/** Runs the hook if it is an agent that calls; `main` does the same, a moment later. */
function isHook() {
  const { loadHook } = require('./hook.js');
  return loadHook(`${__dirname}/../dist/hook.cjs`, ({ runHook }) => runHook(args.slice(1))) === true;
}
