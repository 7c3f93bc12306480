import { ON_DISCORD, ON_TELEGRAM, runOnFakes } from '#test/runningOnFakes.ts';
import { readSettings } from './readSettings.ts';

const GROUP = -5;

/**
 * Heron as the shell starts it, on both platforms: an owner brings it into a group, asks something that is answered with buttons, and says yes to the first
 * proposal. Which settings were read on the way, by their whole keys.
 */
export async function settingsReadInChat(): Promise<ReadonlySet<string>> {
  let read: ReadonlySet<string> = new Set();
  await using stage = await runOnFakes({
    given: [...ON_TELEGRAM, ...ON_DISCORD],
    sets: ['simulated.historyDays=8', 'policy.autoUpToPct=0'],
    watched: (settings) => {
      const watched = readSettings(settings);
      read = watched.read;
      return watched.settings;
    },
  });
  const { telegram, discord } = stage;
  const { app } = stage.running;
  await stage.standing();
  const ann = stage.ann('owner');
  telegram.group(GROUP, 'Desk', { bot: false });
  telegram.addsBot(ann, GROUP);
  await telegram.until(() => app.ledger.memory.chats.has(`telegram:${GROUP}`));
  telegram.says(ann, '/notify learning');
  while (app.ledger.memory.conditions.size === 0) app.engine.step();
  const proposal = () => telegram.said(ann.id).find(({ keyboard }) => keyboard?.flat().some(({ text }) => text === 'Approve'));
  const isTold = (messages: readonly { readonly text: string }[]): boolean => messages.some(({ text }) => text.includes('Proposal c1'));
  await telegram.until(() => proposal() !== undefined && isTold(telegram.said(GROUP)) && isTold(discord.home.messages), 20_000);
  const tap = telegram.taps(ann, proposal() as never, 'Approve');
  await telegram.until(() => tap.toast !== undefined);
  return read;
}
