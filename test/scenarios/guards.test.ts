import { describe, expect, it } from 'vitest';
import { instant, parseInstant } from '#src/domain/clock.ts';
import { GUARDS } from '#src/guards/index.ts';
import { Vandal } from '#test/vandal.ts';
import { arms, BTC, denial, enters, idea, PERP, perpIdea, shortIdea } from './acts.ts';
import { CASES, loses, openGeared, roomy } from './guardCases.ts';

describe('every guard', () => {
  it('has a scenario here', () => {
    expect(Object.keys(CASES)).toEqual(GUARDS.map(({ name }) => name));
  });

  for (const [guard, { sets = [], play, passes, figure }] of Object.entries(CASES)) {
    it(`${guard} denies, with the figure that decided`, async () => {
      await using world = await openGeared(sets, guard === 'leverage' ? 12 : undefined);
      await play(world);
      const denied = denial(world);
      expect(denied?.guard).toBe(guard);
      expect(denied?.figure).toMatch(figure);
      expect(denied?.text.length).toBeGreaterThan(10);
      // Denied means: no order, and the condition is over.
      const { subject } = world.events('condition.denied').at(-1) ?? { subject: '' };
      expect(world.events('order.submitted').filter(({ data }) => data.condition_id === subject)).toEqual([]);
      expect(world.condition(subject)).toBeUndefined();
    });

    it(`${guard} lets the counterpart pass`, async () => {
      await using world = await openGeared(passes.sets ?? sets, guard === 'leverage' ? 10 : undefined);
      await (passes.play ?? play)(world);
      expect(denial(world)).toBeUndefined();
      const newest = world.events('condition.proposed').at(-1)?.subject;
      expect(world.events('condition.triggered').at(-1)?.subject).toBe(newest);
      expect(world.events('fill.recorded').at(-1)?.data).toMatchObject({ condition_id: newest, purpose: 'entry' });
    });
  }
});

describe('a perpetual', () => {
  it('has one position at most, whatever the setting says: the venue nets the others into it', async () => {
    await using world = await openGeared(['guards.positionsPerMarket=3', 'condition.sameMarketAndSide=true']);
    await enters(world, perpIdea({ riskPct: 0.2 }));
    await arms(world, shortIdea({ riskPct: 0.2 }));
    await world.price(PERP, 63_790);
    expect(denial(world)).toMatchObject({ guard: 'onePerMarket', figure: '1' });
  });
});

describe('what the sniper denies before it asks the guards', () => {
  it('approval: a row whose parameters were changed by hand after the approval is not executed', async () => {
    await using world = await openGeared();
    world.auditsAtEnd = false;
    const id = await arms(world);
    await world.app.stop('for the vandal');
    {
      using vandal = new Vandal(world.path);
      vandal.db.prepare('update condition set stop = ? where id = ?').run('60000', id);
    }
    await world.open(world.now, world.feed.seen());
    await world.price(BTC, 63_900);
    await world.price(BTC, 64_010);
    expect(denial(world)).toMatchObject({ guard: 'approval', figure: 'none' });
    expect(world.events('order.submitted')).toEqual([]);
  });

  it('approval: one that ended between the last quote and the close of a candle does not count', async () => {
    await using world = await openGeared();
    const at = instant(parseInstant('2026-01-05T08:04:58Z'));
    await arms(
      world,
      idea({
        entry: { type: 'candle', timeframe: '5m', closes: 'above', level: '63000' },
        stop: 62_500,
        targets: [[66_000, 100]],
        expiresAt: at,
      }),
    );
    await world.minutes(3.9);
    await world.price(BTC, 63_910, { afterSeconds: 3 });
    await world.silence(1);
    expect(denial(world)).toMatchObject({ guard: 'approval', figure: '2026-01-05T08:04:58.000Z' });
  });

  it('size: a risk that was enough when it was proposed, and buys less than the smallest amount now that sizes are halved', async () => {
    await using world = await openGeared(['desk.capital="1000"', 'guards.drawdownDegradedPct=0.1', ...roomy]);
    await arms(world, perpIdea({ riskPct: 0.12 }));
    await loses(world);
    await world.minutes(3);
    expect(world.events('risk.changed').map(({ data }) => data.state)).toEqual(['degraded']);
    await world.price(PERP, 64_010);
    expect(denial(world)).toMatchObject({ guard: 'size', figure: 'the amount is zero after rounding down to the step' });
  });

  it('size: the price has run past the stop before the trigger came', async () => {
    await using world = await openGeared();
    await arms(world, idea({ entry: { type: 'window', from: '2026-01-05T09:00:00Z' }, stop: 62_900, targets: [[66_000, 100]] }));
    await world.minutes(30, { [BTC]: 62_800 });
    await world.minutes(40);
    expect(denial(world)).toMatchObject({ guard: 'size', text: expect.stringMatching(/beyond the stop/) });
  });
});
