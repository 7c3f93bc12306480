import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { toIso } from '#src/domain/clock.ts';
import { buttonOf } from '#src/ledger/buttons.ts';
import { openWorld } from '#test/harness.ts';
import { createRegistry } from './registry.ts';
import { buttons, say } from './reply.ts';
import { shownWith, Taps } from './taps.ts';

const registry = createRegistry(commands);
const withButtons = (labels: Readonly<Record<string, string>>) => ({ title: 'x', blocks: [buttons(labels)] });

describe('taps', () => {
  it('have tokens of 22 characters that are all different and say nothing', async () => {
    await using world = await openWorld();
    const taps = new Taps(world.app, registry);
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      for (const { token } of taps.tappable(withButtons({ Approve: '/approve c1', Status: '/status' }), 'telegram:1').taps) {
        expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
        seen.add(token);
      }
    }
    expect(seen.size).toBe(400);
  });

  it('are written before they are shown, live as long as the proposal that they answer, and are bound to its parameters', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });
    const id = await world.proposes();
    const condition = world.condition(id);
    const { taps } = new Taps(world.app, registry).tappable(
      withButtons({ Approve: `/approve ${id}`, 'Half size': `/approve ${id} half`, Reject: `/reject ${id}`, Why: `/why ${id}` }),
      'telegram:1',
    );
    const rows = taps.map(({ token }) => buttonOf(world.ledger, token));
    expect(taps.map(({ style }) => style)).toEqual(['good', 'good', 'bad', 'plain']);
    expect(rows.map((row) => row?.single_use)).toEqual([1, 1, 1, 0]);
    expect(rows.map((row) => row?.params_hash)).toEqual([condition?.paramsHash, condition?.paramsHash, condition?.paramsHash, null]);
    expect(rows[0]).toMatchObject({
      channel: 'telegram:1',
      message_ref: null,
      subject: id,
      expires_at: toIso(condition?.expiresAt as never),
    });
    expect(rows[3]?.expires_at).toBe('2026-01-05T08:16:00.000Z');
  });

  it('belong to what a message is about where they do not say it themselves', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });
    const id = await world.proposes();
    const { taps } = new Taps(world.app, registry).tappable(withButtons({ Why: `/why ${id}` }), 'telegram:1', { subject: id });
    expect(buttonOf(world.ledger, taps[0]?.token ?? '')).toMatchObject({ subject: id, params_hash: world.condition(id)?.paramsHash });
  });

  it('remember the price that they were shown at', () => {
    expect(shownWith('abc')).toEqual({ hash: 'abc', price: undefined });
    expect(shownWith('abc@63300.5')).toEqual({ hash: 'abc', price: '63300.5' });
  });

  it('cost nothing for a message without buttons', async () => {
    await using world = await openWorld();
    expect(new Taps(world.app, registry).tappable(say('hello'), 'telegram:1').taps).toEqual([]);
    expect(world.ledger.all('select id from button')).toEqual([]);
  });
});
