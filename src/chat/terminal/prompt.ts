import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import { complete } from '#src/chat/complete.ts';
import type { Reply } from '#src/chat/reply.ts';
import { lastSaid } from '#src/ledger/heard.ts';
import { GrowingText } from './growingText.ts';
import { paint } from './paint.ts';
import { type Ending, type Screen, TERMINAL, type TerminalDeps } from './terminal.ts';

const HISTORY = 200;
const LEAVING = /^\/?(?:quit|exit)$/;

/** The prompt: completion from the ledger, history from the inbox, and cards above the line that is being typed. */
export function prompt(deps: TerminalDeps): Screen {
  const { output } = deps;
  let lines: Interface | undefined;
  let answering = 0;
  const write = (reply: Reply): void => {
    output.write(`${paint(reply, output.hasColors?.() ?? false)}\n\n`);
  };
  return {
    show(reply) {
      if (lines === undefined || answering > 0) {
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
      const asking = linesOf(deps);
      lines = asking;
      let ending: Ending = 'ended';
      let work = Promise.resolve();
      const say = async (line: string): Promise<void> => {
        if (line.trim() === '') return;
        const growing = new GrowingText((reply) => paint(reply, output.hasColors?.() ?? false));
        const reply = await answer(line, (part) => void output.write(growing.more(part)));
        if (reply) output.write(`${growing.more(reply)}\n\n`);
      };
      asking.on('line', (line) => {
        if (LEAVING.test(line.trim())) {
          asking.close();
          return;
        }
        answering++;
        work = work
          .then(() => say(line))
          .finally(() => {
            answering--;
            if (answering === 0) lines?.prompt();
          });
      });
      asking.on('SIGINT', () => {
        ending = 'interrupted';
        asking.close();
      });
      asking.on('close', () => {
        lines = undefined;
        output.write('\n');
        void work.then(() => resolve(ending));
      });
      asking.prompt();
      return promise;
    },
    close: () => lines?.close(),
  };
}

const linesOf = ({ app, commands, input, output }: TerminalDeps): Interface =>
  createInterface({
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
