import type { Format } from '../format.js';
import { isExecEvent, openExecEvents } from './exec-events.js';
import { isRollout } from './line.js';
import { isEnough, NEEDS } from './needs.js';
import { openRollout } from './rollout.js';

export const codex: Format = {
  name: 'codex',
  title: 'Codex (rollouts, `codex exec --json`)',
  detect: (records) => records.some(isRollout) || records.some(isExecEvent),
  pruned: { needs: NEEDS, isEnough },
  open(hint) {
    // Both are of one tool, and no file mixes them: its first record that is of either decides.
    let decoder = openRollout(hint);
    let chosen = false;
    return {
      push(record) {
        if (!chosen && isExecEvent(record)) decoder = openExecEvents(hint);
        chosen ||= isExecEvent(record) || isRollout(record);
        return decoder.push(record);
      },
      end: () => decoder.end(),
    };
  },
};
