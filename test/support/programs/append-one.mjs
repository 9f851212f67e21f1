// append-one.mjs <dir> <session> <umask>: appends one event under an umask (octal).
import { append } from '../../../dist/log/index.js';

const [dir, session, umask] = process.argv.slice(2);
process.umask(Number.parseInt(umask, 8));
append(dir, session, { type: 'note', text: 'one' });
append(dir, session, { type: 'note', text: 'two' });
