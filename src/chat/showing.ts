import type { App } from '#src/app.ts';
import { later, parseInstant } from '#src/domain/clock.ts';
import type { ButtonRow } from '#src/ledger/buttons.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { mayRun } from './command.ts';
import type { Parsed } from './parse.ts';
import { toPlainText } from './plainText.ts';
import type { Answer, Heard } from './platform.ts';
import { isOpen } from './pressed.ts';
import type { Reply } from './reply.ts';
import { conditionIn, type Taps } from './taps.ts';

/** A notice of Telegram holds so much. */
const TOAST_LENGTH = 200;

/** What came of a line or a tap, and how it is shown. */
export interface Outcome {
  readonly reply: Reply;
  readonly heard: Heard;
  readonly parsed: Parsed;
  readonly button?: ButtonRow | undefined;
  /** Who asked may not do it. */
  readonly isRefusal: boolean;
}

/** Taps on what acts get a notice, because the card itself is edited; whatever is to be read, or asks for something, is a message. */
export function answerOf(outcome: Outcome, app: App, taps: Taps): Answer {
  const { reply, heard, parsed, isRefusal } = outcome;
  const command = 'command' in parsed ? parsed.command : undefined;
  const isToast = 'token' in heard.said && (isRefusal || (mayRun(command?.role, 'trader') && isShort(outcome, app)));
  const isLive = command?.live === true && reply.failed !== true && !isRefusal;
  const edits = isLive ? app.ledger.memory.liveCards.get(`${heard.channel}|${command.name}`) : undefined;
  return {
    ...(isToast ? { reply, taps: [] } : taps.tappable(reply, heard.channel, { shownPrice: askedPrice(outcome, app) })),
    show: isToast ? 'toast' : 'message',
    discreet: heard.chatKind === 'group' && (isRefusal || command?.discreet === true),
    ...(edits !== undefined && { edits }),
    ...(isLive && edits === undefined && { pin: command.name }),
  };
}

/** An answer without buttons: to whom it may concern, and to nobody else. */
export const plainAnswer = (reply: Reply, { said, chatKind }: Heard): Answer => ({
  reply,
  taps: [],
  show: 'token' in said ? 'toast' : 'message',
  discreet: chatKind === 'group',
});

/** What was decided stands on the card; anything else is short when it fits into a notice. */
function isShort({ reply, button }: Outcome, app: App): boolean {
  if (reply.blocks.some(({ kind }) => kind === 'diff')) return false;
  if (button !== undefined && button.params_hash !== null && !isOpen(button, app)) return true;
  const told = reply.blocks.filter(({ kind }) => kind !== 'buttons');
  return told.every(({ kind }) => kind === 'text') && toPlainText({ ...reply, blocks: told }).length <= TOAST_LENGTH;
}

/** The price of the newest question whether it may be another one, while its answer counts; for the buttons of that question. */
function askedPrice({ parsed, reply }: Outcome, { ledger, clock, settings }: App): string | undefined {
  const condition = conditionIn(parsed, ledger.memory.conditions);
  if (condition?.status !== 'proposed' || !reply.blocks.some(({ kind }) => kind === 'diff')) return undefined;
  const asked = lastEvent(ledger, 'approval.drifted', condition.id);
  const until = asked && later(parseInstant(asked.at), settings.values.policy.confirmWithinSeconds * 1_000);
  return until !== undefined && clock.now() <= until ? asked?.data.price : undefined;
}
