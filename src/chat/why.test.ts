import { describe, expect, it } from 'vitest';
import { eventBySeq } from '#src/ledger/events.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';

const IDEA = {
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
  riskPct: 0.2,
  hours: 4,
  against: 'The trend is weak.',
} as const;
const start = (options: WorldOptions = {}): Promise<World> =>
  openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'], ...options });

describe('/why of a condition', () => {
  it('tells a whole trade in order, each sentence with the numbers of events that say so', async () => {
    await using world = await start();
    const id = await world.proposes(IDEA);
    await world.says(`/approve ${id}`);
    for (const price of [64_001, 65_501, 64_100]) await world.minutes(10, { 'BTC/USDT': price });
    const told = await world.says('/why t1');
    const beginnings = [
      'It made 0.6',
      ': target 1 was reached, then the stop, moved to break-even, was hit.',
      'A fresh break of structure',
      'Against it: The trend is weak.',
      '5 Jan 2026, UTC',
      'smc proposed c1: long BTC/USDT when BTC/USDT crosses above 64,000; stop 63,000, targets 65,500 and 67,000, risk 20.00 USDT.',
      'Approved at the terminal; armed until',
      'The trigger came true at a last price of 64,0',
      'Bought 0.017',
      'A stop was placed at 63,000.',
      'Target 1: sold 0.008',
      'The stop of t1 moved from 63,000 to 64,',
      'Sold 0.008',
      '(break-even stop, fee',
      't1 closed, the stop, moved to break-even, was hit: +1',
    ];
    let from = 0;
    for (const beginning of beginnings) {
      const at = told.indexOf(beginning, from);
      expect(at, `"${beginning}" in its place in:\n${told}`).toBeGreaterThanOrEqual(from);
      from = at;
    }
    const numbers = [...told.matchAll(/#(\d+)/g)].map(([, seq]) => Number(seq));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const seq of numbers) expect(JSON.stringify(eventBySeq(world.ledger, seq))).toMatch(/"[cto]\d"/);
    expect(await world.says('/why c1')).toBe(told);
    expect(await world.says('/why o1')).toBe(told);
  });

  it('says what it waits for while it is proposed, armed and open', async () => {
    await using world = await start();
    const id = await world.proposes(IDEA);
    expect(await world.says(`/why ${id}`)).toContain('It waits for your answer; it expires in 4 h');
    await world.says(`/approve ${id}`);
    expect(await world.says(`/why ${id}`)).toContain('It is armed and waits for its trigger (0.31 % above the price) until 12:01 UTC.');
    await world.price('BTC/USDT', 64_001);
    expect(await world.says('/why t1')).toMatch(/It is open: 0\.017\d+ BTC\/USDT, -?\d+\.\d\d USDT so far, stop at 63,000\./);
  });

  it.each([
    [
      'rejected',
      async (world: World, id: string) => world.says(`/reject ${id} news in an hour`),
      'Nothing was opened. Rejected at the terminal: news in an hour.',
    ],
    ['expired', async (world: World) => world.minutes(241), 'Nothing was opened. It expired: nobody answered in time.'],
    [
      'disarmed',
      async (world: World, id: string) => [await world.says(`/approve ${id}`), await world.says(`/disarm ${id}`)],
      'Nothing was opened. Disarmed at the terminal: taken back.',
    ],
    [
      'denied',
      async (world: World, id: string) => [await world.says(`/approve ${id}`), await world.price('BTC/USDT', 64_001, { spreadBps: 60 })],
      'Nothing was opened. The guard spread said no (60 bps against 25 bps)',
    ],
  ])('says first that nothing was opened, and why, when it was %s', async (_, happens, answer) => {
    await using world = await start();
    const id = await world.proposes(IDEA);
    await happens(world, id);
    const told = await world.says(`/why ${id}`);
    expect(told.split('\n')[1]).toContain(answer.slice(0, 60));
  });

  it('follows a halved proposal back to the one that it came from', async () => {
    await using world = await start();
    const id = await world.proposes(IDEA);
    await world.says(`/approve ${id} half`);
    const told = await world.says('/why c2');
    expect(told).toContain('Another proposal took its place: half of it was approved as c2.');
    expect(told).toContain('smc proposed c2');
  });
});

describe('/why of a market', () => {
  it('gives the last decision with its reasons, how often it was looked at, and what lives there', async () => {
    await using world = await start();
    world.strategist.reasons = ['the score is 48 of 60 needed', 'no order block on 1h'];
    await world.says('/propose BTC/USDT');
    const told = await world.says('/why btc');
    expect(told).toContain('Why BTC/USDT: nothing was proposed · PAPER · SIMULATED\nThe score is 48 of 60 needed\n· no order block on 1h');
    expect(told).toMatch(/evidence {4}trace \d+/);
    await world.proposes(IDEA);
    expect(await world.says('/why BTC/USDT')).toContain('Live here: c1 (long, proposed).');
  });

  it('says so when nobody has looked yet, and what has a story when the word has none', async () => {
    await using world = await start();
    expect(await world.says('/why ETH/USDT')).toContain('Nobody has looked at this market yet');
    expect(await world.says('/why t99')).toContain(
      't99 has no story here.\nAsk about a trade (t1), a condition (c1), an order (o1), or a market: ',
    );
  });
});
