// read-items.mjs <source>: prints the items of a path or of `-`, one JSON a line, then what it cost.
import { readEvents } from '../../../dist/log/index.js';

const show = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const base_bytes = process.memoryUsage().rss;
for await (const item of readEvents(process.argv[2])) show(item);
show({ grown_bytes: process.resourceUsage().maxRSS * 1024 - base_bytes });
