#!/usr/bin/env node
// CommonJS: the loader of ES modules takes its time, and an agent waits for its hook at every step.
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const args = process.argv.slice(2);
// The same as `main` runs, joined to one file by the build.
const hook = join(__dirname, '../dist/hook.cjs');

if (args[0] !== 'hook' || !existsSync(hook) || !require(hook).runHook(args.slice(1))) {
  import('../dist/cli/main.js')
    .then(({ main }) => main(args))
    .then((code) => {
      process.exitCode = code;
    });
}
