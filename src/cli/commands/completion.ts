import type { Command } from '../command.js';
import { EXIT } from '../exit.js';

export const completion: Command = {
  usage: 'completion',
  summary: 'the completion script for bash or zsh, whichever is your shell',
  examples: [
    ['sessionlog completion >> ~/.bashrc', 'for bash'],
    ['sessionlog completion >> ~/.zshrc', 'for zsh'],
  ],
  positionals: [],
  options: {},
  async run(_args, terminal) {
    const { default: yargs } = await import('yargs');
    let script = '';
    const parser = yargs().scriptName('sessionlog').completion('completion').exitProcess(false);
    await parser.parseAsync(['completion'], {}, (_error, _argv, output) => {
      script = output;
    });
    await terminal.write(`${script.trimEnd()}\n`);
    return EXIT.done;
  },
};
