import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * How the command is bundled: `rolldown -c .ci/bundle.js`. A command needs up to two hundred modules, and Node takes half
 * a millisecond to find and link each: most of its start. As CommonJS, because a built-in module that is imported
 * has all of its exports looked at, which loads more of Node than any command needs.
 */
/** Loads a module of Node's when it is used for the first time: a command uses few of those that its code could. */
const lazy = {
  name: 'lazy',
  renderChunk(code) {
    const names = new Map();
    // Not what is imported as a whole, which is made into another object at once.
    const declared = code.replace(/^let (\w+) = require\("(node:[\w/]+)"\);$(?!\n\1 = )/gm, (_, name, module) => {
      names.set(name, module);
      return `let ${name};`;
    });
    const use = new RegExp(`(?<![\\w$.])(${[...names.keys()].join('|')})\\.`, 'g');
    return names.size === 0 ? code : declared.replace(use, (_, name) => `(${name} ??= require("${names.get(name)}")).`);
  },
};

/** Makes the segmenter of string-width when it is needed: it takes Node 9 ms, and most text is measured without. */
const segmenter = {
  name: 'segmenter',
  transform(code, id) {
    if (!id.endsWith('/node_modules/string-width/index.js')) return undefined;
    const [before, after, ...others] = code.split('const segmenter = new Intl.Segmenter();');
    if (after === undefined || others.length > 0)
      throw new Error('string-width makes its segmenter in another way now');
    return `${before}let made; const segmenter = { segment: (text) => (made ??= new Intl.Segmenter()).segment(text) };${after}`;
  },
};

/** Begins each file that is started with a line that names what is in all of them: what V8 made of it is kept under that name. */
const named = {
  name: 'named',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle);
    const hash = createHash('sha256');
    for (const { fileName, code } of chunks) hash.update(`${fileName}\0${code}\0`);
    const id = hash.digest('base64url');
    for (const chunk of chunks) if (chunk.isEntry) chunk.code = `// ${id}\n${chunk.code}`;
  },
};

/** The modules that are loaded together with these, those left out that are loaded only when they are needed. */
function closure(...entries) {
  const files = new Set(entries.map((entry) => resolve('dist', entry)));
  for (const file of files) {
    for (const [, from] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*? from '(\.[^']+)'/gm)) {
      files.add(resolve(dirname(file), from));
    }
  }
  return files;
}

const WITH_EVERY = closure('cli/run.js', 'cli/configured.js', 'ops/config/load.js', 'cli/commands/append.js');
const WITH_READING = closure('ops/read-log.js', 'ops/targets.js');
const WITH_REPORT = closure('cli/commands/analyze.js');
const WITH_PAGE = closure('render/report/render-report.js', 'cli/printer.js');

/** What is true of both bundles. */
const command = {
  platform: 'node',
  logLevel: 'warn',
  plugins: [segmenter, lazy, named],
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
          // Few files, each of which is needed as a whole: by every command, by one that reads, by `analyze`, for a page.
          { name: 'start', test: (id) => WITH_EVERY.has(id), priority: 4 },
          { name: 'read', test: (id) => WITH_READING.has(id), priority: 3 },
          { name: 'report', test: (id) => WITH_REPORT.has(id), priority: 2 },
          { name: 'page', test: (id) => WITH_PAGE.has(id), priority: 1 },
        ],
      },
    },
  },
  { ...command, input: 'dist/log/scan-worker.js', output: { file: 'dist/bin/scan-worker.cjs', format: 'cjs' } },
  { ...command, input: 'dist/cli/hook.js', output: { file: 'dist/bin/hook.cjs', format: 'cjs' } },
];
