// read-items.mjs <source>: prints the items of a path or of `-`, one JSON a line, then what it cost.
import { readEvents } from '../../../dist/log/index.js';

const base = process.memoryUsage().rss;
for await (const item of readEvents(process.argv[2])) console.log(JSON.stringify(item));
console.log(JSON.stringify({ grown_bytes: process.resourceUsage().maxRSS * 1024 - base }));
