import type { App } from '#src/app.ts';
import { parseInstant } from '#src/domain/clock.ts';
import { type ButtonRow, buttonOf, useButton } from '#src/ledger/buttons.ts';
import { isBeforeLockdown } from '#src/ledger/lockdown.ts';
import { argumentOf } from './argument.ts';
import { type Command, mayRun } from './command.ts';
import { isHarmless } from './lockedDown.ts';
import type { Parsed } from './parse.ts';
import type { Heard } from './platform.ts';
import { beforeLockdown, changedTap, expiredTap, usedTap } from './refusedTap.ts';
import type { Reply } from './reply.ts';
import { shownWith } from './taps.ts';

/** A button that is not in this message: copied, replayed or made up. */
export const isForeign = ({ channel, message_ref }: ButtonRow, heard: Heard, messageRef: string): boolean =>
  channel !== heard.channel || (message_ref !== null && message_ref !== messageRef);

/** Why a button does nothing any more. What answers a proposal is decided by the proposal: it says who answered it, or when it expired. */
export function whyDead(button: ButtonRow, parsed: Parsed, { ledger, wall, clock }: App): Reply | undefined {
  const command = 'command' in parsed ? parsed.command : undefined;
  if (isBeforeLockdown(ledger, button.id) && !isHarmless(parsed)) return beforeLockdown(button);
  const condition = ledger.memory.conditions.get(button.subject ?? '');
  if (condition !== undefined && button.params_hash !== null && shownWith(button.params_hash).hash !== condition.paramsHash)
    return changedTap(condition.id);
  if (command?.panic === true || answersProposal(command)) return undefined;
  if (button.used_at !== null && button.single_use === 1) return usedTap(button, wall.now());
  const now = button.params_hash === null ? wall.now() : clock.now();
  return now >= parseInstant(button.expires_at) ? expiredTap(button, now) : undefined;
}

/** The proposal that it belongs to still waits for an answer. */
export const isOpen = ({ subject }: ButtonRow, { ledger }: App): boolean =>
  ledger.memory.conditions.get(subject ?? '')?.status === 'proposed';

/** A tap says yes to what its message showed: the price at which a proposal was made, or the one that was named when it was asked again. */
export function priceShown({ params_hash, subject }: ButtonRow, { ledger }: App): string | undefined {
  if (params_hash === null) return undefined;
  return shownWith(params_hash).price ?? ledger.memory.conditions.get(subject ?? '')?.referencePrice;
}

/** What was done cannot be done again by the same button; a proposal that still waits (for a second person, or at another price) keeps its own. */
export function useUp(button: ButtonRow, actor: string, app: App): void {
  const { ledger, wall } = app;
  if (button.single_use === 0 || isOpen(button, app)) return;
  ledger.transact((tx) => {
    const row = buttonOf(tx, button.token);
    if (row !== undefined && row.used_at === null) useButton(tx, row, actor, wall.now());
  });
}

const answersProposal = (command: Command | undefined): boolean =>
  command !== undefined &&
  mayRun(command.role, 'trader') &&
  Object.values(command.args.shape).some((schema) => argumentOf(schema as never).completes === 'proposal');
