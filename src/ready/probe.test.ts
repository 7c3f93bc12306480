import { describe, expect, it } from 'vitest';
import { type Clock, instant, VirtualClock } from '#src/domain/clock.ts';
import { decimal, toNumber, toText } from '#src/domain/decimal.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { BTC, liveLedger, NOW, SampleVenue, STAMP } from '#test/readySample.ts';
import { type ProbeReport, probeOrder, probeVenue } from './probe.ts';

/** Time that passes as soon as somebody waits for it. */
function hurried(clock: VirtualClock): Pick<Clock, 'now' | 'mono' | 'after'> {
  return {
    now: () => clock.now(),
    mono: () => clock.mono(),
    after(ms, run) {
      const timer = clock.after(ms, run);
      queueMicrotask(() => clock.advanceTo(instant(clock.now() + ms)));
      return timer;
    },
  };
}

async function probed(manner: SampleVenue['manner'], change: (venue: SampleVenue, ledger: Ledger) => void = () => undefined) {
  const clock = new VirtualClock(NOW);
  const [venue, ledger] = [new SampleVenue(clock), liveLedger(clock)];
  venue.manner = manner;
  change(venue, ledger);
  const report: ProbeReport = await probeVenue({
    venue,
    ledger,
    ledgerId: 'x',
    market: BTC,
    price: 64_000,
    clock: hurried(clock),
    profile: STAMP,
    testnet: false,
    actor: 'user:shell',
  });
  return { venue, ledger, report, bad: report.cases.filter(({ ok }) => !ok).map(({ name }) => name) };
}

describe('trying a venue out', () => {
  it('places the smallest order that the market takes, on its steps, four percent below the price', () => {
    const order = probeOrder({ market: BTC, price: 64_000, ledgerId: 'x', clock: new VirtualClock(NOW) });
    expect([order.side, order.type, toText(order.price ?? decimal('0')), toText(order.amount)]).toEqual([
      'buy',
      'limit',
      '61440',
      '0.0001',
    ]);
    const wide = { ...BTC, minAmount: decimal('0.001') };
    expect(toText(probeOrder({ market: wide, price: 64_000, ledgerId: 'x', clock: new VirtualClock(NOW) }).amount)).toBe('0.001');
    const dear = { ...BTC, minNotional: decimal('10'), step: decimal('0.00001') };
    const found = probeOrder({ market: dear, price: 64_000, ledgerId: 'x', clock: new VirtualClock(NOW) });
    expect(toNumber(found.amount) * 61_440).toBeGreaterThanOrEqual(10);
    expect(toText(found.amount)).toBe('0.00017');
  });

  it('passes at a venue that does everything, takes its order back, and is accepted with the profile and the library of now', async () => {
    const { venue, ledger, report, bad } = await probed('good');
    expect({ bad, ok: report.ok }).toEqual({ bad: [], ok: true });
    expect(venue.resting).toEqual([]);
    const accepted = lastEvent(ledger, 'venue.accepted', 'kraken')?.data;
    expect(accepted).toMatchObject({ profile: STAMP.hash, ccxt: STAMP.ccxt, testnet: false });
    expect(accepted?.cases).toHaveLength(9);
  });

  it('has its order in the ledger before it sends it', async () => {
    const known: (string | undefined)[] = [];
    const { venue } = await probed('good', (one, ledger) => {
      const send = one.submit.bind(one);
      one.submit = (order) => {
        known.push(lastEvent(ledger, 'venue.probed', 'kraken')?.data.client_order_id);
        send(order);
      };
    });
    expect(known).toEqual(venue.sent.map(({ clientOrderId }) => clientOrderId));
    expect(new Set(known).size).toBe(1);
  });

  it.each<[string, SampleVenue['manner'], string[]]>([
    ['takes the same id twice', 'twice', ['the same id is not taken twice']],
    ['says nothing', 'silent', ['an order is taken']],
    ['keeps what is canceled', 'keeps', ['it is canceled']],
  ])('fails at a venue that %s, and accepts nothing', async (_, manner, expected) => {
    const { ledger, report, bad } = await probed(manner);
    expect(bad).toEqual(expect.arrayContaining(expected));
    expect(report.ok).toBe(false);
    expect(lastEvent(ledger, 'venue.accepted', 'kraken')).toBeUndefined();
  });

  it('takes back what rests there also when no answer came, or when the id was taken twice', async () => {
    expect((await probed('silent')).venue.resting).toEqual([]);
    expect((await probed('twice')).venue.resting).toEqual([]);
  });

  it('fails where the order is refused, with the venue’s reason, and sends no second one', async () => {
    const { venue, report } = await probed('refuses');
    expect(report.cases.find(({ name }) => name === 'an order is taken')).toMatchObject({
      ok: false,
      figure: 'rejected: too little money',
    });
    expect(venue.sent).toHaveLength(1);
  });

  it('fails when something of it was filled', async () => {
    const { bad } = await probed('good', (one) => {
      const { submit } = one;
      one.submit = (order) => {
        submit.call(one, order);
        one.filled.push({
          venueFillId: 'F1',
          clientOrderId: order.clientOrderId,
          market: order.market,
          side: 'buy',
          amount: order.amount,
          price: order.price as never,
          fee: decimal('0'),
          feeAsset: 'USDT',
          liquidity: 'taker',
          quote: '',
          at: NOW,
        });
      };
    });
    expect(bad).toContain('nothing of it was filled');
  });
});
