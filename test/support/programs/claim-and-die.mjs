// Claims a key for a session, as `start` does first, and is killed before it starts it.
import { claim } from '../../../dist/session/claims.js';

const [dir, key, id] = process.argv.slice(2);
claim(dir, `start\0${key}`, id);
process.kill(process.pid, 'SIGKILL');
