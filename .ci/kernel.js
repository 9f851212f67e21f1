/**
 * Makes `src/event/prune/kernel.ts` out of `kernel.as` and what it imports: `node .ci/kernel.js`. What it makes is kept in the repository,
 * so that a build needs no compiler of WebAssembly; a test compares the two.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const room = new URL('../src/event/prune/', import.meta.url);

/** The text of `kernel.ts`. @throws when the source does not compile */
export async function kernelSource() {
  let wasm;
  const options = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--initialMemory', '1'];
  const { error, stderr } = await asc.main(['kernel.ts', '--outFile', 'kernel.wasm', ...options], {
    readFile: (name) => {
      // The compiler asks for sources in TypeScript; these are none, and have a name of their own.
      const source = new URL(name.replace(/\.ts$/, '.as'), room);
      return existsSync(source) ? readFileSync(source, 'utf8') : null;
    },
    writeFile: (_name, contents) => {
      wasm = contents;
    },
    listFiles: () => [],
  });
  if (error !== null) throw new Error(`kernel.as: ${stderr.toString()}`);
  const lines = Buffer.from(wasm)
    .toString('base64')
    .match(/.{1,100}/g);
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  return `/** Made of kernel.as by .ci/kernel.js. */\nexport const KERNEL: string =\n${text};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('kernel.ts', room), await kernelSource());
}
