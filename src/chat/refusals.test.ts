import { describe, expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';
import { Refusals } from './refusals.ts';

const who = (userId: string) => ({ id: `telegram:${userId}`, platform: 'telegram', userId, name: 'Mallory', channel: 'telegram:-5' });

describe('refusals', () => {
  it('are one event for each person and minute; the next one tells how many there were', async () => {
    await using world = await openWorld({ sets: ['chat.lockAfterRefusals=1000'] });
    const refusals = new Refusals(world.app);
    for (let i = 0; i < 10; i++) refusals.note(who('6'), 'tap', 'no such button');
    refusals.note(who('7'), 'tap', 'no such button');
    await world.silence(1);
    refusals.note(who('6'), 'tap', 'no such button');
    expect(world.events('tap.refused').map(({ subject, data }) => `${subject} ${data.reason}`)).toEqual([
      'telegram:6 no such button',
      'telegram:7 no such button',
      'telegram:6 no such button (and 9 more refusals since it was told last)',
    ]);
  });

  it('of many fill no ledger: at most thirty events a minute', async () => {
    await using world = await openWorld();
    const refusals = new Refusals(world.app);
    for (let i = 0; i < 500; i++) refusals.note(who(String(i)), 'pairing', 'a wrong code');
    expect(world.events('pairing.failed')).toHaveLength(30);
  });

  it('lock somebody out, which is one event, and end after a while', async () => {
    await using world = await openWorld();
    const refusals = new Refusals(world.app);
    for (let i = 0; i < 20; i++) refusals.note(who('6'), 'step', 'a wrong code');
    expect(world.events('person.locked')).toHaveLength(1);
    expect(world.events('person.locked')[0]).toMatchObject({ subject: 'telegram:6', data: { until: '2026-01-05T08:10:00.000Z' } });
    expect(world.events('tap.refused')).toEqual([]);
    expect(refusals.lockedMs('telegram:6')).toBe(600_000);
    await world.silence(10);
    expect(refusals.lockedMs('telegram:6')).toBe(0);
  });
});
