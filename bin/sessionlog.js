#!/usr/bin/env node
'use strict';

const args = process.argv.slice(2);

// An agent waits for its hook at every step: it has a file of its own.
if (args[0] !== 'hook' || !require('../dist/bin/hook.cjs').runHook(args.slice(1))) {
  require('../dist/bin/main.cjs')
    .main(args)
    .then((code) => {
      process.exitCode = code;
    });
}
