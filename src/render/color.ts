import { supportsColor } from 'chalk';
import type { ColorLevel } from './paint.js';

/** How many colours the terminal of this process shows, as chalk finds out; FORCE_COLOR is honoured. */
export const terminalColors = (): ColorLevel => (supportsColor === false ? 0 : supportsColor.level);
