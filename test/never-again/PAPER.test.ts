import { describe, expect, it } from 'vitest';
import { pricedFills } from '#src/audit/invariants/pricedFills.ts';
import { loadSettings } from '#src/config/load.ts';
import { later, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { recentEvents } from '#src/ledger/events.ts';
import type { FillRow } from '#src/ledger/fills.ts';
import { openSimulation } from '#src/shell/simulated.ts';
import { openWorld } from '#test/harness.ts';
import { livedDay } from './livedDay.ts';
import { places, sources } from './sources.ts';

const FILLS =
  'select id, venue_fill_id, order_id, trade_id, market, purpose, side, amount, price, fee, fee_asset, fee_value, liquidity, quote, at from fill order by seq';
const cited = ({ bid, ask, last, at }: Quote): string => `${bid}/${ask}/${last}@${toIso(at)}`;

describe('PAPER-1', () => {
  it('PAPER-1: the same prices make the same fills, byte for byte, however often they come', async () => {
    const days = [];
    for (let i = 0; i < 3; i++) {
      await using world = await livedDay();
      days.push({ fills: JSON.stringify(world.ledger.all(FILLS)), hash: world.ledger.head.hash });
    }
    expect(days[0]?.fills.length).toBeGreaterThan(1_000);
    expect(days[1]).toEqual(days[0]);
    expect(days[2]).toEqual(days[0]);
  });

  it('PAPER-1: other prices make other fills: an outcome comes from them and from nothing else', async () => {
    const outcome = async (then: number) => {
      await using world = await openWorld({ sets: ['policy.autopilot=true'] });
      await world.price('BTC/USDT', 63_800);
      await world.proposes({ entry: 64_000, stop: 62_900, targets: [[65_500, 100]] });
      await world.price('BTC/USDT', 64_010);
      await world.minutes(30, { 'BTC/USDT': then });
      return world.ledger
        .all<{ exit_reason: string; pnl: string }>('select exit_reason, pnl from trade')
        .map(({ exit_reason, pnl }) => [exit_reason, pnl.startsWith('-') ? 'lost' : 'won']);
    };
    expect(await outcome(65_600)).toEqual([['target', 'won']]);
    expect(await outcome(62_800)).toEqual([['stop', 'lost']]);
    expect(await outcome(64_300)).toEqual([]);
  });

  it('PAPER-1: every fill cites a quote that the feed did give, no later than the fill, and has a price that this quote allows', async () => {
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets: ['policy.autopilot=true', 'simulated.historyDays=8'] });
    const { app } = await openSimulation({ settings, ledgerPath: ':memory:' });
    const given = new Map<string, Quote>();
    const put = app.quotes.put.bind(app.quotes);
    app.quotes.put = (quote) => {
      given.set(`${quote.market} ${cited(quote)}`, quote);
      put(quote);
    };
    const end = later(app.clock.now(), 36 * 3_600_000);
    while (app.clock.now() < end) app.engine.step();
    const fills = app.ledger.all<{ market: string; quote: string; price: string; side: string; at: string; liquidity: string }>(FILLS);
    expect(fills.length).toBeGreaterThan(15);
    for (const { market, quote, price, side, at } of fills) {
      const source = given.get(`${market} ${quote}`);
      expect(source, `${market} ${quote}`).toBeDefined();
      if (source === undefined) continue;
      expect(source.at).toBeLessThanOrEqual(parseInstant(at));
      const tick = Number(app.ledger.get<{ tick: string }>('select tick from market where symbol = ?', market)?.tick);
      if (side === 'buy') expect(Number(price)).toBeGreaterThanOrEqual(source.ask - tick);
      else expect(Number(price)).toBeLessThanOrEqual(source.bid + tick);
    }
    await app.stop('enough');
  });

  it('PAPER-1: there is no randomness in a venue, a guard or the sniper, and none in the program but the seeded one', () => {
    const all = sources();
    expect(places(all, /\bMath\.random\b|\bcrypto\.random\w*|\brandomUUID\b|\bgetRandomValues\b/)).toEqual([]);
    const exact = all.filter(({ path }) => /^src\/(?:venue|guards|sniper|ledger|domain\/(?!rng))/.test(path));
    expect(exact.length).toBeGreaterThan(80);
    expect(places(exact, /rng\.ts|noise\.ts|seededRng|\bRng\b/, 'text')).toEqual([]);
  });

  it('PAPER-1: a fill that cites nothing, or a quote that cannot have made it, is found', async () => {
    await using world = await livedDay();
    const { ledger, clock } = world;
    const events = recentEvents(ledger, 10_000).reverse();
    const entry = world.events('fill.recorded').find(({ data }) => data.purpose === 'entry')?.seq;
    /** What is found in the events of the day when one fill is another, as a venue that invents its outcomes would have reported it. */
    const found = async (changes: Partial<FillRow>): Promise<string[]> => {
      const check = pricedFills.start({ ledger, clock } as never);
      for (const event of events)
        check?.event?.(event.seq === entry ? ({ ...event, data: { ...event.data, ...changes } } as AnyEvent) : event);
      return ((await check?.finish())?.faults ?? []).map((fault) => fault.found);
    };
    expect(await found({})).toEqual([]);
    expect(await found({ quote: '' })).toEqual([expect.stringContaining('quote none')]);
    expect(await found({ quote: 'luck' })).toEqual([expect.stringContaining('quote luck')]);
    expect(await found({ quote: '63000/63001/63000@2026-01-05T15:30:00.000Z', side: 'sell', price: '63500' })).toEqual([
      expect.stringContaining('a sell at 63500'),
    ]);
    expect(await found({ quote: '63000/63001/63000@2026-01-05T15:30:00.000Z', side: 'buy', price: '62000' })).toEqual([
      expect.stringContaining('a buy at 62000'),
    ]);
    expect(await found({ quote: '63000/63001/63000@2036-01-05T15:30:00.000Z' })).toEqual([expect.stringContaining('2036')]);
    expect(await found({ price: '0' })).not.toEqual([]);
    expect(await found({ amount: '-1' })).not.toEqual([]);
  });
});
