import { createHash } from 'node:crypto';

/**
 * How the command is bundled: `rolldown -c .ci/bundle.js`. A command needs up to two hundred modules, and Node takes half
 * a millisecond to find and link each: most of its start. As CommonJS, because a built-in module that is imported
 * has all of its exports looked at, which loads more of Node than any command needs.
 */
const SCHEMAS = /\/(schema|json-schema|fields\.generate)\.js$/;

/** Puts a line before the code that names what is in it: what V8 made of it is kept under that name. */
const named = {
  name: 'named',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      chunk.code = `// ${createHash('sha256').update(chunk.code).digest('base64url')}\n${chunk.code}`;
    }
  },
};

/** What is true of both bundles. */
const command = {
  platform: 'node',
  logLevel: 'warn',
  // Of a library, where it looks for a file of options that we never name.
  transform: { define: { 'import.meta.resolve': 'undefined' } },
};

export default [
  {
    ...command,
    input: { main: 'dist/cli/main.js', worker: 'dist/ops/analysis/worker.js' },
    output: {
      dir: 'dist/bin',
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      cleanDir: true,
      codeSplitting: {
        groups: [
          // What every command begins with, then what reads and writes logs: few files, each of which is needed.
          { name: 'start', test: /\/dist\/(base\/errors|ops\/errors|cli\/(exit|terminal))\.js$/, priority: 2 },
          { name: 'logs', test: (id) => /\/dist\/(base|event|log)\//.test(id) && !SCHEMAS.test(id), priority: 1 },
        ],
      },
    },
  },
  { ...command, input: 'dist/cli/hook.js', plugins: [named], output: { file: 'dist/bin/hook.cjs', format: 'cjs' } },
];
