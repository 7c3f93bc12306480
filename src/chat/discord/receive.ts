import { InteractionResponseType, Routes } from 'discord.js';
import { forgetOldest } from '#src/chat/forgetOldest.ts';
import { Growing } from '#src/chat/growing.ts';
import type { FrontDoor, Heard } from '#src/chat/platform.ts';
import type { Registry } from '#src/chat/registry.ts';
import type { Clock } from '#src/domain/clock.ts';
import { acknowledge } from './acknowledge.ts';
import { barredBy, type Rules } from './admit.ts';
import type { Api } from './api.ts';
import { failureOf } from './failure.ts';
import { type Interaction, readInteraction } from './interaction.ts';
import { lineOf } from './line.ts';
import { slotsOf } from './menu.ts';
import type { Paint } from './payload.ts';
import type { Postbox } from './postbox.ts';
import { channelName } from './ref.ts';
import { persistent, respond, showGrowing } from './respond.ts';

const CHOICES = 25;
const CHOICE_LENGTH = 100;
/** An answer that grows is edited at most this often. */
const GROWS_EVERY_MS = 1_000;
/** Ids of so many interactions are remembered: one that is delivered again is not even acknowledged. */
const REMEMBERED = 1_000;

/** What can stand where somebody is typing: the beginning of what an argument of a command may be. */
export type Suggest = (command: string, argIndex: number, typed: string) => readonly string[];

/** What interactions are brought to. */
export interface ReceiveDeps {
  readonly api: Api;
  readonly postbox: Postbox;
  readonly paint: Paint;
  readonly frontDoor: FrontDoor;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly rules: Rules;
  /** The channel in which Heron speaks openly; in any other one, answers are for the one who asked. */
  readonly openChannel: string;
  readonly suggest: Suggest;
  readonly log: (text: string) => void;
}

/** Takes interactions to the front door and shows its answers. Never throws, never rejects. */
export function createReceiver(deps: ReceiveDeps): (payload: unknown) => Promise<void> {
  const seen = new Set<string>();
  return async (payload) => {
    try {
      const interaction = readInteraction(payload);
      if (interaction === undefined || seen.has(interaction.id)) return;
      seen.add(interaction.id);
      forgetOldest(seen, REMEMBERED);
      await (interaction.did.kind === 'typing' ? offer(deps, interaction) : take(deps, interaction));
    } catch (error) {
      deps.log(`An answer could not be shown on Discord: ${failureOf(error).message}.`);
    }
  };
}

/** Acknowledges while the front door decides: whatever becomes of the acknowledgement, the decision stands. */
async function take(deps: ReceiveDeps, interaction: Interaction): Promise<void> {
  const { api, clock, frontDoor } = deps;
  const { did } = interaction;
  const heard = heardOf(deps, interaction);
  const hidden = isHidden(deps, interaction, heard);
  const acknowledging = acknowledge(api, clock, interaction, hidden);
  const growing = new Growing(
    async (reply) => ((await acknowledging) === 'yes' ? showGrowing(deps, interaction, reply) : undefined),
    clock,
    GROWS_EVERY_MS,
  );
  const answer = await frontDoor.hear(heard, did.kind === 'command' ? (reply) => growing.show(reply) : undefined);
  const acknowledged = await acknowledging;
  await growing.end();
  const shown = (one: Parameters<FrontDoor['shown']>[0], ref: string): void => frontDoor.shown(one, heard.channel, ref);
  await respond({ ...deps, api: persistent(api, clock), shown }, interaction, { acknowledged, hidden }, answer);
}

function heardOf({ registry, rules, frontDoor }: ReceiveDeps, interaction: Interaction): Heard {
  const { id, userId, userName, guildId, homeId, title, did } = interaction;
  const command = did.kind === 'command' ? registry.find(did.name)?.command : undefined;
  const barred = barredBy(interaction, rules, frontDoor.roleOf('discord', userId), command);
  return {
    platform: 'discord',
    updateId: id,
    channel: channelName(homeId),
    chatKind: guildId === undefined ? 'private' : 'group',
    chatTitle: title,
    userId,
    userName,
    ...(barred !== undefined && { barred }),
    said:
      did.kind === 'command'
        ? { text: lineOf(did.name, did.options, registry) }
        : { token: did.kind === 'tap' ? did.customId : '', messageRef: did.kind === 'tap' ? did.messageRef : '' },
  };
}

/** Must be known before the answer is: what is deferred in the open stays in the open. */
function isHidden({ openChannel, registry, frontDoor }: ReceiveDeps, { guildId, homeId, userId, did }: Interaction, heard: Heard): boolean {
  if (guildId === undefined) return false;
  if (heard.barred !== undefined || frontDoor.roleOf('discord', userId) === undefined || homeId !== openChannel) return true;
  return did.kind === 'command' && registry.find(did.name)?.command.discreet === true;
}

/** Completes what somebody types; strangers and those whom a rule bars learn nothing from it. */
async function offer({ api, registry, rules, frontDoor, suggest }: ReceiveDeps, interaction: Interaction): Promise<void> {
  const { id, token, did } = interaction;
  if (did.kind !== 'typing') return;
  const found = registry.find(did.name);
  const slot = found && slotsOf(found.command, found.given).find(({ option }) => option === did.option);
  const role = frontDoor.roleOf('discord', interaction.userId);
  const admitted = role !== undefined && barredBy(interaction, rules, role, found?.command) === undefined;
  const names = found && slot && admitted ? tried(() => suggest(found.command.name, slot.index, did.text)) : [];
  const fitting = [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '' && [...name].length <= CHOICE_LENGTH);
  const choices = fitting.slice(0, CHOICES).map((name) => ({ name, value: name }));
  const body = { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices } };
  await api.post(Routes.interactionCallback(id, token), { body, open: true });
}

function tried(suggest: () => readonly string[]): readonly string[] {
  try {
    return suggest();
  } catch {
    return [];
  }
}
