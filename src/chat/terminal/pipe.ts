import { createInterface, type Interface } from 'node:readline';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Reply } from '#src/chat/reply.ts';
import type { Ending, Screen, TerminalDeps } from './terminal.ts';

/** Lines from a pipe or a file: each is a command, answered in plain text before the next one is read. Empty lines and `#` comments say nothing. */
export function pipe({ input, output }: Pick<TerminalDeps, 'input' | 'output'>): Screen {
  let lines: Interface | undefined;
  const write = (reply: Reply): void => {
    output.write(`${toPlainText(reply)}\n\n`);
  };
  return {
    show: write,
    run(answer) {
      const { promise, resolve } = Promise.withResolvers<Ending>();
      let work = Promise.resolve();
      const say = async (line: string): Promise<void> => {
        const reply = await answer(line);
        if (reply) write(reply);
      };
      // Made here and not earlier: lines that come before somebody listens are lost.
      lines = createInterface({ input, terminal: false });
      lines.on('line', (line) => {
        const said = line.trim();
        if (said !== '' && !said.startsWith('#')) work = work.then(() => say(said));
      });
      lines.on('close', () => void work.then(() => resolve('ended')));
      return promise;
    },
    close: () => lines?.close(),
  };
}
