/** The rules of the house, held by tests: which room may import which, and what no room does. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appendAndRead,
  cycles,
  eagerWaysToZod,
  eagerZod,
  forbiddenGlobals,
  forbiddenImports,
  indexesWithCode,
  LINES,
  overLong,
} from './house/rules.js';
import { importsOf, readTree, type Tree } from './house/tree.js';

const house = readTree(join(import.meta.dirname, '..'), 'src');

describe('the house', () => {
  it.each(['src/index.ts', 'src/schema.ts', 'src/log/append.ts', 'src/log/read.ts'])('has %s', (path) => {
    expect(house.has(path)).toBe(true);
  });
  it('imports as the table allows', () => expect(forbiddenImports(house)).toEqual([]));
  it('leaves the process to the command line', () => expect(forbiddenGlobals(house)).toEqual([]));
  it('has no cycles', () => expect(cycles(house)).toEqual([]));
  it('keeps append and read apart', () => expect(appendAndRead(house)).toEqual([]));
  it(`has no file over ${LINES} lines`, () => expect(overLong(house)).toEqual([]));
  it('re-exports, and nothing else, in index files', () => expect(indexesWithCode(house)).toEqual([]));
  it('loads zod in few files', () => expect(eagerZod(house)).toEqual([]));
  it.each(['src/index.ts', 'src/log/index.ts', 'src/analyze/index.ts', 'src/formats/index.ts', 'src/cli/main.ts'])(
    'starts %s without zod',
    (entry) => {
      expect(house.has(entry)).toBe(true);
      expect(eagerWaysToZod(house, entry)).toEqual([]);
    },
  );
});

const fake = (files: Record<string, string>): Tree => new Map(Object.entries(files));
const LEAF = 'export const a = 1;';

describe('the imports of a file', () => {
  it('are found in every form', () => {
    const source = [
      "import 'node:fs';",
      "import one, { two as too } from './a.js';",
      'import {',
      '  type Three,',
      '  four,',
      '} from "./b.js";',
      "import * as five from './c.js';",
      "import type { Six } from './d.js';",
      "import type * as seven from './e.js';",
      "export * from './f.js';",
      "export * as eight from './g.js';",
      "export { nine } from './h.js';",
      "export type { Ten } from './i.js';",
      "import { type Eleven } from './j.js';",
      "const twelve = await import('./k.js');",
      "const thirteen = () => import(/* on demand */ './l.js').then((m) => m.x);",
      'const fourteen = import(name);',
    ].join('\n');
    const found = importsOf(source).map(({ specifier, when }) => `${when} ${specifier}`);
    expect(found).toEqual([
      'eager node:fs',
      'eager ./a.js',
      'eager ./b.js',
      'eager ./c.js',
      'type ./d.js',
      'type ./e.js',
      'eager ./f.js',
      'eager ./g.js',
      'eager ./h.js',
      'type ./i.js',
      'eager ./j.js',
      'lazy ./k.js',
      'lazy ./l.js',
      'lazy ?',
    ]);
  });

  it('are not found in comments', () => {
    const source = ['/*', "import { a } from './a.js';", '*/', "// import('./b.js')", "const url = 'https://c.d/*';"];
    expect(importsOf([...source, "import './e.js'; /* end */"].join('\n'))).toEqual([
      { specifier: './e.js', when: 'eager' },
    ]);
  });
});

/** Each rule, shown that it can fail: a house that breaks it, and what is said. */
describe('a house that breaks the rules', () => {
  it.each([
    [
      'a lower room imports a higher one',
      'src/base/a.ts',
      "import { a } from '../event/b.js';",
      'base may not import event',
    ],
    [
      'a pure room imports the log',
      'src/analyze/a.ts',
      "import type { A } from '../log/b.js';",
      'analyze may not import log',
    ],
    [
      'a surface reaches past the operations',
      'src/web/a.ts',
      "import { a } from '../log/b.js';",
      'web may not import log',
    ],
    ['an operation draws', 'src/ops/a.ts', "const b = await import('../render/b.js');", 'ops may not import render'],
    ['a room imports the entry', 'src/cli/a.ts', "import { a } from '../index.js';", 'an entry of the package'],
    ['the file is not there', 'src/log/a.ts', "import { a } from './gone.js';", 'src/log/gone.ts does not exist'],
    ['the room is not there', 'src/utils/a.ts', LEAF, 'no such room'],
    ['a loose file at the top', 'src/helpers.ts', LEAF, 'no such room'],
    ['date-fns as a whole', 'src/render/a.ts', "import { format } from 'date-fns';", 'by sub-path'],
    ['colour outside render', 'src/cli/a.ts', "import chalk from 'chalk';", 'cli may not import chalk'],
    ['a pure room opens files', 'src/render/a.ts', "import { readFileSync } from 'node:fs';", 'may not import node:fs'],
    ['an import nobody can follow', 'src/cli/a.ts', 'await import(name);', 'plain string'],
    ['development in production', 'src/event/a.ts', "import './fields.generate.js';", 'for development only'],
  ])('is told: %s', (_, path, source, fault) => {
    const rooms = ['event', 'log', 'render'].map((room) => [`src/${room}/b.ts`, LEAF]);
    const tree = fake({
      ...Object.fromEntries(rooms),
      'src/index.ts': '',
      'src/event/fields.generate.ts': '',
      [path]: source,
    });
    expect(forbiddenImports(tree)).toEqual([expect.stringContaining(fault)]);
  });

  it('is not told of what is allowed', () => {
    const tree = fake({
      'src/base/a.ts': LEAF,
      'src/event/b.ts': "import { a } from '../base/a.js';\nimport { hash } from 'node:crypto';",
      'src/render/c.ts': "import type { B } from '../event/b.js';\nimport { format } from 'date-fns/format';",
      'src/index.ts': "export { c } from './render/c.js';",
    });
    expect(forbiddenImports(tree)).toEqual([]);
  });

  it.each([
    ['src/cli/a.ts', 'process.exit(1);'],
    ['src/log/a.ts', 'console.log(1);'],
    ['src/log/a.ts', 'console["log"](1);'],
    ['src/log/a.ts', 'const { exit } = process;'],
    ['src/log/a.ts', 'done(console);'],
    ['src/cli/a.ts', "import { exit } from 'node:process';"],
    ['src/ops/a.ts', 'process.stdout.write(x);'],
    ['src/ops/a.ts', 'process.exitCode = 1;'],
    ['src/ops/a.ts', 'const file = process.argv[2];'],
    ['src/analyze/a.ts', 'const now = Date.now();'],
    ['src/render/a.ts', 'const now = new Date();'],
    ['src/render/a.ts', 'const wide = process.env.COLUMNS;'],
  ])('is told: %s says %s', (path, source) => {
    expect(forbiddenGlobals(fake({ [path]: source }))).not.toEqual([]);
  });

  it.each([
    ['src/cli/a.ts', "process.exitCode = 1; process.stdout.write('x'); process.argv.slice(2);"],
    ['src/log/a.ts', "type Level = 'process' | 'console';"],
    ['src/log/a.ts', "// process.exit\nconst said = 'process.exit(1)'; process.on('exit', () => {}); Date.now();"],
    ['src/render/a.ts', 'const then = new Date(ms);'],
  ])('is not told: %s says %s', (path, source) => {
    expect(forbiddenGlobals(fake({ [path]: source }))).toEqual([]);
  });

  it('is told of cycles, of types none', () => {
    const back = (kind: string) =>
      fake({
        'src/log/a.ts': "import { b } from './b.js';",
        'src/log/b.ts': "export { c } from './c.js';",
        'src/log/c.ts': `import ${kind}{ A } from './a.js';`,
      });
    expect(cycles(back(''))).toContain('src/log/a.ts → src/log/b.ts → src/log/c.ts → src/log/a.ts');
    expect(cycles(back('type '))).toEqual([]);
  });

  it.each([
    ['directly', { 'src/log/append.ts': "import './read.js';", 'src/log/read.ts': LEAF }],
    [
      'through another',
      { 'src/log/append.ts': "import './x.js';", 'src/log/x.ts': "import './read.js';", 'src/log/read.ts': '' },
    ],
    ['the other way', { 'src/log/append.ts': LEAF, 'src/log/read.ts': "import type { A } from './append.js';" }],
    [
      'by much that they share',
      {
        'src/log/append.ts': "import './both.js';",
        'src/log/read.ts': "import './both.js';",
        'src/log/both.ts': "import './low.js';",
        'src/log/low.ts': LEAF,
      },
    ],
  ])('is told that append and read are joined: %s', (_, files) => {
    expect(appendAndRead(fake(files))).not.toEqual([]);
  });

  it('is told of zod, and of the way to it', () => {
    const tree = fake({
      'src/index.ts': "export { a } from './ops/a.js';\nexport type { B } from './event/schema.js';",
      'src/ops/a.ts': "import { z } from 'zod';",
      'src/event/schema.ts': "import { z } from 'zod';",
      'src/cli/main.ts': "const z = () => import('zod');\nconst a = () => import('../ops/a.js');",
    });
    expect(eagerZod(tree)).toEqual(['src/ops/a.ts: zod is loaded on demand']);
    expect(eagerWaysToZod(tree, 'src/index.ts')).toEqual(['src/index.ts → src/ops/a.ts → zod']);
    expect(eagerWaysToZod(tree, 'src/cli/main.ts')).toEqual([]);
  });

  it('is told of long files, but not of generated ones', () => {
    const long = '\n'.repeat(LINES) + LEAF;
    const tree = fake({ 'src/log/a.ts': long, 'src/log/b.ts': `// Generated from a.ts${long}`, 'src/log/c.ts': LEAF });
    expect(overLong(tree)).toEqual([`src/log/a.ts: ${LINES + 1} lines`]);
  });

  it('is told of code in an index', () => {
    const tree = fake({
      'src/log/index.ts': "/** The log. */\nexport { a, type B } from './a.js';\nexport * from './c.js';",
      'src/event/index.ts': `export { a } from './a.js';\n${LEAF}`,
      'src/render/index.ts': "import { a } from './a.js';\nexport { a };",
    });
    expect(indexesWithCode(tree)).toEqual([
      'src/event/index.ts: holds more than re-exports',
      'src/render/index.ts: holds more than re-exports',
    ]);
  });
});
