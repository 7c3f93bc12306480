import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { openWorld } from '#test/harness.ts';
import { complete, suggest } from './complete.ts';
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

describe('suggest', () => {
  const commandOf = (name: string) => registry.find(name)?.command as never;

  it('offers what an argument may become, first what begins with what was typed, then what holds it', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 }, sets: ['policy.autoUpToPct=0'] });
    const id = await world.proposes();
    world.person('telegram', '111', 'trader');
    const offered = (name: string, place: number, typed: string): string[] => suggest(commandOf(name), place, typed, world.app, registry);
    expect(offered('approve', 0, '')).toEqual([id]);
    expect(offered('approve', 1, 'h')).toEqual(['half']);
    expect(offered('approve', 2, '')).toEqual([]);
    expect(offered('market', 0, 'usdt')).toContain('BTC/USDT');
    expect(offered('market', 0, 'eth')[0]).toBe('ETH/USDT');
    expect(offered('users', 0, '111')).toEqual(['telegram:111']);
    expect(offered('config', 0, 'chat').length).toBeGreaterThan(3);
  });

  it('offers at most as many as a platform takes', async () => {
    await using world = await openWorld();
    expect(suggest(commandOf('config'), 0, '', world.app, registry)).toHaveLength(25);
    expect(suggest(commandOf('config'), 0, 'e', world.app, registry, 7)).toHaveLength(7);
  });
});
