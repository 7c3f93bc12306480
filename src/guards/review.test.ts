import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { decimal } from '#src/domain/decimal.ts';
import type { Cleared, Order, OrderIntent } from '#src/domain/order.ts';
import type { GuardContext } from './guard.ts';
import { GUARDS } from './index.ts';
import { ask, review } from './review.ts';
import { SAMPLE_INTENT, SAMPLE_LIMITS, SAMPLE_MARKET, SAMPLE_NOW, sampleContext } from './sample.ts';

const exit: OrderIntent = { ...SAMPLE_INTENT, purpose: 'stop', side: 'sell', type: 'stop', stopPrice: decimal('58500'), reduceOnly: true };
const order: Order = {
  ...SAMPLE_INTENT,
  id: 'o1',
  clientOrderId: '0'.repeat(32),
  attempt: 1,
  status: 'submitting',
  paramsHash: 'hash',
  deadline: SAMPLE_NOW,
  createdAt: SAMPLE_NOW,
};
const sample = sampleContext();
const answer = (intent: OrderIntent, changes: Partial<GuardContext>) =>
  review(intent, sampleContext({ intent, ...changes }), SAMPLE_LIMITS);

describe('review', () => {
  it('clears the very order it was given, and keeps its type', () => {
    const verdict = review(order, sampleContext(), SAMPLE_LIMITS);
    expect('cleared' in verdict && verdict.cleared).toBe(order);
    if ('cleared' in verdict) expectTypeOf(verdict.cleared).toEqualTypeOf<Cleared<Order>>();
  });

  it('answers with the first no, in the order of GUARDS', () => {
    const bad = { halted: true, openPositions: 9, equity: undefined };
    expect(answer(SAMPLE_INTENT, bad)).toMatchObject({ denied: { guard: 'halted' } });
    expect(answer(SAMPLE_INTENT, { ...bad, halted: false })).toMatchObject({ denied: { guard: 'openPositions' } });
  });

  it('lets an exit pass a halt, a drawdown, a shock and missing figures', () => {
    const dark = {
      halted: true,
      deskStatus: 'stopped',
      drawdownPct: 40,
      dayLossPct: undefined,
      equity: undefined,
      quote: undefined,
      ordersLastMinute: 1_000,
      minuteMovesPct: new Map([['BTC/USDT', 30]]),
    } as const;
    expect(answer(exit, dark)).toEqual({ cleared: exit });
    expect(answer({ ...exit, reduceOnly: false }, dark)).toMatchObject({ denied: { guard: 'halted' } });
  });

  it('MODE-2: denies an exit in an account of the other mode', () => {
    expect(answer(exit, { accountMode: 'live' })).toMatchObject({ denied: { guard: 'accountMode' } });
  });

  it('asks exits nothing but accountMode', () => {
    expect(GUARDS.filter((guard) => guard.alsoExits === true).map((guard) => guard.name)).toEqual(['accountMode']);
  });

  it('FI-62: denies with the name of the guard that throws', () => {
    const context = sampleContext({ recentTrades: undefined as unknown as [] });
    expect(review(SAMPLE_INTENT, context, SAMPLE_LIMITS)).toMatchObject({
      denied: { guard: 'lossStreak', text: 'Denied to be safe: the guard lossStreak could not decide.' },
    });
    const thrown = ask(
      {
        name: 'tired',
        check() {
          throw 'no error at all';
        },
      },
      context,
      SAMPLE_LIMITS,
    );
    expect(thrown).toEqual({
      guard: 'tired',
      figure: 'error',
      limit: 'an answer',
      text: 'Denied to be safe: the guard tired could not decide.',
    });
  });

  it('FI-62: clears no entry when any one figure of the context is NaN or missing', () => {
    // No condition means the strict rules, no `shockUntil` means no pause.
    const keys = Object.keys(sampleContext()).filter((key) => key !== 'condition' && key !== 'shockUntil') as (keyof GuardContext)[];
    const paths = keys.flatMap((key) => [
      [key],
      ...(key === 'costs' || key === 'exposure' ? Object.keys(sample[key]).map((inner) => [key, inner]) : []),
    ]);
    for (const [key, inner] of paths as [keyof GuardContext, string | undefined][]) {
      for (const bad of [Number.NaN, undefined, null]) {
        const context = { ...sample, [key]: inner === undefined ? bad : { ...(sample[key] as object), [inner]: bad } } as GuardContext;
        expect(review(SAMPLE_INTENT, context, SAMPLE_LIMITS), `${key} ${inner ?? ''} = ${bad}`).toHaveProperty('denied');
      }
    }
  });

  it('denies when nothing at all is known, and does not throw', () => {
    expect(review(SAMPLE_INTENT, undefined as unknown as GuardContext, SAMPLE_LIMITS)).toMatchObject({ denied: { guard: 'review' } });
  });

  it('clears no order on figures that were gathered for another one', () => {
    const strange: Partial<OrderIntent>[] = [
      { amount: decimal('0.031') },
      { market: 'ETH/USDT' },
      { side: 'sell' },
      { accountId: 'live' },
      { price: decimal('60000') },
      { stopPrice: decimal('60000') },
      { reduceOnly: true },
      { leverage: 10 },
      { tradeId: 't2' },
    ];
    for (const changes of strange) {
      const other = { ...SAMPLE_INTENT, ...changes };
      expect(review(other, sampleContext(), SAMPLE_LIMITS), Object.keys(changes).join()).toMatchObject({ denied: { guard: 'review' } });
    }
    const wrongMarket = sampleContext({ market: { ...SAMPLE_MARKET, symbol: 'ETH/USDT' } });
    expect(review(SAMPLE_INTENT, wrongMarket, SAMPLE_LIMITS)).toMatchObject({ denied: { guard: 'review' } });
  });

  it('clears the order that was written from the intent, prices included', () => {
    const intent: OrderIntent = { ...SAMPLE_INTENT, type: 'limit', price: decimal('60000'), stopPrice: decimal('59000') };
    const written: Order = { ...order, ...intent, amount: decimal('0.030'), price: decimal('60000.0'), stopPrice: decimal('59000') };
    expect(review(written, sampleContext({ intent }), SAMPLE_LIMITS)).toEqual({ cleared: written });
    const moved: Order = { ...written, price: decimal('60000.1') };
    expect(review(moved, sampleContext({ intent }), SAMPLE_LIMITS)).toMatchObject({ denied: { figure: 'another order' } });
  });

  it('is the only place in the program that makes a Cleared', () => {
    const root = join(import.meta.dirname, '../..');
    const casts = ['src', 'commands', 'bin']
      .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
      .filter((file) => !file.endsWith('.test.ts'))
      .filter((file) => /\bas\s+Cleared\b|<Cleared<[^>]*>>\s*[a-z(]/.test(readFileSync(join(root, file), 'utf8')));
    // The smallest order far from the price, which somebody at the machine asks for by a phrase, passes no guard: it is no trade of a desk.
    expect(casts.sort()).toEqual(['src/guards/review.ts', 'src/ready/probe.ts']);
  });
});
