import { describe, expect, it } from 'vitest';
import { lostOrder } from '#src/chat/lostOrder.ts';
import type { World } from '#src/chat/messages.ts';
import { decimal } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { CCXT_PROFILES } from '#src/venue/ccxt/profileOf.ts';
import type { VenueProfile } from '#src/venue/port.ts';
import { VALR_PROFILE } from '#src/venue/valr/profile.ts';
import { LiveStage } from './liveStage.ts';

const DAY_S = 24 * 3_600;

/** What each venue is able to, as far as it matters for an order that nobody finds. */
const VENUES: readonly (readonly [string, Pick<VenueProfile, 'deadlineMs' | 'readLagMs' | 'lookupHorizonMs'>])[] = [
  ...[...CCXT_PROFILES.values()].map(
    ({ id, deadline, readLagMs, lookupHorizonMs }) => [id, { deadlineMs: deadline?.lengthMs ?? 0, readLagMs, lookupHorizonMs }] as const,
  ),
  ['valr', { deadlineMs: VALR_PROFILE.deadlineMs, readLagMs: VALR_PROFILE.readLagMs, lookupHorizonMs: VALR_PROFILE.lookupHorizonMs }],
];

/** A stage at a venue like that, of which an entry has been in doubt from the beginning, and where the coins say that something happened. */
async function inDoubt(profile: Pick<VenueProfile, 'deadlineMs' | 'readLagMs' | 'lookupHorizonMs'>, moved = true): Promise<LiveStage> {
  const stage = await LiveStage.open(({ venue }) => {
    venue.profile = { ...venue.profile, ...profile };
  });
  stage.venue.nextTravels.push('lostBefore');
  await stage.enters({}, 0.2);
  if (moved) stage.venue.held.set('BTC', decimal('0.01'));
  return stage;
}

const entryOf = (stage: LiveStage): string => stage.events('order.submitted')[0]?.subject ?? '';

describe.each(VENUES)('an order that %s has forgotten entirely', (_, profile) => {
  it('is a person’s question within sixteen minutes, with a card and its buttons, and ends with their answer', async () => {
    await using stage = await inDoubt(profile);
    await stage.minutes(16);
    expect(stage.statusOf(entryOf(stage))).toBe('needs_human');
    const [event] = stage.events('order.needs_human');
    const card =
      event && lostOrder(event, { ledger: stage.ledger, scene: { mode: 'live', feed: { simulated: false } } } as unknown as World);
    expect(JSON.stringify(card)).toMatch(/Found it.*\/settle o1 found.*Not there.*\/settle o1 absent/);
    expect(stage.reconciler.notThere(entryOf(stage), 'user:terminal')).toMatchObject({ ok: true });
    expect(stage.statusOf(entryOf(stage))).toBe('absent');
  });
});

describe('an order in doubt', () => {
  const PROFILE = { deadlineMs: 5_000, readLagMs: 10_000, lookupHorizonMs: 3 * DAY_S * 1_000 };

  it('is not taken for absent when it is older than what the venue tells of, though no list shows it: a person is asked', async () => {
    await using stage = await inDoubt(PROFILE, false);
    await stage.restart(4 * DAY_S);
    await stage.minutes(2);
    expect(stage.statusOf(entryOf(stage))).toBe('needs_human');
    expect(stage.events('order.needs_human')[0]?.data.reason).toMatch(/tells nothing any more of orders that are so old/);
  });

  it('is absent within the horizon', async () => {
    await using stage = await inDoubt(PROFILE, false);
    await stage.restart(2 * DAY_S);
    await stage.minutes(2);
    expect(stage.statusOf(entryOf(stage))).toBe('absent');
  });

  it('is a person’s question after a quarter of an hour, however often Heron was started anew in it', async () => {
    await using stage = await inDoubt(PROFILE);
    for (let start = 0; start < 4; start++) {
      await stage.minutes(4);
      await stage.restart(5);
    }
    await stage.minutes(1);
    expect(stage.statusOf(entryOf(stage))).toBe('needs_human');
  });

  it('goes on being looked for when one look ends in something that nobody foresaw', async () => {
    await using stage = await inDoubt(PROFILE);
    const { fillsSince } = stage.venue;
    Object.assign(stage.venue, {
      fillsSince: async () => [
        {
          get clientOrderId(): string {
            throw new TypeError('odd');
          },
        },
      ],
    });
    await stage.minutes(3);
    Object.assign(stage.venue, { fillsSince });
    expect(stage.bugs.length).toBeGreaterThan(0);
    stage.bugs.length = 0;
    await stage.minutes(14);
    expect(stage.statusOf(entryOf(stage))).toBe('needs_human');
  });

  it('does not stand in the way of all others when the venue answers a question about it with an error', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    const stop = stage.venue.orders.findLast(({ type }) => type === 'stop');
    if (stop === undefined) throw new Error('no stop');
    stage.venue.orders.splice(stage.venue.orders.indexOf(stop), 1);
    const { orderById } = stage.venue;
    Object.assign(stage.venue, {
      orderById: (id: string, market: string) =>
        id === stop.clientOrderId
          ? Promise.reject(new OutsideError('venue-read', 'order does not exist, in words that nobody knows', 'It is tried again.', true))
          : orderById(id, market),
    });
    await stage.minutes(3);
    expect(stage.report.complete).toBe(true);
    expect((await stage.compares()).complete).toBe(true);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop open']);
    expect(stage.findings().map((one) => one.split(' ')[0])).toContain('RECON-LOST-ORDER');
  });
});
