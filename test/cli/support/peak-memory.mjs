// Loaded before the program: leaves its peak memory, in KiB, where the test looks for it.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));
