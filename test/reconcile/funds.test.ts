import { describe, expect, it } from 'vitest';
import { decimal } from '#src/domain/decimal.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { acknowledge } from '#src/ledger/findings.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

/** A venue with 100,000 USDT on it, of which 120,000 may be there. */
const open = (): Promise<LiveStage> =>
  LiveStage.open((stage) => {
    stage.maxFunds = decimal('120000');
  });

/** What becomes of an idea whose price comes: the guard that says no, or 'entered'. */
async function triggers(stage: LiveStage, market: string): Promise<string> {
  const before = stage.events('condition.denied').length;
  stage.quote(market, 64_000);
  stage.arms({ market });
  stage.quote(market, 64_110);
  await stage.seconds(3);
  return stage.events('condition.denied').slice(before)[0]?.data.guard ?? 'entered';
}

describe('more money on the account than its owner said (SEC-03)', () => {
  it('is a card, and nothing new is opened in any market until it is gone; what is open keeps its exits', async () => {
    await using stage = await open();
    const trade = await stage.enters({ market: PERP });
    await stage.minutes(3);
    expect(stage.findings()).toEqual([]);

    stage.venue.transfer('USDT', '40000');
    await stage.minutes(5);
    const [opened] = stage.events('finding.opened');
    expect(opened?.data).toMatchObject({
      invariant: 'RECON-FUNDS',
      row: 'funds at held',
      expected: 'at most 120000 USDT',
      found: 'about 140000 USDT',
    });
    expect(await triggers(stage, BTC)).toBe('frozen');
    expect(stage.events('condition.denied').at(-1)?.data).toMatchObject({
      figure: 'about 140000 USDT',
      limit: 'at most 120000 USDT',
      text: expect.stringMatching(/^More lies on the account than live\.maxFunds allows \(d1\): nothing new is opened until .*\.$/),
    });
    // A stop rests, and a close goes out.
    expect(stage.ordersOf(trade)).toContain('stop open');
    expect(stage.sniper.closePosition(trade, 'user:terminal')).toMatchObject({ ok: true });
    await stage.seconds(5);
    expect(stage.events('trade.closed')).toHaveLength(1);
    // It is told once, however often it is looked at and whatever the prices do to its figure.
    await stage.minutes(10);
    expect(stage.events('finding.opened')).toHaveLength(1);

    stage.venue.transfer('USDT', '-40000');
    await stage.minutes(5);
    expect(stage.findings()).toEqual([]);
    expect(await triggers(stage, BTC)).toBe('entered');
  });

  it('counts what coins are worth, at the price of now', async () => {
    await using stage = await open();
    stage.venue.transfer('BTC', '0.5');
    await stage.minutes(5);
    expect(stage.findings()).toEqual(['RECON-FUNDS funds at held']);
    stage.quote(BTC, 30_000);
    await stage.minutes(5);
    expect(stage.findings()).toEqual([]);
  });

  it('stands over a restart before there is a price, also when somebody said that they know', async () => {
    await using stage = await open();
    stage.venue.transfer('BTC', '1');
    await stage.minutes(5);
    expect(stage.findings()).toEqual(['RECON-FUNDS funds at held']);
    acknowledge(stage.ledger, 'd1', 'user:terminal', 'I know');
    stage.kill();
    Object.assign(stage, { quotes: new Quotes() });
    await stage.restart();
    expect(stage.findings()).toEqual(['RECON-FUNDS funds at held']);
    await stage.minutes(5);
    expect(await triggers(stage, PERP)).toBe('frozen');
  });

  it('is nothing where nobody said how much may be there: then the gate keeps it closed', async () => {
    await using stage = await LiveStage.open();
    stage.venue.transfer('USDT', '9000000');
    await stage.minutes(5);
    expect(stage.findings()).toEqual([]);
  });
});
