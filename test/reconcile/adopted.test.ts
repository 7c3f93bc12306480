import { describe, expect, it } from 'vitest';
import { sentenceAbout } from '#src/chat/sentence.ts';
import { decimal, subtract, toText, ZERO } from '#src/domain/decimal.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

const amountOf = (stage: LiveStage, trade: string) => stage.ledger.memory.positions.get(trade)?.amount ?? ZERO;
const zombieOf = (stage: LiveStage): string =>
  stage.events('finding.opened').find(({ data }) => /RECON-(?:ZOMBIE|QUANTITY)/.test(data.invariant))?.subject ?? '';

/** A person looks at what would be booked for the position and says yes; returns what they were shown. */
async function adopts(stage: LiveStage): Promise<readonly string[]> {
  const plan = stage.reconciler.plan(zombieOf(stage));
  if (!plan.ok) throw new Error(plan.text);
  expect(await stage.gets(stage.reconciler.adopt(zombieOf(stage), plan.hash, 'user:terminal'))).toMatchObject({ ok: true });
  await stage.minutes(3);
  return plan.lines;
}

const sources = (stage: LiveStage): string[] => stage.events('exit.adopted').map(({ data }) => `${data.source} ${data.price}`);
const prices = (stage: LiveStage): string[] =>
  stage.events('fill.recorded').flatMap(({ data }) => (data.purpose === 'manual' ? [data.price] : []));

describe('a position that the venue does not have any more', () => {
  it('is closed at the prices of the venue’s own executions, not at the last one', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const whole = amountOf(stage, trade);
    stage.quote(PERP, 63_900);
    stage.venue.byHand(PERP, 'sell', '0.1', 'web-1');
    stage.quote(PERP, 63_700);
    stage.venue.byHand(PERP, 'sell', toText(subtract(whole, decimal('0.1'))), 'web-2');
    stage.quote(PERP, 63_200);
    await stage.minutes(5);
    const lines = await adopts(stage);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/an exit by hand, as the venue tells it$/);
    expect(sources(stage)).toEqual(['venue 63900', 'venue 63700']);
    expect(prices(stage)).toEqual(['63900', '63700']);
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.findings().filter((one) => one.includes('RECON-FILL'))).toEqual([]);
  });

  it('is closed at the last price where the venue shows none, which is said before and written down', async () => {
    await using stage = await LiveStage.open();
    await stage.enters({ market: PERP }, 5);
    stage.venue.openAmounts.set(PERP, ZERO);
    await stage.minutes(5);
    const [line, ...more] = await adopts(stage);
    expect([line, more]).toEqual([
      expect.stringMatching(/at 64110: an estimate from the last price, because the venue shows no execution/),
      [],
    ]);
    expect(sources(stage)).toEqual(['estimate 64110']);
    const [event] = stage.events('exit.adopted');
    expect(event && sentenceAbout(event)).toMatch(/from t1 was taken over at 64,110.*an estimate from the last price/);
  });

  it('is closed at both where the venue shows a part of it', async () => {
    await using stage = await LiveStage.open();
    await stage.enters({ market: PERP }, 5);
    stage.quote(PERP, 63_900);
    stage.venue.byHand(PERP, 'sell', '0.1', 'web-1');
    stage.quote(PERP, 63_500);
    stage.venue.openAmounts.set(PERP, ZERO);
    await stage.minutes(5);
    expect(await adopts(stage)).toHaveLength(2);
    expect(sources(stage)).toEqual(['venue 63900', 'estimate 63500']);
    expect(stage.ledger.memory.positions.size).toBe(0);
  });

  it('takes no execution for it that is of the other side, or larger than what is missing', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    const whole = Number(toText(amountOf(stage, trade)));
    stage.quote(BTC, 63_900);
    stage.venue.byHand(BTC, 'buy', '0.5', 'web-1');
    stage.venue.byHand(BTC, 'sell', '0.6', 'web-2');
    await stage.minutes(5);
    expect(whole).toBeGreaterThan(0.1);
    const lines = await adopts(stage);
    expect(lines).toEqual([expect.stringMatching(/^0\.1 .*an estimate/)]);
    expect(sources(stage)).toEqual(['estimate 63900']);
  });

  it('is found by executions that were made while nobody ran', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    stage.kill();
    stage.quotes.put({ market: PERP, bid: 1, ask: 1, last: 1, bidSize: 1, askSize: 1, at: stage.now });
    stage.venue.price(PERP, 63_800);
    stage.venue.byHand(PERP, 'sell', toText(amountOf(stage, trade)), 'web-1');
    await stage.restart(3_600);
    stage.quote(PERP, 64_500);
    await stage.minutes(5);
    await adopts(stage);
    expect(sources(stage)).toEqual(['venue 63800']);
  });
});

describe('two cards about one trade by hand', () => {
  it('are adopted one after the other only once Heron has looked again: it is booked once', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const whole = amountOf(stage, trade);
    stage.quote(PERP, 63_900);
    stage.venue.byHand(PERP, 'sell', toText(whole), 'web-1');
    await stage.minutes(5);
    const cards = stage.events('finding.opened').map(({ subject }) => subject);
    expect(cards.length).toBeGreaterThan(1);
    const plans = cards.map((id) => ({ id, plan: stage.reconciler.plan(id) }));
    const answers = [];
    for (const { id, plan } of plans) if (plan.ok) answers.push(await stage.gets(stage.reconciler.adopt(id, plan.hash, 'user:terminal')));
    expect(answers.map(({ ok }) => ok)).toEqual([true, ...answers.slice(1).map(() => false)]);
    expect(answers.length).toBeGreaterThan(1);
    await stage.minutes(3);
    expect(stage.events('exit.adopted')).toHaveLength(1);
    expect(prices(stage)).toEqual(['63900']);
    expect(stage.findings()).toEqual([]);
  });
});
