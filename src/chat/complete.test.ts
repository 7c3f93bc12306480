import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { openWorld } from '#test/harness.ts';
import { complete } from './complete.ts';
import { createRegistry } from './registry.ts';

const registry = createRegistry(commands);

describe('complete', () => {
  it('completes names of commands, with and without slash', async () => {
    await using world = await openWorld();
    expect(complete('/appr', world.app, registry)).toEqual({ hits: ['/approve '], word: '/appr' });
    expect(complete('pos', world.app, registry).hits).toEqual(['positions ', 'position ']);
  });

  it('completes ids from the ledger, each command with its own kind', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 }, sets: ['policy.autoUpToPct=0'] });
    const first = await world.proposes();
    const second = await world.proposes({ market: 'ETH/USDT' });
    await world.says(`/approve ${first}`);
    expect(complete('/approve ', world.app, registry).hits).toEqual([second]);
    expect(complete('/disarm ', world.app, registry).hits).toEqual(['all', first]);
    expect(complete(`/approve ${second} `, world.app, registry).hits).toEqual(['half']);
    expect(complete('/market eth', world.app, registry).hits).toContain('ETH/USDT');
    expect(complete('/pnl w', world.app, registry).hits).toEqual(['week']);
    expect(complete('/config policy.', world.app, registry).hits).toContain('policy.autopilot');
    expect(complete('/status ', world.app, registry).hits).toEqual([]);
    expect(complete('/nonsense ', world.app, registry).hits).toEqual([]);
  });
});
