/**
 * node .ci/link.js ENTRY OUT: joins a compiled module and all that it imports to one CommonJS file, so that a process
 * which an agent waits for at every step opens one file instead of forty. It knows the forms that `tsc` writes of our
 * own sources, which hold no cycles, and fails on any other.
 */
import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const IMPORT = /^import \{([^}]*)\} from '([^']+)';$/gm;
const REEXPORT = /^export \{([^}]*)\} from '([^']+)';$/gm;
const EXPORT = /^export (?=(?:async )?(?:function\*?|class|const) ([\w$]+))/gm;

const order = new Map();
const chunks = [];

/** The name of a module's exports in the linked file. */
function link(path) {
  const known = order.get(path);
  if (known !== undefined) return known;
  const exported = [];
  const source = (specifier) =>
    specifier.startsWith('.') ? link(resolve(dirname(path), specifier)) : `require('${specifier}')`;
  const binding = (names, specifier) => `const {${names.replaceAll(' as ', ': ')}} = ${source(specifier)};`;
  const body = readFileSync(path, 'utf8')
    .replace(IMPORT, (_, names, specifier) => binding(names, specifier))
    .replace(REEXPORT, (_, names, specifier) => {
      if (names.includes(' as ')) throw new Error(`${path}: a name that is exported under another one`);
      exported.push(names.trim());
      return binding(names, specifier);
    })
    .replace(EXPORT, (_, name) => {
      exported.push(name);
      return '';
    })
    .replace(/^export \{\};$/gm, '');
  const left = /^(?:import|export)\b.*|\bimport(?:\(|\.meta).*/m.exec(body);
  if (left !== null) throw new Error(`${path}: cannot be linked: ${left[0]}`);
  const name = `m${order.size}`;
  order.set(path, name);
  chunks.push(`const ${name} = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();\n`);
  return name;
}

const [, , entry, out] = process.argv;
const last = link(resolve(entry));
const linked = `'use strict';\n${chunks.join('')}module.exports = ${last};\n`;
// The first line tells one build from another.
writeFileSync(out, `// ${hash('sha256', linked, 'base64url')}\n${linked}`);
