import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GoldenFolder, IS_WRITING } from '#test/goldenFolder.ts';
import { audited } from './audited.ts';
import { discordPage } from './discordPage.ts';
import { People } from './people.ts';
import { ANN, openStage, type Stage } from './stage.ts';
import { telegramPage } from './telegramPage.ts';

const golden = new GoldenFolder('day');

const ETH = {
  market: 'ETH/USDT',
  entry: 3_310,
  stop: 3_240,
  targets: [
    [3_420, 50],
    [3_520, 50],
  ],
  hours: 12,
} as const;
const SOL = {
  market: 'SOL/USDT',
  entry: 151.5,
  stop: 148.2,
  targets: [
    [156.6, 50],
    [161.5, 50],
  ],
  hours: 1,
} as const;
const BTC = {
  entry: 64_000,
  stop: 62_900,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
} as const;

/** A day of two people: what is asked, proposed, approved on one platform and shown on the other, traded, closed and told in the evening. */
async function playDay({ world, discord }: Stage, people: People): Promise<void> {
  await people.pass(2);
  await people.annSays('/status');
  await people.annSays('/positions');
  await people.pass(10, { 'BTC/USDT': 63_700, 'ETH/USDT': 3_190, 'SOL/USDT': 144.2 });
  const c1 = await world.proposes(BTC);
  await people.pass(1);
  await people.bobTaps(people.bobsCard(c1), 'Why');
  await people.pass(3);
  await people.bobTaps(people.bobsCard(c1), 'Approve');
  await people.pass(40, { 'BTC/USDT': 63_960, 'ETH/USDT': 3_215, 'SOL/USDT': 146 });
  await people.pass(5, { 'BTC/USDT': 64_020 });
  await people.annSays('/positions');
  await people.pass(100, { 'BTC/USDT': 65_540, 'ETH/USDT': 3_260, 'SOL/USDT': 149 });
  await people.pass(60, { 'BTC/USDT': 65_100, 'ETH/USDT': 3_240, 'SOL/USDT': 148 });
  await people.pass(90, { 'BTC/USDT': 67_050, 'ETH/USDT': 3_300, 'SOL/USDT': 151 });
  await people.annTaps(people.annsCard(c1), 'Why');
  await people.pass(60, { 'BTC/USDT': 66_800, 'ETH/USDT': 3_280, 'SOL/USDT': 150 });
  const c2 = await world.proposes(ETH);
  await people.pass(2);
  await people.annTaps(people.annsCard(c2), 'Half size');
  await people.pass(1);
  await people.bobSays('/conditions');
  await people.pass(15, { 'BTC/USDT': 66_700, 'ETH/USDT': 3_284, 'SOL/USDT': 150.4 });
  const c3 = await world.proposes(SOL);
  await people.pass(130, { 'BTC/USDT': 66_900, 'ETH/USDT': 3_270, 'SOL/USDT': 150 });
  expect(world.condition(c3)).toBeUndefined();
  await people.pass(21);
  await audited(world, '21:58');
  await people.pass(39);
  expect(discord.home.threads).toHaveLength(1);
}

describe('a day on Telegram and Discord', () => {
  let stage: Stage;
  let people: People;
  const pages: Record<string, string> = {};
  beforeAll(async () => {
    stage = await openStage();
    people = new People(stage);
    await playDay(stage, people);
    pages['telegram.md'] = telegramPage(stage, people);
    pages['discord.md'] = discordPage(stage, people);
    if (IS_WRITING) golden.write(pages, stage.pictures.named);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it('edits the copy in Telegram to what was decided in Discord, and tells the rest under the card on both', () => {
    const { telegram, discord, log } = stage;
    const card = people.annsCard('c1');
    const [proposed, armed] = card.history;
    expect(proposed?.keyboard?.flat().map(({ text }) => text)).toEqual(['Approve', 'Reject', 'Half size', 'Why']);
    expect(armed?.text).toContain('Approved by Bob on Discord 13:15 UTC');
    expect(armed?.keyboard?.flat().map(({ text }) => text)).toEqual(['Disarm', 'Why']);
    const under = telegram.said(ANN).filter(({ replyTo }) => replyTo === card.id);
    const thread = discord.threadOf(people.bobsCard('c1'))?.messages ?? [];
    const titles = ['t1 is open', 't1: target 1 taken', 't1: ', 't1: target 2 taken', 't1 closed'];
    expect(under.map(({ text }, i) => text.includes(titles[i] as string))).toEqual(titles.map(() => true));
    expect(thread.map(({ title }, i) => title.startsWith(titles[i] as string))).toEqual(titles.map(() => true));
    expect(discord.threadOf(people.bobsCard('c1'))?.name).toBe('c1: long BTC/USDT · PAPER · SIMULATED');
    // The picture after target 1 has the stop where the card says that it is now.
    const afterTarget = people.bobsCard('c1').history.find(({ embeds }) => embeds[0]?.description?.includes('target 1 of 2 taken'));
    const stop = /stop (64,[\d.]+)/.exec(afterTarget?.embeds[0]?.description ?? '')?.[1];
    expect(afterTarget?.files[0]?.description).toContain(`stop ${stop}`);
    expect([telegram.said(ANN).at(-1)?.photo, discord.home.last.now.files[0]]).toEqual([expect.anything(), expect.anything()]);
    expect(log).toEqual([]);
  });

  it.each(['telegram.md', 'discord.md'])('%s is what people see at its end (UPDATE_GOLDEN=1 writes it)', (name) => {
    expect(pages[name]).toBe(golden.text(name));
  });

  it('shows the pictures that are kept, pixel for pixel', async (context) => {
    const elsewhere = golden.drawnElsewhere();
    if (elsewhere !== undefined) return context.skip(elsewhere);
    const { named } = stage.pictures;
    expect([...named.keys()].sort()).toEqual(golden.pictures().sort());
    for (const [name, png] of named)
      expect(
        await golden.changed(name, png),
        `parts of pixels of ${name} that changed; UPDATE_GOLDEN=1 writes the new picture: look at it`,
      ).toBe(0);
  });
});
