import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '#src/ledger/event.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import { pendingMessages } from '#src/ledger/outbox.ts';
import { openWorld, type World } from '#test/harness.ts';
import { announce } from './announce.ts';
import { toPlainText } from './plainText.ts';
import type { Reply } from './reply.ts';

const CHANNELS = ['one', 'two'] as const;
const waiting = (world: World, channel: string): string[] =>
  pendingMessages(world.ledger, channel).map(({ reply }) => toPlainText(JSON.parse(reply) as Reply));

/** Appends a halt and announces it in the same transaction, as the app does. */
function haltBy(world: World, actor: string, after: () => void = () => undefined): AnyEvent {
  return world.ledger.transact((tx) => {
    const seq = tx.append({ kind: 'halt.set', subject: 'halt', actor, data: { reason: 'a test' } });
    const event = eventBySeq(tx, seq) as AnyEvent;
    announce(tx, event, CHANNELS, world.app);
    after();
    return event;
  });
}

describe('announce', () => {
  it('queues a message for each channel, and once for each event whatever happens', async () => {
    await using world = await openWorld();
    const event = haltBy(world, 'sniper');
    world.ledger.transact((tx) => announce(tx, event, CHANNELS, world.app));
    for (const channel of CHANNELS) {
      expect(waiting(world, channel)).toEqual([
        '! Halted by the sniper: a test.\nNo new risk is taken until somebody says /resume. Open positions keep their stops.',
      ]);
    }
  });

  it('says nothing about what was rolled back', async () => {
    await using world = await openWorld();
    expect(() =>
      haltBy(world, 'sniper', () => {
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    expect(waiting(world, 'one')).toEqual([]);
  });

  it('leaves out the channel on which it was done: whoever did it has the answer', async () => {
    await using world = await openWorld();
    haltBy(world, 'user:one');
    expect(waiting(world, 'one')).toEqual([]);
    expect(waiting(world, 'two')[0]).toContain('Halted on one: a test.');
  });

  it('tells a trade from its card to its result, and nothing twice', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autopilot=true'] });
    await world.proposes({
      entry: 64_000,
      stop: 63_000,
      targets: [
        [65_500, 50],
        [67_000, 50],
      ],
      riskPct: 0.2,
    });
    for (const price of [64_001, 65_501, 64_100]) await world.minutes(10, { 'BTC/USDT': price });
    const titles = world.heard().map((message) => message.split('\n')[0]);
    expect(titles).toEqual([
      'Proposal c1: long BTC/USDT · PAPER · SIMULATED',
      expect.stringMatching(/^✓ c1: Approved by the policy, without asking; armed until /),
      '✓ t1 is open: long BTC/USDT · PAPER · SIMULATED',
      expect.stringMatching(/^✓ t1: target 1 taken at 65,.* in BTC\/USDT · PAPER · SIMULATED$/),
      't1: break-even stop in BTC/USDT · PAPER · SIMULATED',
      expect.stringMatching(/^✓ t1 closed: \+[\d.]+ USDT \(\+0\.\d+ R\) · PAPER · SIMULATED$/),
    ]);
  });

  it('names the guard and its reason when a trigger is denied', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autopilot=true'] });
    await world.proposes({ entry: 64_000, riskPct: 0.2 });
    await world.price('BTC/USDT', 63_900);
    world.heard();
    await world.price('BTC/USDT', 64_001, { spreadBps: 60 });
    const [said = ''] = world.heard();
    expect(said).toContain('! c1 triggered, but the guard spread said no · PAPER · SIMULATED');
    expect(said).toContain('bps');
    expect(said).toContain('/why c1');
  });

  it('tells of an entry that was filled in part when the rest of it is canceled', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autopilot=true'] });
    await world.proposes({ entry: 64_000, stop: 63_000, targets: [[65_500, 50]], riskPct: 0.2 });
    await world.price('BTC/USDT', 64_001, { askSize: 0.02 });
    expect(world.ledger.memory.positions.has('t1')).toBe(true);
    expect(world.heard().join('\n')).not.toContain('is open');
    await world.says('/halt');
    expect(world.heard().join('\n')).toMatch(/✓ t1 is open: long BTC\/USDT · PAPER · SIMULATED\nentered {3}0\.01 at 64,0/);
  });
});
