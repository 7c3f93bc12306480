import type { App } from '#src/app.ts';
import type { User } from '#src/chat/command.ts';
import type { Dispatch } from '#src/chat/dispatch.ts';
import type { Channel } from '#src/chat/platform.ts';
import type { Registry } from '#src/chat/registry.ts';
import type { Reply } from '#src/chat/reply.ts';
import { countInbox } from '#src/ledger/inbox.ts';
import { pipe } from './pipe.ts';
import { prompt } from './prompt.ts';

export const TERMINAL = 'terminal';

/** Why a terminal's input is over: its end (also `quit` and Ctrl-D), or Ctrl-C. */
export type Ending = 'ended' | 'interrupted';

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; hasColors?(): boolean };

export interface TerminalDeps {
  readonly app: App;
  readonly commands: Registry;
  readonly dispatch: Dispatch;
  readonly input: Input;
  readonly output: Output;
  /** Delivers what waits in the outbox; called before the terminal ends, so that nothing stays unsaid. */
  readonly deliver: () => Promise<void>;
}

/** One way of reading lines and showing replies. */
export interface Screen {
  /** Shows something that comes by itself, without touching what is being typed. */
  show(reply: Reply): void;
  /** Reads until the input is over; each line is answered before the next one. */
  run(answer: (line: string, progress?: (reply: Reply) => void) => Promise<Reply | undefined>): Promise<Ending>;
  close(): void;
}

export interface Terminal {
  readonly channel: Channel;
  run(): Promise<Ending>;
  /** Shows something at once, without the outbox. */
  show(reply: Reply): void;
  /** Ends the reading, from outside. */
  close(): void;
}

/** Whoever sits at the machine owns it. */
const USER: User = { actor: `user:${TERMINAL}`, role: 'owner' };

/** A prompt with completion and history at a real terminal; with piped input each line is a command and answers are plain text. */
export function createTerminal(deps: TerminalDeps): Terminal {
  const { app, dispatch, deliver } = deps;
  const screen = deps.input.isTTY === true && deps.output.isTTY === true ? prompt(deps) : pipe(deps);
  // Whoever reads may go away first (`heron start | head`): then there is nobody left to talk to.
  deps.output.on('error', () => screen.close());
  let updates = countInbox(app.ledger, TERMINAL);
  const answer = (line: string, progress?: (reply: Reply) => void): Promise<Reply | undefined> => {
    updates++;
    return dispatch({ platform: TERMINAL, updateId: String(updates), chat: TERMINAL, user: USER, text: line, progress });
  };
  return {
    channel: {
      name: TERMINAL,
      edits: false,
      send({ reply }) {
        screen.show(reply);
        return undefined;
      },
    },
    async run() {
      const ending = await screen.run(answer);
      await deliver();
      return ending;
    },
    show: (reply) => screen.show(reply),
    close: () => screen.close(),
  };
}
