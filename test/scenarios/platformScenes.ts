import { systemClock } from '#src/domain/clock.ts';
import { type FakeSetting, ON_DISCORD, ON_TELEGRAM, type RunningOnFakes, runOnFakes } from '#test/runningOnFakes.ts';
import type { Scene } from './settingScenes.ts';

/** Longer than a card that is edited each second takes, shorter than one that waits half a minute. */
const PATIENCE_MS = 10_000;

/** A scene in Heron as it is started, on the platforms of this machine. */
const running =
  (given: readonly FakeSetting[], play: (stage: RunningOnFakes) => Promise<unknown>): Scene =>
  async (sets) => {
    await using stage = await runOnFakes({ given, sets });
    return await play(stage);
  };

/** Which platforms there are, whether they are up, and who was asked. */
const connects = (...given: readonly FakeSetting[]): Scene =>
  running(given, async (stage) => ({
    standing: await stage.standing(),
    telegramWasAsked: stage.telegram.calls.length > 0,
    discordWasAsked: stage.discord.requests.length > 0,
  }));

export const telegramWithoutToken = connects('telegram.apiRoot');
export const telegramConnects = connects(...ON_TELEGRAM);
export const discordWithoutToken = connects('discord.api');
export const discordConnects = connects(...ON_DISCORD);

/** Which channel of the server Heron speaks in. */
export const channelOfServer: Scene = running(ON_DISCORD, async ({ running: { app }, discord }) =>
  [...app.ledger.memory.chats.values()].map(({ platform, chat_id }) => [platform, chat_id === discord.home.id]),
);

/** What somebody who is known is told when they tap in the server, with or without the role that traders have there. */
const tapInServer = (withRole: boolean): Scene =>
  running(ON_DISCORD, async (stage) => {
    const { discord } = stage;
    await stage.standing();
    const bob = stage.bob(...(withRole ? [discord.role.id] : []));
    const tap = discord.forges(bob, discord.posts(bob, 'hello'), 'x'.repeat(22));
    return (await tap.toast()).text;
  });

export const tapWithRole = tapInServer(true);
export const tapWithoutRole = tapInServer(false);

/** Whether the status that somebody was shown follows a pause within ten seconds; the chat hears nothing else of it, because an edit waits for messages. */
export const statusFollows: Scene = running(ON_TELEGRAM, async (stage) => {
  const { telegram, running: shell } = stage;
  await stage.standing();
  const ann = stage.ann('trader');
  telegram.says(ann, '/notify risk off');
  await telegram.until(() => telegram.said(ann.id).length === 1);
  telegram.says(ann, '/status');
  await telegram.until(() => shell.app.ledger.memory.liveCards.has('telegram:111|status'));
  const isEdited = (): boolean => telegram.said(111).some(({ history }) => history.length > 0);
  await stage.says('/pause');
  const { mono } = systemClock();
  const deadline = mono() + PATIENCE_MS;
  await telegram.until(() => isEdited() || mono() > deadline, 2 * PATIENCE_MS);
  return isEdited();
});
