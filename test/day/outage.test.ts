import { describe, expect, it } from 'vitest';
import { People } from './people.ts';
import { ANN, openStage } from './stage.ts';

const IDEA = {
  entry: 64_000,
  stop: 62_900,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
} as const;

describe('Telegram is not reachable while a proposal is approved in Discord', () => {
  it('trades all the same, and tells it in Telegram when that is back: the card as it is then, each message once and in order', async () => {
    await using stage = await openStage();
    const { telegram, discord, world } = stage;
    const people = new People(stage);
    await people.pass(2);
    const id = await world.proposes(IDEA);
    await people.pass(1);
    const card = people.annsCard(id);
    const approve = card.keyboard?.flat().find(({ text }) => text === 'Approve')?.data as string;
    const before = telegram.said(ANN).length;

    telegram.goDown();
    await people.bobTaps(people.bobsCard(id), 'Approve');
    await people.pass(3);
    expect(people.bobsCard(id).text).toContain('Approved by Bob on Discord');
    expect(people.annsCard(id)).toEqual(card);
    await people.pass(4, { 'BTC/USDT': 64_020 });
    expect(world.events('fill.recorded').map(({ data }) => data.purpose)).toEqual(['entry']);
    expect(discord.threadOf(people.bobsCard(id))?.messages.map(({ title }) => title)).toEqual([expect.stringMatching(/^t1 is open/)]);
    await people.pass(20, { 'BTC/USDT': 65_510 });
    await people.pass(5);
    expect(telegram.said(ANN)).toHaveLength(before);

    telegram.comeBack();
    // On her phone the old card may still have its buttons.
    const late = telegram.taps(people.ann, card, 'Approve', { data: approve });
    await telegram.until(() => late.toast !== undefined);
    expect(late.toast?.text).toMatch(
      /^c1 was approved already, by Bob on Discord at 13:\d\d UTC; it is triggered now\. Nothing was changed\.$/,
    );
    await people.pass(5);
    const edited = people.annsCard(id);
    expect(edited.history).toHaveLength(1);
    expect(edited.text).toContain('Approved by Bob on Discord');
    expect(edited.text).toContain('target 1 of 2 taken');
    expect(edited.keyboard?.flat().map(({ text }) => text)).toEqual(['Why']);
    const told = telegram.said(ANN).slice(before);
    expect(told.map(({ text }) => text.replace(/^\W+/, '').split(' · ')[0]?.split('\n')[0])).toEqual([
      't1 is open: long BTC/USDT',
      expect.stringMatching(/^t1: target 1 taken at/),
      expect.stringMatching(/^t1: .*break-even/),
    ]);
    expect(told.map(({ replyTo }) => replyTo)).toEqual([card.id, card.id, card.id]);
    for (const { text } of told) expect(text).toMatch(/\d+ min late: Telegram was not reachable/);

    // One decision, one entry, one target: nothing was ordered twice or too late.
    expect(world.events('condition.armed').map(({ actor }) => actor)).toEqual([`user:discord:${people.bob.id}:Bob`]);
    expect(world.events('fill.recorded').map(({ data }) => data.purpose)).toEqual(['entry', 'target']);
    const orders = world.events('order.submitted').map(({ data }) => data.purpose);
    expect(orders.filter((purpose) => purpose === 'entry')).toHaveLength(1);
    expect(new Set(world.bugs.splice(0).map(String))).toEqual(new Set(['Error: Telegram was not reachable.']));
  });
});
