import type { Body } from './body.ts';
import { checkChoice } from './commandForm.ts';
import { Form } from './form.ts';
import { AUTOCOMPLETE, BUTTON, type FakeInteraction } from './interaction.ts';
import { EPHEMERAL, FakeMessage } from './message.ts';
import { shownBy } from './messageForm.ts';
import { pingsOf } from './messageRoutes.ts';
import { REFUSALS, type Refusal } from './refusal.ts';
import type { State } from './state.ts';

const REPLY = 4;
const DEFER = 5;
const DEFER_UPDATE = 6;
const UPDATE = 7;
const CHOICES = 8;

/** The first answer to an interaction: within three seconds, and once (docs, "Create Interaction Response"). */
export function acknowledge(state: State, id: string, token: string, body: Body): void {
  const interaction = state.interactions.find((one) => one.id === id && one.token === token);
  if (interaction === undefined) throw REFUSALS.unknownInteraction();
  const refuse = (refusal: Refusal): Refusal => {
    interaction.refused.push(refusal);
    return refusal;
  };
  if (interaction.ackedAt !== undefined) throw refuse(REFUSALS.alreadyAcknowledged());
  if (Date.now() - interaction.createdAt > state.limits.ackMs) throw refuse(REFUSALS.unknownInteraction());
  const { type, data = {} } = body.json as { type?: number; data?: Record<string, unknown> };
  const form = new Form();
  form.whole(
    'type',
    type,
    interaction.type === AUTOCOMPLETE ? [CHOICES] : interaction.type === BUTTON ? [REPLY, DEFER, DEFER_UPDATE, UPDATE] : [REPLY, DEFER],
  );
  form.check();
  const inner: Body = { ...body, json: data };
  if (type === CHOICES) interaction.choices = choicesOf(data);
  else if (type === DEFER_UPDATE) interaction.original = interaction.message;
  else if (type === UPDATE) {
    interaction.original = interaction.message;
    interaction.message?.show(shownBy(inner, { before: interaction.message.now, flags: 'interaction' }));
  } else interaction.original = firstMessage(state, interaction, inner, type === DEFER);
  interaction.ackedAt = Date.now();
  interaction.ackType = type;
}

function choicesOf({ choices }: Record<string, unknown>): FakeInteraction['choices'] {
  const form = new Form();
  const list = form.list('data.choices', choices, 25);
  for (const [index, choice] of list.entries()) checkChoice(form, `data.choices.${index}`, choice);
  form.check();
  return list as unknown as FakeInteraction['choices'];
}

function firstMessage(state: State, interaction: FakeInteraction, body: Body, thinking: boolean): FakeMessage {
  const shown = thinking ? { content: '', embeds: [], components: [], files: [] } : shownBy(body, { flags: 'interaction' });
  return posted(state, interaction, body, shown, thinking);
}

function posted(
  state: State,
  { channel, user }: FakeInteraction,
  { json }: Body,
  shown: FakeMessage['now'],
  thinking = false,
): FakeMessage {
  const hidden = (Number(json.flags ?? 0) & EPHEMERAL) !== 0;
  const message = new FakeMessage({
    channelId: channel.id,
    author: state.bot,
    shown,
    pings: pingsOf(shown, json.allowed_mentions),
    onlyFor: hidden ? user.id : undefined,
    thinking,
  });
  channel.all.push(message);
  return message;
}

/** The interaction that a token still opens: none before the acknowledgement, none after a quarter of an hour. */
function opened(state: State, applicationId: string, token: string): FakeInteraction {
  const interaction = state.interactions.find((one) => one.token === token);
  if (applicationId !== state.bot.id || interaction?.ackedAt === undefined) throw REFUSALS.unknownWebhook();
  if (Date.now() - interaction.ackedAt > state.limits.tokenMs) {
    const refusal = REFUSALS.expiredToken();
    interaction.refused.push(refusal);
    throw refusal;
  }
  return interaction;
}

/** A further message to an interaction. While the deferred answer still shows "thinking…" it takes that one's place, and stays as visible as that was. */
export function followUp(state: State, applicationId: string, token: string, body: Body): FakeMessage {
  const interaction = opened(state, applicationId, token);
  const shown = shownBy(body, { flags: 'interaction' });
  const { original } = interaction;
  if (original?.thinking && !original.deleted) {
    original.show(shown);
    return original;
  }
  const message = posted(state, interaction, body, shown);
  interaction.followUps.push(message);
  return message;
}

function originalOf({ original }: FakeInteraction): FakeMessage {
  if (original === undefined || original.deleted) throw REFUSALS.unknownMessage();
  return original;
}

export function editOriginal(state: State, applicationId: string, token: string, body: Body): FakeMessage {
  const message = originalOf(opened(state, applicationId, token));
  message.show(shownBy(body, { before: message.now, flags: 'interaction' }));
  return message;
}

export function deleteOriginal(state: State, applicationId: string, token: string): void {
  originalOf(opened(state, applicationId, token)).deleted = true;
}
