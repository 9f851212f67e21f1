// append-until-full.mjs <dir> <session> <level>: appends until it fails, and prints how many were acknowledged.
import { openLog } from '../../../dist/log/index.js';

const [dir, session, level] = process.argv.slice(2);
const log = openLog(dir, session, { level });
let acknowledged = 0;
try {
  for (; acknowledged < 10_000; acknowledged++) log.append({ type: 'note', n: acknowledged, text: 'x'.repeat(97) });
} catch (error) {
  process.stdout.write(JSON.stringify({ acknowledged, code: error.code, message: error.message }));
}
