import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, ZERO } from '#src/domain/decimal.ts';
import { SAMPLE_CONDITION, SAMPLE_INTENT, SAMPLE_MARKET, SAMPLE_NOW } from '#src/guards/sample.ts';
import { nakedReason } from './naked.ts';
import { openTrade } from './openTrade.ts';
import { SAMPLE_POSITION } from './sample.ts';
import type { SniperState } from './state.ts';

const { tradeId } = SAMPLE_POSITION;

const stop = (id: string, amount: string, filled: Decimal = ZERO) => ({
  order: { ...SAMPLE_INTENT, id, tradeId, type: 'stop', side: 'sell', amount: decimal(amount), status: 'open', createdAt: SAMPLE_NOW },
  filled,
});

/** Why 0.03 BTC are naked beside these stops, of which some were asked to go and some are not shown any more. */
function reason(
  stops: readonly ReturnType<typeof stop>[],
  canceling: readonly string[] = [],
  unseen: readonly string[] = [],
): string | undefined {
  const state = {
    venue: { profile: { nativeStops: true } },
    trades: new Map([[tradeId, openTrade(SAMPLE_CONDITION, SAMPLE_POSITION, SAMPLE_MARKET)]]),
    canceling: new Map(canceling.map((id) => [id, 0])),
    ledger: { memory: { positions: new Map([[tradeId, SAMPLE_POSITION]]), orders: new Map(stops.map((one) => [one.order.id, one])) } },
  };
  return nakedReason(state as unknown as SniperState, tradeId, new Set(unseen));
}

describe('a position is naked', () => {
  it('without a stop, and not with one that rests', () => {
    expect(reason([])).toBe('its stop is under way');
    expect(reason([stop('o2', '0.03')])).toBeUndefined();
  });

  it('when its stop was asked to go and the venue has not said whether it has', () => {
    expect(reason([stop('o2', '0.03')], ['o2'])).toBe('its stop o2 was asked to go, and the venue has not said whether it has');
    expect(reason([stop('o2', '0.03'), stop('o3', '0.03')], ['o2'])).toBeUndefined();
  });

  it('when its stop covers a part of it only', () => {
    expect(reason([stop('o2', '0.02')])).toBe('its stop covers 0.02 of 0.03');
    expect(reason([stop('o2', '0.02'), stop('o3', '0.01')])).toBeUndefined();
  });

  it('when its stop was set off: it waits for no price any more', () => {
    expect(reason([stop('o2', '0.03', decimal('0.01'))])).toBe('its stop o2 was set off and is not filled whole');
    expect(reason([stop('o2', '0.03', decimal('0.01')), stop('o3', '0.03')])).toBeUndefined();
  });

  it('when the venue does not show its stop any more', () => {
    expect(reason([stop('o2', '0.03')], [], ['o2'])).toBe(
      'the venue does not show its stop o2 any more, and has not told what became of it',
    );
    expect(reason([stop('o2', '0.03'), stop('o3', '0.03')], [], ['o2'])).toBeUndefined();
  });
});
