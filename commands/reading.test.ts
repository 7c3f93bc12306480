import { describe, expect, it } from 'vitest';
import { PHONE_COLUMNS } from '#src/chat/plainText.ts';
import { decimal, sum, toText } from '#src/domain/decimal.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { performanceBy, pnlBetween } from '#src/ledger/pnl.ts';
import { openWorld, type World } from '#test/harness.ts';
import { commands } from './index.ts';

const BTC = {
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
  riskPct: 0.2,
} as const;
const ETH = { market: 'ETH/USDT', entry: 3_220, stop: 3_150, targets: [[3_350, 100]], riskPct: 0.2 } as const;
const fresh = (sets: readonly string[] = []): Promise<World> =>
  openWorld({ prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 }, sets: ['policy.autoUpToPct=0', ...sets] });

/** One trade won in BTC/USDT, one lost in ETH/USDT, nothing open. */
async function traded(sets: readonly string[] = []): Promise<World> {
  const world = await fresh(['policy.autopilot=true', ...sets]);
  await world.proposes(BTC);
  await world.proposes(ETH);
  for (const [btc, eth] of [
    [64_010, 3_225],
    [65_600, 3_140],
    [64_000, 3_140],
  ] as const)
    await world.minutes(10, { 'BTC/USDT': btc, 'ETH/USDT': eth });
  expect(world.events('trade.closed')).toHaveLength(2);
  return world;
}

describe('reading commands', () => {
  it.each(commands.filter(({ role, args }) => role === 'viewer' && Object.keys(args.shape).length === 0).map(({ name }) => name))(
    '/%s has something friendly to say before anything happened',
    async (name) => {
      await using world = await openWorld();
      const said = await world.says(`/${name}`);
      expect(said).not.toMatch(/undefined|NaN|\[object/);
      expect(said.split('\n').length, said).toBeGreaterThan(1);
      expect(world.bugs).toEqual([]);
    },
  );

  it('change nothing: no event is written by any of them', async () => {
    await using world = await traded();
    const before = world.ledger.head.seq;
    for (const { name, role, examples } of commands)
      if (role === 'viewer' && name !== 'audit') for (const line of examples) await world.says(line, { role: 'viewer' });
    expect(world.ledger.head.seq).toBe(before);
    expect(world.bugs).toEqual([]);
  });

  it('/status tells the mode, the money, what is open and what waits', async () => {
    await using world = await fresh();
    const id = await world.proposes(BTC);
    expect(await world.says('/status')).toContain('waiting    1 proposal for your answer');
    await world.says(`/approve ${id}`);
    await world.price('BTC/USDT', 64_001);
    const said = await world.says('/status');
    expect(said).toContain('Status · PAPER · SIMULATED\ntrading    on\nequity     ');
    expect(said).toMatch(
      /today {6}no trade closed\nopen {7}1 position, -?\d+\.\d\d so far\nopen risk {2}\d+\.\d\d USDT \(0\.\d+ % of equity\)\narmed {6}0/,
    );
    expect(said).toContain('prices     SIMULATED, 2 markets, oldest ');
  });

  it('/status says first that trading is halted, and since when', async () => {
    await using world = await fresh();
    await world.says('/halt fire drill');
    expect(await world.says('/status')).toContain('! Status · PAPER · SIMULATED\ntrading    HALTED since 08:01 UTC: fire drill');
  });

  it('/pnl, /status, /performance, /desks and /coins give one and the same result, to the last digit', async () => {
    await using world = await traded();
    const { ledger } = world;
    const whole = pnlBetween(ledger, undefined, undefined);
    expect((await world.asks('/pnl all')).data).toMatchObject({ pnl: toText(whole.pnl), fees: toText(whole.fees), trades: 2, wins: 1 });
    expect((await world.asks('/pnl day')).data).toMatchObject({ pnl: toText(whole.pnl) });
    const [account] = ((await world.asks('/status')).data as { accounts: { pnlToday: string; equity: string }[] }).accounts;
    expect(account?.pnlToday).toBe(toText(whole.pnl));
    expect(account?.equity).toBe(toText(equityOf(ledger.memory, world.app.quotes, 'paper').equity));
    for (const by of ['market', 'desk', 'strategist', 'pattern', 'regime', 'weekday', 'hour'] as const) {
      const parts = (await world.asks(`/performance ${by}`)).data as { pnl: string }[];
      expect(parts).toHaveLength(performanceBy(ledger, by).length);
      expect(toText(sum(parts.map(({ pnl }) => decimal(pnl))))).toBe(toText(whole.pnl));
    }
    expect((await world.asks('/desks')).data).toMatchObject([{ desk: 'main', trades: 2, pnl: toText(whole.pnl) }]);
    const coins = (await world.asks('/coins')).data as { pnl: string }[];
    expect(toText(sum(coins.map(({ pnl }) => decimal(pnl))))).toBe(toText(whole.pnl));
  });

  it('/pnl knows days, weeks and months of the owner, and the words of other bots', async () => {
    // An audit of each hour of eight days takes most of the time.
    await using world = await traded(['jobs.auditMinutes=10000']);
    const all = await world.says('/pnl all');
    expect(all).toMatch(/^. PnL since the start: [+-]\d+\.\d\d USDT · PAPER · SIMULATED\ntrades {2}2, 1 won \(50 %\)/);
    expect(await world.says('/profit')).toBe(all);
    expect(await world.says('/daily')).toBe(await world.says('/pnl'));
    expect(await world.says('/pnl all nowhere')).toBe('There is no desk nowhere.\nDesks: main.');
    await world.silence(3 * 1440);
    expect(await world.says('/pnl')).toContain('No trade was closed today');
    expect((await world.asks('/pnl week')).data).toMatchObject({ trades: 2 });
    await world.silence(5 * 1440);
    expect((await world.asks('/weekly')).data).toMatchObject({ trades: 0 });
    expect((await world.asks('/monthly')).data).toMatchObject({ trades: 2 });
  });

  it('/trades lists the last ones, /trade shows one with every digit', async () => {
    await using world = await traded();
    const list = await world.says('/trades');
    expect(list).toContain('id  market');
    for (const line of list.split('\n')) expect([...line].length).toBeLessThanOrEqual(PHONE_COLUMNS);
    const [first] = (await world.asks('/trades 1')).data as { id: string; pnl: string }[];
    const said = await world.says(`/trade ${first?.id}`);
    expect(said.replaceAll(',', '')).toContain(`PnL      ${first?.pnl} USDT`);
    expect(await world.says('/trade 99')).toBe('There is no trade t99.\n/trades lists the last ones.');
  });

  it('/positions, /position and /orders show what is open, what it made so far and what protects it', async () => {
    await using world = await fresh(['policy.autopilot=true']);
    await world.proposes(BTC);
    await world.price('BTC/USDT', 64_001);
    expect(await world.says('/positions')).toMatch(
      /1 open · PAPER · SIMULATED\nid {2}market {4}side {2}so far +stop\nt1 {2}BTC\/USDT {2}long +-\d\.\d\d {2}63,000/,
    );
    const one = await world.says('/position btc');
    expect(one).toMatch(/t1: long BTC\/USDT · PAPER · SIMULATED\nso far +-\d\.\d\d USDT before the fees of leaving/);
    expect(one).toMatch(/at the stop +-1\d\.\d\d USDT/);
    expect(await world.says('/position t7')).toBe('No position t7 is open.\nOpen: t1 (BTC/USDT).');
    expect(await world.says('/orders')).toMatch(/o2 BTC\/USDT\n {2}sell 0\.017\d+ · at stop 63,000\n {2}for stop of t1 · is open/);
    expect(await world.says('/trade t1')).toContain('t1 is still open.');
  });

  it('/conditions shows how far away a trigger is and how long it is watched for', async () => {
    await using world = await fresh();
    await world.says(`/approve ${await world.proposes({ ...BTC, hours: 4 })}`);
    expect(await world.says('/conditions')).toMatch(/c1 {2}BTC\/USDT {2}long {2}\+0\.31 % +4 h/);
  });

  it('/proposals shows the card when one waits, and a list when several do', async () => {
    await using world = await fresh();
    await world.proposes(BTC);
    expect(await world.says('/proposals')).toContain('Proposal c1: long BTC/USDT · PAPER · SIMULATED');
    await world.proposes(ETH);
    expect(await world.says('/proposals')).toContain('2 proposals wait for you · PAPER · SIMULATED\nid  market    side   risk  left');
  });

  it('/balance holds cash, holdings and their worth', async () => {
    await using world = await fresh(['policy.autopilot=true']);
    await world.proposes(BTC);
    await world.price('BTC/USDT', 64_001);
    const { equity, cash, holdings } = equityOf(world.ledger.memory, world.app.quotes, 'paper');
    expect(toText(sum([cash, holdings]))).toBe(toText(equity));
    const said = await world.says('/balance');
    expect(said).toMatch(/asset +amount\nUSDT +8,\d{3}\.\d+\nBTC +0\.017\d+/);
    expect((await world.asks('/balance')).data).toMatchObject([{ equity: toText(equity), cash: toText(cash) }]);
  });

  it('/market understands a coin by its name, and helps with one that is not there', async () => {
    await using world = await fresh();
    expect(await world.says('/market eth')).toMatch(
      /^ETH\/USDT · PAPER · SIMULATED\nprice +3,200, \d+ s old\nbid, ask +3,199\.\d+, 3,200\.\d+ \(\d\.\d bps\)/,
    );
    expect(await world.says('/market BTC/EUR')).toMatch(/^There is no market BTC\/EUR here\.\nDid you mean BTC\/USDT or BTC\/USDT:USDT\?$/);
    expect(await world.says('/market doge')).toContain('Heron watches BTC/USDT, ');
  });

  it('/risk gives each limit in words, with what is used of it', async () => {
    await using world = await fresh();
    const said = await world.says('/risk');
    expect(said).toContain('· At most 5 positions at once.\n  now: 0 of 5');
    expect(said).toContain('Looked at with each order:');
    expect((await world.asks('/risk')).data).toMatchObject({
      limits: expect.arrayContaining([expect.objectContaining({ guard: 'dailyLoss' })]),
    });
  });

  it('/health names the part that needs a look', async () => {
    await using world = await fresh();
    await world.silence(60);
    expect(await world.says('/health')).toMatch(/^! Needs a look: .*BTC\/USDT/);
  });

  it('/config shows what was changed, a group, one key, and the nearest key', async () => {
    await using world = await fresh();
    expect(await world.says('/config')).toContain('policy.autoUpToPct = 0 (--set)');
    expect(await world.says('/config policy')).toContain('policy.autopilot = false');
    expect(await world.says('/show_config policy.autopilot')).toBe('Settings: policy.autopilot\npolicy.autopilot = false');
    expect(await world.says('/config policy.autopilott')).toContain('Did you mean policy.autopilot');
  });

  it('/verify proves the chain, with an anchor to keep', async () => {
    await using world = await traded();
    expect(await world.says('/verify')).toContain('✓ The chain of events is unbroken');
    const { seq, hash } = world.ledger.head;
    expect(await world.says('/verify')).toContain(`#${seq} ${hash.slice(0, 16)}`);
  });

  it('/logs tells the last events as sentences', async () => {
    await using world = await traded();
    const said = await world.says('/logs 5');
    expect(said.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(5);
    expect(said).toContain(`#${world.ledger.head.seq} `);
  });

  it('/help lists what a role may say, and tells how one command is used', async () => {
    await using world = await fresh();
    const owner = await world.says('/help');
    for (const { name } of commands) expect(owner).toContain(`/${name}`);
    const viewer = await world.says('/help', { role: 'viewer' });
    expect(viewer).toContain('/status');
    expect(viewer).not.toMatch(/\/approve ID|\/resume \[/);
    expect(await world.says('/help close')).toContain('also      /forceexit, /fx');
    expect(await world.says('/help clos')).toBe('There is no command /clos.\nDid you mean /close?');
  });
});
