import { describe, expect, it } from 'vitest';
import { openWorld, type World } from '#test/harness.ts';
import type { Idea } from '#test/scriptedStrategist.ts';
import { Vandal } from '#test/vandal.ts';
import { arms, BTC, closed, denial, enters, ethIdea, idea, openAmount, openTradeOf, PERP, perpIdea, shortIdea } from './acts.ts';

const PRICES = { [BTC]: 63_900, 'ETH/USDT': 3_180, 'SOL/USDT': 150, [PERP]: 63_900, 'ETH/USDT:USDT': 3_180 };
const world = (sets: readonly string[] = []): Promise<World> => openWorld({ prices: PRICES, sets });
const solIdea = (): Idea => ({
  market: 'SOL/USDT',
  entry: 151,
  stop: 148,
  targets: [
    [155, 50],
    [160, 50],
  ],
});
const statusOf = (it: World, id: string): string | undefined =>
  it.ledger.get<{ status: string }>('select status from condition where id = ?', id)?.status;

/** Somebody with a database tool, while nobody runs. */
async function tampers(it: World, sql: string): Promise<void> {
  it.auditsAtEnd = false;
  await it.app.stop('for the vandal');
  {
    using vandal = new Vandal(it.path);
    vandal.db.exec(sql);
  }
  await it.open(it.now, it.feed.seen());
  await it.price(BTC, 63_900);
}

describe('a proposal', () => {
  it('is durable: it can be answered after a crash, and what was armed acts after another', async () => {
    await using it = await world();
    const id = await it.proposes(idea());
    await it.restart({ crash: true });
    expect(it.condition(id)?.status).toBe('proposed');
    await it.says(`/approve ${id}`);
    await it.restart({ crash: true });
    expect(it.condition(id)?.status).toBe('armed');
    await it.price(BTC, 64_010);
    expect(it.events('fill.recorded')).toHaveLength(1);
  });

  it('expires when nobody answers, and a late yes is told so', async () => {
    await using it = await world();
    const id = await it.proposes(idea({ hours: 1 }));
    await it.minutes(61);
    expect(statusOf(it, id)).toBe('expired');
    expect(await it.says(`/approve ${id}`)).toMatch(/expired/);
    expect(it.events('condition.armed')).toEqual([]);
  });

  it('expires at the very answer, when no price came since', async () => {
    await using it = await world();
    const id = await it.proposes(idea({ hours: 1 }));
    await it.silence(61);
    expect(await it.says(`/approve ${id}`)).toMatch(/expired/);
    expect(statusOf(it, id)).toBe('expired');
  });

  it('expires when its trigger does not come in time', async () => {
    await using it = await world();
    const id = await arms(it, idea({ hours: 1 }));
    await it.minutes(61);
    expect(statusOf(it, id)).toBe('expired');
    await it.price(BTC, 64_010);
    expect(it.events('condition.triggered')).toEqual([]);
  });

  it('is replaced by a newer one for the same market and side, and merged with one that is the same', async () => {
    await using it = await world();
    const first = await it.proposes(idea());
    const second = await it.proposes(idea({ stop: 62_800 }));
    expect(statusOf(it, first)).toBe('superseded');
    expect((await it.suggests(idea({ stop: 62_810 }))).reasons[0]).toBe(`merged: the same as ${second}`);
    expect(it.events('condition.merged').map(({ subject }) => subject)).toEqual([second]);
    expect(await it.says(`/approve ${first}`)).toMatch(/superseded|newer/);
    expect(statusOf(it, second)).toBe('proposed');
  });

  it('is refused while the same market and side is armed or open, unless that is allowed', async () => {
    await using it = await world();
    await arms(it);
    expect((await it.suggests(idea({ stop: 62_800 }))).reasons[0]).toMatch(/is armed for the same market and side/);
    await it.price(BTC, 64_010);
    expect((await it.suggests(idea({ entry: 64_500, stop: 63_500, targets: [[66_000, 100]] }))).reasons[0]).toMatch(
      /is triggered for the same market and side/,
    );
    // The other side of another market is another matter.
    await it.proposes(shortIdea());
    await using free = await world(['condition.sameMarketAndSide=true']);
    await arms(free);
    await free.proposes(idea({ stop: 62_800 }));
  });

  it('is refused when five wait for an answer', async () => {
    await using it = await world();
    const ids = [];
    for (const what of [idea(), ethIdea(), solIdea(), perpIdea(), shortIdea()]) ids.push(await it.proposes(what));
    expect((await it.suggests(ethIdea({ market: 'ETH/USDT:USDT' }))).reasons[0]).toBe('refused: 5 proposals wait for an answer already');
    await it.says(`/reject ${ids[0]}`);
    await it.proposes(ethIdea({ market: 'ETH/USDT:USDT' }));
  });
});

describe('an answer', () => {
  it('is asked for twice when the price moved beyond tolerance, with the difference', async () => {
    await using it = await world();
    const id = await it.proposes(idea());
    await it.price(BTC, 63_500);
    const said = await it.says(`/approve ${id}`);
    expect(said).toMatch(/price has moved/);
    expect(said).toMatch(/63,900.*63,500/s);
    expect(statusOf(it, id)).toBe('proposed');
    await it.says(`/approve ${id}`);
    expect(statusOf(it, id)).toBe('armed');
    expect(it.events('approval.drifted')).toHaveLength(1);
  });

  it('is asked for anew when the second answer comes too late or at yet another price', async () => {
    await using it = await world();
    const id = await it.proposes(idea());
    await it.price(BTC, 63_500);
    await it.says(`/approve ${id}`);
    await it.minutes(3);
    await it.says(`/approve ${id}`);
    await it.price(BTC, 63_100);
    await it.says(`/approve ${id}`);
    expect(statusOf(it, id)).toBe('proposed');
    expect(it.events('approval.drifted')).toHaveLength(3);
    await it.says(`/approve ${id}`);
    expect(statusOf(it, id)).toBe('armed');
  });

  it('is checked against what the account has become: too much of less equity is never', async () => {
    await using it = await world([
      'policy.neverAbovePct=1.05',
      'guards.marketExposurePct=90',
      'guards.venueExposurePct=90',
      'guards.drawdownHaltPct=90',
    ]);
    const id = await it.proposes(ethIdea({ riskPct: 1 }));
    const trade = await enters(it, perpIdea({ riskPct: 1 }));
    await it.price(PERP, 56_000); // far through the stop
    expect(Number(closed(it, trade).pnl)).toBeLessThan(-600);
    expect(await it.says(`/approve ${id}`)).toMatch(/more than the policy ever allows/);
    expect(statusOf(it, id)).toBe('proposed');
  });

  it('arms nothing while Heron is halted', async () => {
    await using it = await world();
    const id = await it.proposes(idea());
    await it.says('/halt storm');
    expect(await it.says(`/approve ${id}`)).toMatch(/halted/);
    expect(statusOf(it, id)).toBe('proposed');
    await it.says(`/reject ${id}`);
    expect(statusOf(it, id)).toBe('rejected');
  });

  it('is bound to exact parameters: a row that was changed since is not armed', async () => {
    await using it = await world();
    const id = await it.proposes(idea());
    await tampers(it, "update condition set stop = '60000'");
    expect(await it.says(`/approve ${id}`)).toMatch(/was changed since it was proposed/);
    expect(it.events('condition.armed')).toEqual([]);
  });

  it.each([
    ['stop', "update condition set stop = '62000'"],
    ['risk', 'update condition set risk_pct = 5'],
    ['entry', `update condition set entry = '{"is":"above","level":"60000","type":"price"}'`],
    ['side', "update condition set side = 'short'"],
    ['targets', `update condition set targets = '[{"price":"70000","sharePct":100}]'`],
    ['expiry', "update condition set expires_at = '2026-01-09T00:00:00.000Z'"],
    ['exits', `update condition set exits = '{"atr":"1","breakEvenAfter":0,"timeLimitMs":0,"trail":[]}'`],
    ['approval', "update approval set params_hash = 'x'"],
    ['approval, which was deleted', 'delete from approval'],
  ])('is bound to exact parameters: another %s after it is denied at the trigger', async (_, sql) => {
    await using it = await world();
    await arms(it);
    await tampers(it, sql);
    await it.price(BTC, 64_010);
    expect(denial(it)).toMatchObject({ guard: 'approval' });
    expect(it.events('order.submitted')).toEqual([]);
  });

  it('counts once: of two at the same time the first wins, and the second is told who and when', async () => {
    await using it = await world();
    const id = await it.proposes(idea());
    const [first, second] = await Promise.all([
      it.says(`/approve ${id}`, { actor: 'user:anna', updateId: 'a' }),
      it.says(`/reject ${id}`, { actor: 'user:ben', updateId: 'b' }),
    ]);
    expect(first).toMatch(/armed/);
    expect(second).toMatch(/approved already, on anna at 08:01/);
    expect(it.events('condition.armed').map(({ actor }) => actor)).toEqual(['user:anna']);
    expect(it.events('condition.rejected')).toEqual([]);
    await it.restart({ crash: true });
    expect(await it.says(`/approve ${id}`, { actor: 'user:ben' })).toMatch(/approved already, on anna/);
  });

  it('can be half the size: a new condition with half the risk, approved by the same person, in place of the old one', async () => {
    await using it = await world();
    const id = await it.proposes(idea({ riskPct: 0.4 }));
    const said = await it.says(`/approve ${id} half`);
    expect(said).toMatch(/c2 is armed/);
    expect(statusOf(it, id)).toBe('superseded');
    expect(it.condition('c2')).toMatchObject({ status: 'armed', riskPct: 0.2 });
    // Half of it is small enough for the policy; the answer is the human's all the same, and there is one.
    expect(it.events('condition.armed').map(({ actor }) => actor)).toEqual(['user:terminal']);
    await it.price(BTC, 64_010);
    expect(openAmount(it, openTradeOf(it))).toBe('0.01728'); // 20 ÷ (1,016.41 + 0.22 % of the price)
  });
});

describe('policy', () => {
  it.each([
    [0.25, 'armed', ['policy']],
    [0.26, 'proposed', []],
    [2, 'proposed', []],
    [2.1, 'rejected', ['policy']],
  ])('a proposal that risks %s % of equity is %s', async (riskPct, status, actors) => {
    const roomy = ['guards.marketExposurePct=900', 'guards.venueExposurePct=900', 'guards.grossExposurePct=900', 'guards.riskPct=5'];
    await using it = await world(roomy);
    await it.suggests(perpIdea({ riskPct }));
    expect(statusOf(it, 'c1')).toBe(status);
    expect([...it.events('condition.armed'), ...it.events('condition.rejected')].map(({ actor }) => actor)).toEqual(actors);
  });

  it('approves everything that may be approved at all on autopilot, and says that it did', async () => {
    await using it = await world([
      'policy.autopilot=true',
      'guards.marketExposurePct=900',
      'guards.venueExposurePct=900',
      'guards.grossExposurePct=900',
      'guards.riskPct=5',
    ]);
    await it.suggests(idea());
    expect(it.events('condition.armed').map(({ actor, data }) => [actor, data.band])).toEqual([['policy', 'auto']]);
    await it.suggests(perpIdea({ riskPct: 2.5 }));
    expect(statusOf(it, 'c2')).toBe('rejected');
  });

  it('approves nothing while Heron is halted', async () => {
    await using it = await world(['policy.autopilot=true']);
    await it.says('/halt storm');
    await it.suggests(idea());
    expect(statusOf(it, 'c1')).toBe('proposed');
  });
});
