/** Wrong usage: exit 2, and a message that says what, and what to do. */
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { sessionlog } from './support/cli.js';
import { linesOf, put, toolCalls } from './support/files.js';

const NUMBER = /give a number from 0 to 1 \[OPTION_INVALID\]/;

describe('wrong usage', () => {
  it.each<[args: string[], message: RegExp]>([
    [[], /a command is missing/],
    [['frobnicate'], /there is no command "frobnicate"$/m],
    [['anlyze'], /there is no command "anlyze": did you mean analyze\?/],
    [['Tail'], /did you mean tail\?/],
    [['--bogus'], /there is no option --bogus$/m],
    [['cat', 's1', '--bogus', 'x'], /there is no option --bogus$/m],
    [['analyze', '--tresh', '1'], /there is no option --tresh: did you mean --threshold\?/],
    [['analyze', '--timezon=UTC'], /did you mean --timezone\?/],
    [['tail', 's1', '--no-folow'], /there is no option --no-folow/],
    [['cat', 's1', '-x'], /there is no option -x$/m],
    [['-v'], /there is no option -v: did you mean -V \(--version\)\?/],
    [['tail', '-v', 's1'], /there is no option -v: did you mean -V/],
    [['tail', '-5', 's1'], /there is no option -5: did you mean -n 5\?/],
    [['tail', '-f', '-20', 's1'], /there is no option -20: did you mean -n 20\?/],
    [['tail', 's1', '-5'], /there is no option -5: did you mean -n 5\?/],
    [['schema', '--dir', 'x'], /there is no option --dir$/m],
    [['cat'], /cat: a target is missing/],
    [['tail'], /tail: a target is missing/],
    [['tail', '-f'], /tail: a target is missing/],
    [['append'], /append: a session is missing/],
    [['tail', 'a', 'b'], /tail: there is no place for "b"/],
    [['cat', 's1', '--type'], /--type needs a value/],
    [['tail', 's1', '-n'], /-n needs a value/],
    [['analyze', 's1', '--json=yes'], /--json takes no value/],
    [['schema', 'evnt'], /there is no schema "evnt": ask for event, report, diff or session/],
    [['analyze', '--basis', 'wall'], /--basis "wall": give session, task or active/],
    [['analyze', '--dir', ''], /--dir "": give a directory/],
    [['analyze', ''], /target "": an empty name is no file, directory or session/],
    [['analyze', 's1', ''], /target "": an empty name is no file/],
    [['analyze', '--threshold', 'banana'], NUMBER],
    [['analyze', '--threshold', ''], NUMBER],
    [['analyze', '--threshold', ' '], NUMBER],
    [['analyze', '--threshold', 'NaN'], NUMBER],
    [['analyze', '--threshold', 'Infinity'], NUMBER],
    [['analyze', '--threshold', '1.5'], NUMBER],
    [['analyze', '--threshold', '-1'], NUMBER],
    [['analyze', '--threshold=-0.1'], NUMBER],
    [['analyze', '--top', '0'], /--top "0": give a whole number from 1 /],
    [['analyze', '--top', '1.5'], /--top "1.5": give a whole number/],
    [['tail', 's1', '-n', '-5'], /--lines "-5": give a whole number from 0 /],
    [['analyze', '--timezone', 'Mars/Base'], /--timezone "Mars\/Base": give a name such as Europe\/Berlin/],
    [['cat', 's1', '--timezone', ''], /--timezone "": /],
    [['cat', 's1', '--since', 'nonsense'], /--since "nonsense": give an ISO time, a span such as 10m/],
    [['cat', 's1', '--since', ''], /--since "": /],
    [['cat', 's1', '--until', '2026-02-30'], /--until "2026-02-30": /],
    [['tail', 's1', '--grep', '('], /--grep "\(": .*Unterminated group/],
    [['append', '../../etc/passwd', '{"type":"x"}'], /session id "\.\.\/\.\.\/etc\/passwd" is refused: use 1 to 128/],
    [['append', 'a..b', '{"type":"x"}'], /must not contain "\.\."/],
    [['append', '', '{"type":"x"}'], /session id "" is refused/],
  ])('%j', async (args, message) => {
    const cwd = tempDir();
    put(cwd, 'sessions/s1.jsonl', linesOf(toolCalls(1)));
    const { code, stdout, stderr } = await sessionlog(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^sessionlog: /);
    expect(stderr).not.toMatch(/a bug|\n {4}at /);
  });
});

describe('an option given twice', () => {
  it.each<[args: string[]]>([[['--json', '--json']], [['--threshold', 'banana', '--threshold', '0.5', '--json']]])(
    'counts as given last: %j',
    async (args) => {
      const cwd = tempDir();
      put(cwd, 'sessions/s1.jsonl', linesOf(toolCalls(1)));
      const { code, stdout } = await sessionlog(['analyze', 's1', ...args], { cwd });
      expect(code).toBe(0);
      expect(JSON.parse(stdout).source.events).toBe(1);
    },
  );
});

describe('a name that begins with a dash', () => {
  it('is a file behind --', async () => {
    const cwd = tempDir();
    const lines = linesOf(toolCalls(2));
    put(cwd, '-f.jsonl', lines);
    expect(await sessionlog(['cat', '--', '-f.jsonl'], { cwd })).toMatchObject({ code: 0, stdout: lines.join('') });
  });
});
