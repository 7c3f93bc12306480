import type { App } from '#src/app.ts';
import { heardBefore } from '#src/ledger/heard.ts';
import { answer, type InboxRow, LONGEST_TEXT, receive } from '#src/ledger/inbox.ts';
import { type Command, type Context, mayRun, type Speaker, type User } from './command.ts';
import { bugReply, isOutside, outsideReply } from './failure.ts';
import { type Parsed, parse } from './parse.ts';
import type { Registry } from './registry.ts';
import { buttons, type Reply, say, text } from './reply.ts';
import { usageOf } from './usage.ts';

/** Something that was said to Heron: typed, tapped or chosen. */
export interface Update {
  readonly platform: string;
  /** The platform's own id: the same id has at most one effect, however often it is delivered. */
  readonly updateId: string;
  /** Name of the channel: `terminal`, `telegram:-100123`. */
  readonly chat: string;
  readonly user: User;
  readonly text: string;
  /** Nobody else reads along. Unless it is said, a chat of a platform (with a colon in its name) is private only if the ledger knows it as that. */
  readonly isPrivate?: boolean;
  /** Who it is on a chat platform. */
  readonly speaker?: Speaker;
  /** The price at which a proposal was shown, for a tap on its button. */
  readonly shownPrice?: string | undefined;
  /** Hears parts of an answer that takes long. */
  readonly progress?: ((reply: Reply) => void) | undefined;
}

export interface DispatchDeps {
  readonly app: App;
  readonly commands: Registry;
  /** Hears of bugs; `reference` is what the person was told. */
  readonly report: (bug: { readonly reference: string; readonly error: unknown; readonly text: string }) => void;
}

/** Answers an update; undefined when it was answered before. Never throws: whatever goes wrong becomes a reply. */
export type Dispatch = (update: Update) => Promise<Reply | undefined>;

/** Parse → authorize → record → run → record. The platform renders. */
export function createDispatch({ app, commands, report }: DispatchDeps): Dispatch {
  const running = new Set<string>();
  const { ledger, clock } = app;

  const run = async (row: InboxRow, update: Update, parsed: Parsed): Promise<Reply> => {
    const isOpen = 'args' in parsed && parsed.command.open === true;
    if (!mayRun(update.user.role, 'viewer') && !isOpen) return stranger;
    if ('unknown' in parsed) return unknownReply(parsed);
    if (!isOpen && !mayRun(update.user.role, parsed.command.role)) return notAllowed(parsed.command);
    if ('fault' in parsed) return usageReply(parsed.command, parsed.fault);
    try {
      const { chat: channel, user, speaker, shownPrice, progress } = update;
      const isPrivate = update.isPrivate ?? (!channel.includes(':') || ledger.memory.chats.get(channel)?.kind === 'private');
      const context: Context = { app, commands, user, channel, isPrivate, speaker, shownPrice, progress, now: clock.now() };
      return await parsed.command.run(context, parsed.args);
    } catch (error) {
      if (isOutside(error)) return outsideReply(error);
      const reference = `${update.platform}-${row.id}`;
      report({ reference, error, text: update.text });
      return bugReply(reference);
    }
  };

  const handle = async (update: Update): Promise<Reply | undefined> => {
    const key = `${update.platform}|${update.updateId}`;
    const parsed = parse(update.text, commands);
    const fresh = ledger.transact((tx) => receive(tx, received(update), clock.now()));
    const row = fresh ?? heardBefore(ledger, update.platform, update.updateId);
    if (row === undefined || running.has(key) || row.outcome !== null) return undefined;
    running.add(key);
    try {
      const reply = fresh === undefined && !isRepeatable(parsed) ? interrupted : await run(row, update, parsed);
      // What still waited for a model or an audit when Heron stopped has nowhere to be written; the next start says that it was cut off.
      if (ledger.isOpen) ledger.transact((tx) => answer(tx, row, reply.title, clock.now()));
      return reply;
    } finally {
      running.delete(key);
    }
  };

  return async (update) => {
    try {
      return await handle({ ...update, text: update.text.slice(0, LONGEST_TEXT).toWellFormed() });
    } catch (error) {
      // Not even the inbox could be written: nothing was done.
      const reference = `${update.platform}-u${update.updateId}`;
      report({ reference, error, text: update.text });
      return bugReply(reference);
    }
  };
}

const received = ({ platform, updateId, chat, user, text }: Update) => ({ platform, update_id: updateId, chat, actor: user.actor, text });

/** True for what may be run again although nobody knows whether it was run before a crash. */
const isRepeatable = (parsed: Parsed): boolean =>
  !('args' in parsed) || parsed.command.role === 'viewer' || parsed.command.repeatable === true;

const stranger = say('This Heron does not know you.', 'Nothing was done. Whoever runs it can let you in.');

const interrupted: Reply = {
  title: 'Heron was restarted while it did this',
  tone: 'warn',
  blocks: [
    text('It cannot tell whether it was done, so it did not do it again. Look at /status, then say it once more if it is still needed.'),
  ],
};

const notAllowed = ({ name, role }: Command): Reply => say(`/${name} needs the role ${role}.`, 'Nothing was done.');

function unknownReply({ unknown: typed, near, rest }: Extract<Parsed, { unknown: string }>): Reply {
  if (typed === '') return say('Say something, such as /status.', '/help shows everything that can be said.');
  const named = /^\/?[\w@-]{1,32}$/.test(typed)
    ? `There is no command ${typed.startsWith('/') ? typed : `/${typed}`}.`
    : 'That is not a command.';
  if (near.length === 0) return say(named, '/help shows everything that can be said.');
  const [first] = near as [string, ...string[]];
  return {
    title: named,
    blocks: [
      text(`Did you mean ${near.map((name) => `/${name}`).join(' or ')}?`),
      buttons({ [first]: `/${first} ${rest}`.trim(), help: '/help' }),
    ],
  };
}

const usageReply = (command: Command, fault: string): Reply => ({
  title: `${fault}.`,
  blocks: [text(`Usage: ${usageOf(command)}\nFor example: ${command.examples.join(' · ')}`)],
});
