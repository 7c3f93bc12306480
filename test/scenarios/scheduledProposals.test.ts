import { describe, expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';
import { draftOf } from '#test/scriptedStrategist.ts';
import { BTC, ETH, ethIdea, idea } from './acts.ts';

describe('/schedule add propose every 4h', () => {
  it('asks the strategist about every market when it is due, and records what came of it', async () => {
    await using world = await openWorld({ prices: { [BTC]: 63_800, [ETH]: 3_190 } });
    expect(await world.says('/schedule add propose every 4h')).toMatch(/asks the strategist about every market/);
    await world.minutes(239.5); // past the hour, whose candle asks too
    expect(world.events('schedule.ran')).toEqual([]);
    const { now } = world;
    world.strategist.drafts = [draftOf(idea(), 63_800, now), draftOf(ethIdea(), 3_190, now)];
    await world.minutes(5);
    expect(world.events('condition.proposed').map(({ data }) => data.market)).toEqual([BTC, ETH]);
    expect(world.events('schedule.ran').map(({ data }) => [data.task, data.outcome, data.detail])).toEqual([
      ['propose', 'good', '2 proposed'],
    ]);
    await world.minutes(240);
    expect(world.events('schedule.ran').map(({ data }) => data.detail)).toEqual(['2 proposed', '0 proposed']);
  });
});
