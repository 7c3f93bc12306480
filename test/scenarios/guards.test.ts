import { describe, expect, it } from 'vitest';
import { instant, parseInstant } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import { GUARDS } from '#src/guards/index.ts';
import { LASTING } from '#src/guards/lasting.ts';
import { lastTrace } from '#src/ledger/traces.ts';
import type { World } from '#test/harness.ts';
import { draftOf } from '#test/scriptedStrategist.ts';
import { Vandal } from '#test/vandal.ts';
import { arms, BTC, denial, enters, ethIdea, idea, PERP, perpIdea, shortIdea } from './acts.ts';
import { CASES, loses, openGeared, resets, roomy } from './guardCases.ts';

describe('every guard', () => {
  it('has a scenario here', () => {
    // Whether live trading is locked is nothing on paper: test/scenarios/liveLock.test.ts has it.
    expect(Object.keys(CASES)).toEqual(GUARDS.map(({ name }) => name).filter((name) => name !== 'liveLocked'));
  });

  for (const [guard, { sets = [], play, passes, figure }] of Object.entries(CASES)) {
    const leverage = guard === 'leverage' ? 12 : undefined;
    const counterpart = (): Promise<World> => openGeared(passes.sets ?? sets, guard === 'leverage' ? 10 : undefined);

    it(`${guard} denies, with the figure that decided`, async () => {
      // What a guard that looks at lasting things denies is not even proposed, so its limit has to be tightened afterwards.
      await using world = isLasting(guard) ? await counterpart() : await openGeared(sets, leverage);
      await play(world, () => resets(world, sets, leverage));
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
      await using world = await counterpart();
      await (passes.play ?? play)(world);
      expect(denial(world)).toBeUndefined();
      const newest = world.events('condition.proposed').at(-1)?.subject;
      expect(world.events('condition.triggered').at(-1)?.subject).toBe(newest);
      expect(world.events('fill.recorded').at(-1)?.data).toMatchObject({ condition_id: newest, purpose: 'entry' });
    });
  }
});

/** Somebody with a database tool stands behind this one; he would have to be quick. */
const BY_HAND = 'accountMode';
const isLasting = (guard: string): boolean => guard !== BY_HAND && LASTING.some(({ name }) => name === guard);

describe('what the guards would say at the time of the proposal', () => {
  for (const { name } of LASTING.filter((guard) => isLasting(guard.name))) {
    it(`${name}: a no that waiting cannot cure refuses the draft with the guard's sentence, and nothing is written but the trace`, async () => {
      const { sets = [], play } = CASES[name] as (typeof CASES)[string];
      await using world = await openGeared(sets, name === 'leverage' ? 12 : undefined);
      await expect(play(world)).rejects.toThrow(`not proposed: refused: the guard ${name} would say no: `);
      expect(world.ledger.all('select id from condition')).toEqual([]);
      const { outcome, reasons } = lastTrace(world.ledger, name === 'leverage' || name === 'liquidationBuffer' ? PERP : BTC) ?? {};
      expect(outcome).toBe('refused');
      expect((JSON.parse(reasons ?? '[]') as string[])[0]).toMatch(`refused: the guard ${name} would say no: `);
    });
  }

  it('a no that passes is told in the trace, and the condition is proposed all the same', async () => {
    await using world = await openGeared(['guards.openPositions=1']);
    await enters(world, ethIdea());
    const head = world.ledger.head.seq;
    const { outcome, reasons } = await world.suggests(idea());
    expect(outcome).toBe('proposed');
    expect(reasons).toEqual([
      'score 71 of 60 needed',
      'now the guard openPositions would say no: 1 position open already; at most 1 allowed',
    ]);
    expect(JSON.parse(lastTrace(world.ledger, BTC)?.reasons ?? '[]')).toEqual(reasons);
    expect(world.ledger.all('select kind from event where seq > ? order by seq', head)[0]).toEqual({ kind: 'condition.proposed' });
  });

  it('a lasting no is told before a passing one', async () => {
    await using world = await openGeared(['guards.feeEdge=20']);
    await world.says('/halt storm');
    expect((await world.suggests(idea())).reasons[0]).toMatch('refused: the guard feeEdge would say no: ');
    await using calm = await openGeared();
    await calm.says('/pause');
    expect((await calm.suggests(idea())).reasons.at(-1)).toBe(
      'now the guard deskStatus would say no: Desk main is paused: it opens nothing new',
    );
  });

  it('what is benched is proposed, with the bench in the trace', async () => {
    await using world = await openGeared();
    const bench = { kind: 'pattern', pattern: 'momentum_breakout', action: 'deactivate' };
    world.ledger.transact((tx) => {
      const data = {
        ...{ id: 'e1', at: '2026-01-05T08:00:00.000Z', desk_id: 'main', insight_id: null, change: JSON.stringify(bench) },
        ...{ target: 'pattern momentum_breakout', reason: 'It lost.', proposed_by: 'rules', trial: null },
      };
      tx.append({ kind: 'adaptation.proposed', subject: 'e1', actor: 'reflection', data });
      tx.append({ kind: 'adaptation.applied', subject: 'e1', actor: 'user:terminal', data: { reason: 'applied' } });
    });
    const { outcome, reasons } = await world.suggests(idea());
    expect([outcome, reasons.at(-1)]).toEqual([
      'proposed',
      expect.stringMatching(/^now the guard adaptation would say no: e1 is in force: /),
    ]);
  });

  it('a look changes nothing: no event, no number that an order would have had', async () => {
    await using world = await openGeared(['policy.autopilot=true']);
    const { head } = world.ledger;
    const condition = { ...draftOf(idea(), 63_900, world.now), id: 'none', deskId: 'main', accountId: 'paper', strategist: 'smc' };
    const described = { ...condition, status: 'proposed' as const, paramsHash: '', riskAmount: decimal('100'), createdAt: world.now };
    expect(world.app.sniper.preview(described)).toBeUndefined();
    expect(world.app.sniper.preview({ ...described, targets: [{ price: '64100', sharePct: 100 }] })).toMatchObject({
      lasts: true,
      denied: { guard: 'feeEdge' },
    });
    expect(world.ledger.head).toEqual(head);
    expect(await enters(world)).toBe('t1');
  });
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
