// write-file.mjs <path> <text>: opens a path (a FIFO, say) for writing, writes, and is gone.
import { writeFileSync } from 'node:fs';

writeFileSync(process.argv[2], process.argv[3]);
