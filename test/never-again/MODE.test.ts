import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '#src/domain/decimal.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import { GUARDS } from '#src/guards/index.ts';
import { review } from '#src/guards/review.ts';
import { SAMPLE_INTENT, SAMPLE_LIMITS, sampleContext } from '#src/guards/sample.ts';
import type { AccountRow } from '#src/ledger/accounts.ts';
import { openWorld } from '#test/harness.ts';

const mode = fc.constantFrom('paper' as const, 'live' as const);

describe('MODE-2', () => {
  it('MODE-2: an order never passes into an account of the other mode, whatever it is and whatever the limits say', () => {
    const intent = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const),
      reduceOnly: fc.boolean(),
      amount: fc.integer({ min: 1, max: 30 }).map((n) => decimal(`0.00${n}`)),
    });
    fc.assert(
      fc.property(intent, mode, mode, (changes, here, there) => {
        const order: OrderIntent = { ...SAMPLE_INTENT, ...changes };
        const answer = review(order, sampleContext({ intent: order, mode: here, accountMode: there }), SAMPLE_LIMITS);
        if (here === there) return;
        expect(answer).toMatchObject({ denied: { figure: there, limit: here } });
        expect('denied' in answer && answer.denied.text).toMatch(/paper|live/);
      }),
    );
    expect('cleared' in review(SAMPLE_INTENT, sampleContext(), SAMPLE_LIMITS)).toBe(true);
  });

  it('MODE-2: a mode that nobody knows is denied too, for exits as for entries', () => {
    for (const unknown of [undefined, '', 'PAPER', 'both', null]) {
      for (const changes of [{ mode: unknown }, { accountMode: unknown }, { mode: unknown, accountMode: unknown }]) {
        for (const reduceOnly of [false, true]) {
          const order: OrderIntent = { ...SAMPLE_INTENT, reduceOnly };
          expect('denied' in review(order, sampleContext({ ...(changes as object), intent: order }), SAMPLE_LIMITS)).toBe(true);
        }
      }
    }
    expect(GUARDS.find(({ name }) => name === 'accountMode')?.alsoExits).toBe(true);
  });

  it('MODE-2: at the moment of the trigger the account in the ledger counts: one that became live gets no paper order', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    await world.price('BTC/USDT', 63_800);
    await world.proposes({ entry: 64_000, stop: 62_900 });
    const { accounts } = world.ledger.memory;
    const account = accounts.get('paper') as AccountRow;
    accounts.set('paper', { ...account, mode: 'live' });
    await world.price('BTC/USDT', 64_010);
    expect(world.events('order.submitted')).toEqual([]);
    expect(world.events('condition.denied').map(({ data }) => data)).toMatchObject([
      { guard: 'accountMode', figure: 'live', limit: 'paper' },
    ]);
    accounts.set('paper', account);
  });

  it('MODE-2: an order for an account that is not in the ledger is denied', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    await world.price('BTC/USDT', 63_800);
    await world.proposes({ entry: 64_000, stop: 62_900 });
    const { accounts } = world.ledger.memory;
    const account = accounts.get('paper') as AccountRow;
    accounts.delete('paper');
    await world.price('BTC/USDT', 64_010);
    expect(world.events('order.submitted')).toEqual([]);
    accounts.set('paper', account);
  });

  it('MODE-2: the ledger takes no third mode, and an account keeps the one that it was opened with', async () => {
    await using world = await openWorld();
    const { ledger } = world;
    const open = (id: string, mode_: string) =>
      ledger.transact((tx) =>
        tx.append({
          kind: 'account.opened',
          subject: id,
          actor: 'test',
          data: { id, venue: 'paper', mode: mode_ as 'paper', quote: 'USDT' },
        }),
      );
    expect(() => open('odd', 'demo')).toThrow(/CHECK/);
    expect(() => open('paper', 'live')).toThrow(/UNIQUE/);
    expect(ledger.all('select id, mode from account')).toEqual([{ id: 'paper', mode: 'paper' }]);
    expect([...ledger.memory.accounts.values()].map(({ mode: kept }) => kept)).toEqual(['paper']);
  });
});
