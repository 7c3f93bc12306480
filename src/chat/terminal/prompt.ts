import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import { complete } from '#src/chat/complete.ts';
import type { Reply } from '#src/chat/reply.ts';
import { lastSaid } from '#src/ledger/heard.ts';
import { paint } from './paint.ts';
import { type Ending, type Screen, TERMINAL, type TerminalDeps } from './terminal.ts';

const HISTORY = 200;
const LEAVING = /^\/?(?:quit|exit)$/;

/** The prompt: completion from the ledger, history from the inbox, and cards above the line that is being typed. */
export function prompt({ app, commands, input, output }: TerminalDeps): Screen {
  const lines = createInterface({
    input,
    output,
    terminal: true,
    prompt: 'heron> ',
    historySize: HISTORY,
    history: lastSaid(app.ledger, TERMINAL, HISTORY),
    removeHistoryDuplicates: true,
    completer(line: string): [string[], string] {
      const { hits, word } = complete(line, app, commands);
      return [[...hits], word];
    },
  });
  let answering = 0;
  let open = true;
  const write = (reply: Reply): void => {
    output.write(`${paint(reply, output.hasColors?.() ?? false)}\n\n`);
  };

  return {
    show(reply) {
      if (!open || answering > 0) {
        write(reply);
        return;
      }
      // The line being typed may have wrapped: go up to where it began.
      moveCursor(output, 0, -lines.getCursorPos().rows);
      cursorTo(output, 0);
      clearScreenDown(output);
      write(reply);
      lines.prompt(true);
    },
    run(answer) {
      const { promise, resolve } = Promise.withResolvers<Ending>();
      let work = Promise.resolve();
      const say = async (line: string): Promise<void> => {
        if (line.trim() === '') return;
        const reply = await answer(line);
        if (reply) write(reply);
      };
      lines.on('line', (line) => {
        if (LEAVING.test(line.trim())) {
          lines.close();
          return;
        }
        answering++;
        work = work
          .then(() => say(line))
          .finally(() => {
            answering--;
            if (open && answering === 0) lines.prompt();
          });
      });
      let ending: Ending = 'ended';
      lines.on('SIGINT', () => {
        ending = 'interrupted';
        lines.close();
      });
      lines.on('close', () => {
        open = false;
        output.write('\n');
        void work.then(() => resolve(ending));
      });
      lines.prompt();
      return promise;
    },
    close: () => lines.close(),
  };
}
