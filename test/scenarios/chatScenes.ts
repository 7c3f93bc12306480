import { toPlainText } from '#src/chat/plainText.ts';
import { parseInstant } from '#src/domain/clock.ts';
import { pastOf } from '#test/day/market.ts';
import { BTC, idea } from './acts.ts';
import { inWorld, type Scene, statuses } from './settingScenes.ts';

const START = '2026-01-05T08:00:00Z';
const PRICE = 63_900;
const GROUP = 'telegram:-5';
const PAST_HOURS = 60;

/** One person says yes to a proposal. */
export const oneYes: Scene = inWorld(async (world) => {
  const ann = world.person('telegram', '111', 'trader');
  const id = await world.proposes(idea());
  await ann.says(`/approve ${id}`);
  return statuses(world);
});

/** A button that answers no proposal is tapped ten minutes after it was shown. */
export const lateTap: Scene = inWorld(async (world) => {
  const ann = world.person('telegram', '111', 'trader');
  await ann.says('/notify learning');
  await world.silence(10);
  const answer = await ann.taps('off');
  return answer?.reply.title;
});

/** What a group is shown of a proposal. */
export const groupCard: Scene = inWorld(async (world) => {
  const ann = world.person('telegram', '111', 'owner');
  const screen = world.screen(GROUP);
  world.frontDoor.joined({ platform: 'telegram', channel: GROUP, chatTitle: 'The desk', userId: ann.userId, userName: ann.name });
  await world.proposes(idea());
  return [...screen.messages.values()].map(({ reply, taps }) => [reply.title, taps.map(({ label }) => label)]);
});

/** Five taps on buttons that nobody was shown, and a question six minutes later. */
export const forgedTaps: Scene = inWorld(async (world) => {
  const ann = world.person('telegram', '111', 'trader');
  for (let i = 0; i < 5; i++) await ann.presses(`forged${i}`, 'm1');
  const locked = world.events('person.locked').length;
  await world.silence(6);
  return { locked, answer: (await ann.says('/version'))?.split('\n')[0] };
});

/** A chat that cannot be reached while ten things happen; what it is sent when it can. */
export const reachedLate: Scene = inWorld(async (world) => {
  const { screen } = world.person('telegram', '111', 'trader');
  screen.down = new Error('the chat is not reachable');
  for (let i = 0; i < 5; i++) for (const line of ['/pause', '/unpause']) await world.says(line);
  await world.silence(30);
  const failures = new Set(world.bugs.splice(0));
  screen.down = undefined;
  await world.minutes(10);
  return { failures: failures.size, sent: screen.texts() };
});

/** Candles on the picture of a proposal. */
export const picturedCandles: Scene = inWorld(
  async (world) => {
    const { screen } = world.person('telegram', '111', 'trader');
    const id = await world.proposes(idea());
    const card = [...screen.messages.values()].find(({ reply }) => toPlainText(reply).includes(id));
    return card?.reply.blocks.flatMap((block) =>
      block.kind === 'chart' && block.chart.kind === 'candles' ? [block.chart.candles.length] : [],
    );
  },
  { startAt: START, prices: { [BTC]: PRICE }, history: new Map([[BTC, pastOf(BTC, PRICE, parseInstant(START), PAST_HOURS * 60)]]) },
);
