import { Chalk, type ChalkInstance } from 'chalk';

export type ColorLevel = 0 | 1 | 2 | 3;

/** What a piece of text is for. Only this file knows which colour that gives. */
export type Style =
  | 'plain'
  | 'strong'
  | 'dim'
  | 'good'
  | 'bad'
  | 'warning'
  | 'tool'
  | 'skill'
  | 'task'
  | 'model'
  | 'permission'
  | 'human'
  | 'file'
  | 'session'
  | 'other'
  | 'idle';

export type Paint = (style: Style, text: string) => string;

/** Colours of the terminal's own palette, so that the text fits light and dark themes alike. */
function palette(chalk: ChalkInstance): Record<Style, ChalkInstance> {
  return {
    plain: chalk.reset,
    strong: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    warning: chalk.yellow,
    tool: chalk.cyan,
    skill: chalk.magenta,
    task: chalk.green,
    model: chalk.blue,
    permission: chalk.red,
    human: chalk.dim,
    file: chalk.blueBright,
    session: chalk.yellow,
    other: chalk.yellow,
    idle: chalk.dim,
  };
}

const painters = new Map<ColorLevel, Paint>([[0, (_style, text) => text]]);

/** The painter for a colour level, made once; level 0 paints nothing. */
export function painter(level: ColorLevel): Paint {
  const known = painters.get(level);
  if (known !== undefined) return known;
  const colours = palette(new Chalk({ level }));
  const paint: Paint = (style, text) => (style === 'plain' || text === '' ? text : colours[style](text));
  painters.set(level, paint);
  return paint;
}
