import { describe, expect, it } from 'vitest';
import { audit } from '#src/audit/audit.ts';
import { later } from '#src/domain/clock.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import { noteFindings } from '#src/ledger/findings.ts';
import { movedSince, peakMark } from '#src/ledger/marks.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

/** Somebody looks at what would be booked for an execution and says yes. */
async function adoptsFill(stage: LiveStage, shown: RegExp): Promise<void> {
  const { id: found, plan } = stage.shown('RECON-FILL');
  expect(plan.lines).toEqual([expect.stringMatching(shown)]);
  expect(await stage.gets(stage.reconciler.adopt(found, plan.hash, 'user:terminal'))).toMatchObject({ ok: true });
  await stage.minutes(5);
}

describe('the comparison with the venue', () => {
  it('finds nothing where nothing differs, and says what it looked at', async () => {
    await using stage = await LiveStage.open();
    await stage.enters({}, 10);
    const report = await stage.compares();
    expect(report).toMatchObject({ complete: true, findings: [], waiting: 0, unavailable: [] });
    expect(report.checked).toBeGreaterThan(3);
    const { findings } = await audit({ ledger: stage.ledger, clock: stage.clock });
    expect(findings).toEqual([]);
  });

  it('FI-33: a position that lags ten seconds behind its fill is no difference, and makes no order', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.positionLagMs = 10_000;
    });
    await stage.enters({ market: PERP }, 1);
    for (let i = 0; i < 4; i++) {
      await stage.compares();
      await stage.seconds(3);
    }
    await stage.seconds(30);
    expect(stage.events('finding.opened')).toEqual([]);
    expect(stage.venue.sent).toHaveLength(2);
  });

  it('FI-34: a position that the ledger does not know is a card with both sides, freezes its market, and is left alone', async () => {
    await using stage = await LiveStage.open();
    stage.venue.byHand(PERP, 'sell', '0.25');
    await stage.minutes(5);
    const ghost = stage.events('finding.opened').find(({ data }) => data.invariant === 'RECON-GHOST');
    expect(ghost?.data).toMatchObject({ row: `position in ${PERP} at held`, expected: 'none', found: '-0.25' });
    stage.quote(PERP, 64_000);
    stage.arms({ market: PERP });
    stage.quote(PERP, 64_110);
    await stage.minutes(5);
    expect(stage.events('condition.denied').at(-1)?.data.guard).toBe('frozen');
    expect(stage.venue.sent).toEqual([]);
    // Found once, however often it is looked at.
    expect(stage.events('finding.opened').filter(({ data }) => data.invariant === 'RECON-GHOST')).toHaveLength(1);
    stage.venue.byHand(PERP, 'buy', '0.25');
    await stage.minutes(5);
    expect(stage.findings().filter((one) => one.startsWith('RECON-GHOST'))).toEqual([]);
  });

  it('FI-34: a liquidation that the venue names is booked as what it is', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const amount = toText(stage.venue.openAmounts.get(PERP) ?? decimal('0'));
    stage.venue.byHand(PERP, 'sell', amount, 'autoclose-1772438400');
    await stage.minutes(1);
    expect(stage.events('trade.closed').map(({ data }) => [data.id, data.exit_reason])).toEqual([[trade, 'liquidated']]);
    await stage.minutes(5);
    expect(stage.findings()).toEqual([]);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('FI-35: a position that the venue does not have is a zombie: entries are denied there, it is not sold again, and a person is asked', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const sent = stage.venue.sent.length;
    // Gone without a trace: no fill tells of it.
    stage.venue.openAmounts.set(PERP, decimal('0'));
    await stage.minutes(5);
    expect(stage.findings().filter((one) => one.startsWith('RECON-ZOMBIE'))).toEqual([`RECON-ZOMBIE position in ${PERP} at held`]);
    expect(stage.venue.sent).toHaveLength(sent);
    expect(stage.ledger.memory.positions.has(trade)).toBe(true);
    const { id: zombie, plan } = stage.shown('RECON-ZOMBIE');
    expect(await stage.gets(stage.reconciler.adopt(zombie, 'nonsense', 'user:terminal'))).toMatchObject({ ok: false });
    expect(await stage.gets(stage.reconciler.adopt(zombie, plan.hash, 'user:terminal'))).toMatchObject({ ok: true });
    await stage.minutes(3);
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.events('trade.closed')[0]?.data.exit_reason).toBe('manual');
    expect(stage.findings().filter((one) => one.startsWith('RECON-ZOMBIE'))).toEqual([]);
  });

  it('FI-35: on spot the coins that stand behind a position are looked at', async () => {
    await using stage = await LiveStage.open();
    await stage.enters({}, 5);
    stage.venue.held.set('BTC', decimal('0'));
    await stage.minutes(5);
    expect(stage.findings().some((one) => one.startsWith('RECON-ZOMBIE'))).toBe(true);
    expect(stage.venue.sent.filter(({ order }) => order.side === 'sell' && order.type === 'market')).toEqual([]);
  });

  it('FI-34: an exit by hand is shown with its figures, and is an exit of the trade once somebody says so', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    const held = stage.venue.held.get('BTC') ?? decimal('0');
    stage.venue.byHand(BTC, 'sell', toText(held));
    await stage.minutes(5);
    const found = stage.events('finding.opened').find(({ data }) => data.invariant === 'RECON-FILL');
    expect(found?.data.found).toMatch(/^sell .* at 64110/);
    const plan = stage.reconciler.plan(found?.subject ?? '');
    if (!plan.ok) throw new Error(plan.text);
    expect(plan.lines[0]).toMatch(/an exit by hand/);
    await stage.gets(stage.reconciler.adopt(found?.subject ?? '', plan.hash, 'user:terminal'));
    await stage.minutes(5);
    expect(stage.events('trade.closed').map(({ data }) => [data.id, data.exit_reason])).toEqual([[trade, 'manual']]);
    expect(stage.books().ledger).toEqual(stage.books().venue);
    expect(stage.findings()).toEqual([]);
  });

  it('FI-34: a trade by hand beside Heron is money from outside once somebody says so', async () => {
    await using stage = await LiveStage.open();
    stage.venue.byHand(BTC, 'buy', '0.5');
    await stage.minutes(5);
    const { id: found, plan } = stage.shown('RECON-FILL');
    await stage.gets(stage.reconciler.adopt(found, plan.hash, 'user:terminal'));
    await stage.minutes(3);
    expect(stage.books().ledger).toEqual(stage.books().venue);
    expect(stage.findings()).toEqual([]);
    expect(stage.events('trade.closed')).toEqual([]);
  });

  it('FI-34: a trade by hand from before the position was opened is no exit of it (seed 33092)', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.held.set('BTC', decimal('1'));
    });
    stage.venue.byHand(BTC, 'sell', '0.3');
    await stage.seconds(1);
    const trade = await stage.enters({}, 5);
    await stage.minutes(5);
    await adoptsFill(stage, /: money from outside$/);
    expect(stage.ledger.memory.positions.has(trade)).toBe(true);
    expect(stage.events('exit.adopted')).toEqual([]);
    expect(stage.books().ledger).toEqual(stage.books().venue);
    expect(stage.findings()).toEqual([]);
  });

  it('FI-34: a trade by hand that is larger than the position ends it, and the rest is money from outside (seed 33092)', async () => {
    for (const market of [BTC, PERP]) {
      await using stage = await LiveStage.open(({ venue }) => {
        venue.held.set('BTC', decimal('5'));
      });
      const trade = await stage.enters({ market }, 5);
      const whole = toText(stage.ledger.memory.positions.get(trade)?.amount ?? decimal('0'));
      stage.venue.byHand(market, 'sell', '2');
      await stage.minutes(5);
      await adoptsFill(stage, new RegExp(`: ${whole} of it an exit by hand, the rest money from outside$`));
      expect(stage.events('trade.closed').map(({ data }) => [data.id, data.exit_reason])).toEqual([[trade, 'manual']]);
      expect(stage.ledger.memory.positions.size).toBe(0);
      if (market === BTC) {
        expect(stage.books().ledger).toEqual(stage.books().venue);
        expect(stage.findings()).toEqual([]);
      }
    }
  });

  it('nothing is taken over that the venue, asked once more, does not show any more (seed 517763)', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    const stop = stage.venue.orders.find(({ type }) => type === 'stop');
    if (stop === undefined) throw new Error('no stop');
    const { visibleAt } = stop;
    // Reads of an older state: the stop is not in them.
    Object.assign(stop, { visibleAt: stage.now + 3_600_000 });
    await stage.minutes(3);
    const { id: found, plan } = stage.shown('RECON-LOST-ORDER');
    Object.assign(stop, { visibleAt });
    expect(await stage.gets(stage.reconciler.adopt(found, plan.hash, 'user:terminal'))).toMatchObject({
      ok: false,
      text: `${found} is gone already.`,
    });
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop open']);
    expect(stage.venue.orders).toHaveLength(2);
  });

  it('nothing is taken over while the venue cannot be asked once more', async () => {
    await using stage = await LiveStage.open();
    stage.venue.byHand(BTC, 'buy', '0.005');
    await stage.minutes(5);
    const { id: found, plan } = stage.shown('RECON-FILL');
    stage.venue.broken.add('balances');
    expect(await stage.gets(stage.reconciler.adopt(found, plan.hash, 'user:terminal'))).toMatchObject({
      ok: false,
      text: 'held could not be read, so nothing was booked.',
    });
    stage.venue.broken.clear();
    stage.bugs.length = 0; // reads that fail are reported
    expect(await stage.gets(stage.reconciler.adopt(found, plan.hash, 'user:terminal'))).toMatchObject({ ok: true });
  });

  it('nothing is taken over while fills of an order of Heron’s own are missing that it may be about (seed 19515)', async () => {
    await using stage = await LiveStage.open();
    await stage.enters({}, 10);
    const shown = stage.venue.fillsSince;
    // The venue counts the target as filled, and its coins are gone; its fills come late.
    stage.venue.fillsSince = async (since) => (await shown(since)).filter(({ side }) => side === 'buy');
    stage.quote(BTC, 65_600);
    await stage.minutes(3);
    const cards = [...stage.ledger.memory.findings.values()].filter(({ invariant }) => /QUANTITY|BALANCE/.test(invariant));
    expect(cards.length).toBeGreaterThan(0);
    const refuses = (): void => {
      for (const { id } of cards)
        expect(stage.reconciler.plan(id)).toMatchObject({
          ok: false,
          text: expect.stringMatching(/still reading what became of its own order o\d/),
        });
    };
    refuses();
    // A round that could not be read to its end teaches nothing: what was missing is missing.
    stage.venue.broken.add('openOrders');
    await stage.minutes(3);
    refuses();
    stage.bugs.length = 0; // reads that fail are reported, and are no bug
    stage.venue.broken.clear();
    stage.venue.fillsSince = shown;
    await stage.minutes(5);
    expect(stage.findings()).toEqual([]);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('INV-2: a deposit after the yes makes nothing larger that somebody said yes to (seed 88449)', async () => {
    const entered: number[] = [];
    for (const deposit of ['0', '900000']) {
      await using stage = await LiveStage.open();
      stage.quote(BTC, 64_000);
      const condition = stage.arms();
      if (deposit !== '0') stage.venue.transfer('USDT', deposit);
      await stage.minutes(3);
      stage.quote(BTC, 64_110);
      await stage.seconds(5);
      const [position] = stage.ledger.memory.positions.values();
      entered.push(Number(toText(position?.amount ?? decimal('0'))));
      const approved = toText(stage.ledger.memory.conditions.get(condition)?.riskAmount ?? decimal('0'));
      expect((entered.at(-1) ?? 0) * (64_110 - 63_000)).toBeLessThanOrEqual(Number(approved));
    }
    for (const amount of entered) expect(amount).toBeGreaterThan(0);
  });

  it('FI-64: a deposit and a withdrawal are booked once each, as no profit and no loss', async () => {
    await using stage = await LiveStage.open();
    stage.venue.transfer('USDT', '25000');
    stage.venue.transfer('USDT', '-60000');
    await stage.minutes(5);
    await stage.restart(5);
    await stage.minutes(5);
    expect(stage.events('capital.moved').map(({ data }) => [data.amount, data.value, data.reason])).toEqual([
      ['25000', '25000', 'a deposit'],
      ['-60000', '-60000', 'a withdrawal'],
    ]);
    expect(stage.books().ledger).toEqual(stage.books().venue);
    expect(stage.findings()).toEqual([]);
    expect(stage.ledger.memory.halt).toBeUndefined();
    const { findings } = await audit({ ledger: stage.ledger, clock: stage.clock });
    expect(findings).toEqual([]);
  });

  it('FI-49: a machine that stood still in the midst of a comparison looks again at once: what came meanwhile is in none of its answers (seed 248409)', async () => {
    await using stage = await LiveStage.open();
    const looked = stage.venue.reads.get('balances');
    while (stage.venue.reads.get('balances') === looked) await stage.seconds(0.02);
    stage.clock.advanceTo(later(stage.now, 300_000));
    stage.venue.transfer('USDT', '-120.25');
    await stage.seconds(12);
    expect(stage.events('capital.moved').map(({ data }) => data.reason)).toEqual(['a withdrawal']);
  });

  it('FI-64: a withdrawal is no drawdown after a restart either', async () => {
    await using stage = await LiveStage.open();
    const mark = (equity: string): void =>
      void stage.ledger.transact((tx) =>
        tx.append({
          kind: 'equity.marked',
          subject: 'main',
          actor: 'heron',
          data: { account_id: 'live', desk_id: 'main', equity, prices: '{}' },
        }),
      );
    mark('100000');
    stage.venue.transfer('USDT', '-60000');
    await stage.minutes(3);
    mark('39000');
    expect(peakMark(stage.ledger, 'main')).toBe(40_000);
    stage.venue.transfer('USDT', '10000');
    await stage.minutes(3);
    expect(peakMark(stage.ledger, 'main')).toBe(50_000);
    expect(movedSince(stage.ledger, 'main', 0)).toBe(-50_000);
  });

  it('a balance that drifts is a card, and money from outside once somebody says so', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.transfers = undefined;
    });
    stage.venue.held.set('USDT', decimal('99000'));
    await stage.minutes(5);
    const [opened] = stage.events('finding.opened');
    expect(opened?.data).toMatchObject({ invariant: 'RECON-BALANCE', row: 'balance of USDT at held', expected: '100000', found: '99000' });
    const plan = stage.reconciler.plan(opened?.subject ?? '');
    if (!plan.ok) throw new Error(plan.text);
    await stage.gets(stage.reconciler.adopt(opened?.subject ?? '', plan.hash, 'user:terminal'));
    expect(stage.books().ledger).toEqual(stage.books().venue);
    await stage.minutes(3);
    expect(stage.findings()).toEqual([]);
  });

  it('an order by hand, and one that vanished, are cards; neither is canceled nor placed again', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    const stop = stage.venue.orders.find(({ type }) => type === 'stop');
    if (stop === undefined) throw new Error('no stop');
    stage.venue.orders.splice(stage.venue.orders.indexOf(stop), 1, { ...stop, clientOrderId: 'somebody', venueOrderId: 'v77' });
    await stage.minutes(4);
    expect(
      stage
        .findings()
        .map((one) => one.split(' ')[0])
        .sort(),
      // What vanished was the stop: that the position has none is said too.
    ).toEqual(['RECON-LOST-ORDER', 'RECON-NAKED', 'RECON-ORDER']);
    const { id: lost, plan } = stage.shown('RECON-LOST-ORDER');
    await stage.gets(stage.reconciler.adopt(lost, plan.hash, 'user:terminal'));
    await stage.seconds(20);
    // The ledger knows now that there is none, so the position gets a new one.
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop canceled', 'stop open']);
    expect(stage.venue.cancelCalls).toEqual([]);
  });

  it('an order of ours that rests otherwise than it was written is a card', async () => {
    await using stage = await LiveStage.open();
    await stage.enters({}, 5);
    const stop = stage.venue.orders.findIndex(({ type }) => type === 'stop');
    stage.venue.orders[stop] = { ...(stage.venue.orders[stop] as (typeof stage.venue.orders)[number]), stopPrice: decimal('61000') };
    await stage.minutes(5);
    expect(stage.events('finding.opened').map(({ data }) => [data.invariant, data.found])).toEqual([
      ['RECON-ORDER-DIFFERS', expect.stringContaining('stop 61000')],
    ]);
  });

  it('learns nothing from a venue that cannot be read: what stood stands, and nothing new is said', async () => {
    await using stage = await LiveStage.open();
    stage.venue.held.set('USDT', decimal('99000'));
    await stage.minutes(5);
    expect(stage.findings()).toHaveLength(1);
    stage.venue.broken.add('positions');
    stage.venue.held.set('USDT', decimal('100000'));
    expect(await stage.compares()).toMatchObject({ complete: false, reason: expect.stringMatching(/positions/) });
    expect(stage.findings()).toHaveLength(1);
    stage.venue.broken.clear();
    await stage.minutes(3);
    expect(stage.findings()).toEqual([]);
  });

  it('and the audit leave each other’s findings alone', async () => {
    await using stage = await LiveStage.open();
    stage.venue.held.set('USDT', decimal('99000'));
    await stage.minutes(5);
    const one = { invariant: 'INV-7', row: 'journal entry of event 3', expected: '0', found: '1' };
    noteFindings(stage.ledger, [one], () => 'd900', 'audit', 10);
    await stage.minutes(3);
    expect(stage.findings()).toEqual(['RECON-BALANCE balance of USDT at held', 'INV-7 journal entry of event 3']);
    noteFindings(stage.ledger, [], () => 'd901', 'audit', 10);
    expect(stage.findings()).toEqual(['RECON-BALANCE balance of USDT at held']);
  });
});
