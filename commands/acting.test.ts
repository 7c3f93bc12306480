import { describe, expect, it } from 'vitest';
import { openWorld, type World } from '#test/harness.ts';

const BTC = {
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
  riskPct: 0.2,
  hours: 4,
} as const;
const ETH = { market: 'ETH/USDT', entry: 3_220, stop: 3_150, targets: [[3_350, 100]], riskPct: 0.2, hours: 4 } as const;
const fresh = (): Promise<World> => openWorld({ prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 }, sets: ['policy.autoUpToPct=0'] });
/** A world with t1 open in BTC/USDT and t2 in ETH/USDT. */
async function open(): Promise<World> {
  const world = await fresh();
  for (const idea of [BTC, ETH]) await world.says(`/approve ${await world.proposes(idea)}`);
  await world.minutes(1, { 'BTC/USDT': 64_001, 'ETH/USDT': 3_221 });
  expect([...world.ledger.memory.positions.keys()]).toHaveLength(2);
  world.heard();
  return world;
}

describe('/approve', () => {
  it('arms, and says for what, at which risk and until when', async () => {
    await using world = await fresh();
    expect(await world.says(`/approve ${await world.proposes(BTC)}`)).toBe(
      `✓ c1 is armed: long BTC/USDT · PAPER · SIMULATED
when   BTC/USDT crosses above 64,000 (0.31 % above the price)
risk   20.00 USDT (0.2 % of equity)
until  in 4 h (12:01 UTC)

/disarm c1 · /why c1`,
    );
    expect(world.condition('c1')?.status).toBe('armed');
  });

  it('takes half when asked to', async () => {
    await using world = await fresh();
    expect(await world.says(`/approve ${await world.proposes(BTC)} half`)).toContain('10.00 USDT (0.1 % of equity)');
    expect(world.condition('c2')?.status).toBe('armed');
    expect(world.condition('c1')).toBeUndefined();
  });

  it('shows whoever comes second what the first one decided, and changes nothing', async () => {
    await using world = await fresh();
    await world.proposes(BTC);
    await world.says('/reject c1 not today', { actor: 'user:discord:222:Ann' });
    expect(await world.says('/approve c1')).toContain('! c1 was rejected already, by Ann on Discord at 08:01 UTC\nNothing was changed.');
    expect(world.events('condition.armed')).toEqual([]);
  });

  it('asks again with the difference when the price has moved, and takes it when it is said again', async () => {
    await using world = await fresh();
    await world.proposes(BTC);
    await world.minutes(3, { 'BTC/USDT': 63_300 });
    const asked = await world.says('/approve c1');
    expect(asked).toContain(
      '! c1: the price has moved since the proposal\nprice: 63,800 → 63,300\n\nNothing is armed yet. Say it again within 2 min',
    );
    expect(world.condition('c1')?.status).toBe('proposed');
    expect(await world.says('/approve c1')).toContain('✓ c1 is armed');
  });

  it('refuses what expired, and what never was', async () => {
    await using world = await fresh();
    await world.proposes(BTC);
    await world.minutes(241);
    expect(await world.says('/approve c1')).toContain('c1 ');
    expect(world.events('condition.armed')).toEqual([]);
    expect(await world.says('/approve c77')).toBe('There is no proposal c77.\n/proposals');
  });

  it('arms nothing while Heron is halted', async () => {
    await using world = await fresh();
    await world.proposes(BTC);
    await world.says('/halt');
    expect(await world.says('/approve c1')).toContain('Heron is halted');
    expect(world.condition('c1')?.status).toBe('proposed');
  });
});

describe('/reject and /disarm', () => {
  it('keeps the reason of a no', async () => {
    await using world = await fresh();
    await world.proposes(BTC);
    expect(await world.says('/reject c1 news in an hour')).toBe('c1 is rejected; nothing will be opened.\nReason: news in an hour');
    expect(world.events('condition.rejected')[0]?.data.reason).toBe('news in an hour');
  });

  it('takes back one approval, or all of them', async () => {
    await using world = await fresh();
    for (const idea of [BTC, ETH]) await world.says(`/approve ${await world.proposes(idea)}`);
    expect(await world.says('/disarm all')).toContain('✓ 2 of 2 done');
    expect(await world.says('/disarm all')).toBe('Nothing is armed, so there is nothing to disarm.');
    expect(await world.says('/disarm c1')).toBe('✗ c1 is not armed.');
  });
});

describe('/close and /cancel', () => {
  it.each(['t1', '1', 'c1', 'btc', 'BTC/USDT'])('closes the position that %s means', async (word) => {
    await using world = await open();
    expect(await world.says(`/close ${word}`)).toContain('✓ t1 is closed.');
    expect([...world.ledger.memory.positions.keys()]).toEqual(['t2']);
    expect(world.events('trade.closed')[0]?.data.exit_reason).toBe('manual');
  });

  it('closes all, by the words of other bots too, and says that there is nothing left', async () => {
    await using world = await open();
    expect(await world.says('/fx all')).toContain('✓ 2 of 2 done');
    expect(await world.says('/forceexit all')).toContain('No position is open.');
  });

  it('does not cancel the order that protects a position', async () => {
    await using world = await open();
    const stop = [...world.ledger.memory.orders.values()].find(({ order }) => order.tradeId === 't1');
    expect(await world.says(`/cancel ${stop?.order.id}`)).toContain('protects a position');
    expect(world.ledger.memory.orders.has(stop?.order.id ?? '')).toBe(true);
  });
});

describe('/pause, /halt and /resume', () => {
  it('pauses every desk, or one, and says when there is none of that name', async () => {
    await using world = await fresh();
    expect(await world.says('/stopentry')).toContain('Desk main is paused');
    expect(world.ledger.memory.desks.get('main')?.status).toBe('paused');
    expect(await world.says('/unpause main')).toContain('Desk main is active again');
    expect(await world.says('/pause other')).toBe('There is no desk other.\nDesks: main.');
  });

  it('halts in one step, twice is the same as once, and tells what stays protected', async () => {
    await using world = await open();
    const said = await world.says('/halt the exchange behaves strangely');
    expect(said).toContain(
      '! Heron is halted · PAPER · SIMULATED\nentry orders  none at work\npositions     2 open, 2 with a stop at the venue',
    );
    expect(await world.says('/halt')).toContain('! Heron is still halted, since 08:02 UTC');
    expect(world.events('halt.set')).toHaveLength(1);
  });

  it('resumes only for the phrase, after saying what would go on', async () => {
    await using world = await open();
    expect(await world.says('/resume')).toBe('Heron is not halted.\nThere is nothing to resume.');
    await world.says('/halt');
    const asked = await world.says('/resume');
    expect(asked).toContain('positions  2 open');
    expect(asked).toContain('To go on, type the phrase: /resume "resume trading"');
    expect(await world.says('/resume yes')).toContain('That was not the phrase.');
    expect(world.ledger.memory.halt).toBeDefined();
    expect(await world.says('/resume "resume trading"')).toContain('✓ Resumed.');
    expect(world.ledger.memory.halt).toBeUndefined();
  });

  it('lets a trader halt but not resume', async () => {
    await using world = await fresh();
    expect(await world.says('/halt', { role: 'trader' })).toContain('Heron is halted');
    expect(await world.says('/resume "resume trading"', { role: 'trader' })).toBe('/resume needs the role owner.\nNothing was done.');
    expect(world.ledger.memory.halt).toBeDefined();
  });
});

describe('/propose', () => {
  it('asks the strategist now, and says why there is nothing', async () => {
    await using world = await fresh();
    world.strategist.reasons = ['the score is 48 of 60 needed'];
    const said = await world.says('/propose BTC/USDT');
    expect(said).toContain('Nothing to propose at the moment');
    expect(said).toContain('the score is 48 of 60 needed');
    expect(await world.says('/propose nowhere')).toContain('There is no market nowhere here.');
  });
});
