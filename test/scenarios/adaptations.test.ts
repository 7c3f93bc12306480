import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openChat } from '#src/chat/people.ts';
import { toIso } from '#src/domain/clock.ts';
import { adaptationById } from '#src/ledger/adaptations.ts';
import type { Trial } from '#src/reflection/trial.ts';
import { arms, BTC, ETH, idea } from './acts.ts';
import { BENCH, COOLDOWN, FAVOR, HALF, LearningWorld } from './adaptationScenes.ts';

describe('a change that is suggested', () => {
  it('is replayed over the last 30 days, and proposed with what the replay found', async () => {
    await using it = await LearningWorld.open();
    const { ok, id } = await it.suggests(BENCH);
    expect([ok, id]).toEqual([true, 'e1']);
    expect(it.trials.asked).toMatchObject([{ change: BENCH, from: '2025-12-06T08:01:00.000Z', to: '2026-01-05T08:01:00.000Z' }]);
    const row = adaptationById(it.world.ledger, 'e1');
    expect(row).toMatchObject({ status: 'proposed', target: `market ${BTC}`, grade: 'inconclusive' });
    expect((JSON.parse(row?.trial ?? '') as Trial).deltaR).toBe(3.66);
    expect(await it.triggers()).toBe('entered');
  });

  it.each<[string, unknown, RegExp]>([
    ['of an unknown kind', { kind: 'limit', key: 'guards.riskPct', after: 5 }, /no change that Heron knows/],
    ['with a field that nobody knows', { ...BENCH, size: 3 }, /size/],
    ['of a limit', { kind: 'parameter', key: 'guards.riskPct', before: 1, after: 1.2 }, /no change that Heron knows/],
    ['of a market that is not there', { ...BENCH, market: 'DOGE/USDT' }, /not a market of this desk/],
    ['by more than a fifth', { ...COOLDOWN, after: 180 }, /at most 20 %/],
    ['from a value that is not in force', { ...COOLDOWN, before: 100, after: 110 }, /is 120 now/],
    ['beyond its range', { kind: 'parameter', key: 'smc.targets.firstR', before: 1, after: 0.79 }, /between 0.8 and 2|at most 20 %/],
  ])('is refused in words %s', async (_, change, text) => {
    await using it = await LearningWorld.open();
    const learned = await it.suggests(change);
    expect(learned.ok).toBe(false);
    expect(learned.text).toMatch(text);
    expect(it.trials.asked).toEqual([]);
    expect(it.world.events('adaptation.proposed')).toEqual([]);
  });

  it('is dropped when the replay says that it harms, or does not help where it must', async () => {
    await using it = await LearningWorld.open();
    it.trials.finds = { verdict: 'harms', deltaR: -3.2, lowR: -5.1, highR: -1.3 };
    expect(await it.suggests(BENCH)).toMatchObject({
      ok: false,
      text: expect.stringContaining('-3.20 R (80 % interval -5.10 to -1.30 R)'),
    });
    it.trials.finds = { verdict: 'unclear' };
    expect((await it.suggests(BENCH, 'Perhaps.', true)).ok).toBe(false);
    it.trials.finds = { verdict: 'helps' };
    expect((await it.suggests(BENCH, 'Surely.', true)).ok).toBe(true);
  });

  it('is not proposed when it could not be replayed', async () => {
    await using it = await LearningWorld.open();
    it.trials.broken = new Error('the worker died');
    expect((await it.suggests(BENCH)).text).toMatch(/could not be replayed/);
    expect(it.world.bugs).toHaveLength(1);
    it.world.bugs.length = 0;
  });

  it('waits until the one before about the same thing is decided, and then a day', async () => {
    await using it = await LearningWorld.open();
    const [one, two] = await Promise.all([it.suggests(BENCH), it.suggests(FAVOR)]);
    expect([one.ok, two.ok]).toEqual([true, false]);
    expect(two.text).toMatch(/is being replayed/);
    expect((await it.suggests(FAVOR)).text).toMatch(/e1 about the same waits for an answer/);
    await it.world.says('/undo e1');
    expect((await it.suggests(BENCH)).text).toMatch(/rests until 2026-01-06T08:01/);
    await it.world.silence(24 * 60);
    await it.world.price(BTC, 63_900);
    expect((await it.suggests(BENCH)).ok).toBe(true);
  });
});

describe('a change in force', () => {
  it.each([
    ['a benched market', BENCH],
    ['a pattern that was put aside', { kind: 'pattern', pattern: 'momentum_breakout', action: 'deactivate' }],
    ['a rule against trading', { kind: 'rule', when: { weekday: 'Mon', hour: 8 }, action: 'no_trade' }],
  ] as const)('%s is not traded any more, also after a restart; undone, it is again', async (_, change) => {
    await using it = await LearningWorld.open();
    const id = await it.applies(change);
    expect(await it.triggers()).toEqual(['adaptation', id]);
    await it.world.restart({ crash: true });
    expect(await it.triggers()).toEqual(['adaptation', id]);
    expect(await it.world.says(`/undo ${id}`)).toContain('no longer in force');
    expect(await it.triggers()).toBe('entered');
  });

  it('says nothing about what it is not about', async () => {
    await using it = await LearningWorld.open();
    await it.applies({ kind: 'market', market: ETH, action: 'bench' });
    await it.applies({ kind: 'pattern', pattern: 'gap_fill', action: 'deactivate' });
    await it.applies({ kind: 'rule', when: { session: 'asia' }, action: 'no_trade' });
    await it.applies({ kind: 'rule', when: { weekday: 'Mon', regime: 'tight_smc' }, action: 'no_trade' });
    expect(await it.triggers()).toBe('entered');
    expect(it.sized()).toEqual({ factor: 1, because: 'normal', rules: [] });
  });

  it('a rule of half the size halves the order; favor makes it larger', async () => {
    await using it = await LearningWorld.open();
    const amount = (): number => Number(it.world.events('order.submitted').findLast(({ data }) => data.purpose === 'entry')?.data.amount);
    await it.trades(['wins']);
    const usual = amount();
    const half = await it.applies(HALF);
    await it.trades(['wins']);
    expect(it.sized()).toEqual({ factor: 0.5, because: `adaptation ${half}`, rules: [half] });
    expect(amount() / usual).toBeCloseTo(0.5, 1);
    const favor = await it.applies(FAVOR);
    await it.trades(['wins']);
    expect(it.sized()).toEqual({ factor: 0.5, because: `adaptation ${half}`, rules: [half, favor] });
    await it.world.says(`/undo ${half}`);
    await it.trades(['wins']);
    expect(it.sized()).toEqual({ factor: 1.25, because: `adaptation ${favor}`, rules: [favor] });
    expect(amount() / usual).toBeCloseTo(1.25, 1);
    expect(await it.world.says('/logs 30')).toContain('size × 1.25');
  });

  it('a rule of caution asks a person instead of the policy, says why, and takes their yes', async () => {
    await using it = await LearningWorld.open();
    const ann = it.world.person('telegram', '111', 'trader');
    const id = await it.applies({ kind: 'rule', when: { hour: 8 }, action: 'caution' });
    await it.world.minutes(1, { [BTC]: 63_900 });
    const asked = await it.world.proposes(idea({ riskPct: 0.2 }));
    expect(it.world.condition(asked)?.status).toBe('proposed');
    expect(it.world.events('policy.asked')).toMatchObject([{ subject: asked, data: { rules: [id] } }]);
    const card = ann.screen.texts().find((text) => text.includes(`Proposal ${asked}`));
    expect(card).toContain(`The policy leaves it to you: ${id} is in force: when it is 08:00–08:59 UTC: always ask.`);
    await ann.taps('Approve');
    await it.world.price(BTC, 64_010);
    expect(it.sized()).toEqual({ factor: 1, because: 'normal', rules: [id] });
  });

  it('what the policy approved before a rule of caution holds is not traded when it does', async () => {
    await using it = await LearningWorld.open();
    const id = await it.applies({ kind: 'rule', when: { hour: 9 }, action: 'caution' });
    await it.world.minutes(1, { [BTC]: 63_900 });
    await arms(it.world, idea({ riskPct: 0.2 }));
    await it.world.minutes(62);
    await it.world.price(BTC, 64_010);
    expect(it.world.events('condition.denied').at(-1)?.data).toMatchObject({
      guard: 'adaptation',
      figure: id,
      limit: 'approved by a person',
    });
  });

  it('a changed parameter is in force at once, in /config, and after a restart; undone, it is what it was', async () => {
    await using it = await LearningWorld.open();
    const { settings } = it.world.app;
    const id = await it.applies(COOLDOWN);
    expect(settings.values.smc.cooldown.lossMinutes).toBe(144);
    expect(await it.world.says('/config smc.cooldown.lossMinutes')).toContain(`smc.cooldown.lossMinutes = 144 (adaptation ${id})`);
    expect(it.world.settings.values.smc.cooldown.lossMinutes).toBe(120);
    await it.world.restart();
    expect(it.world.app.settings.values.smc.cooldown.lossMinutes).toBe(144);
    await it.world.says(`/undo ${id}`);
    expect(it.world.app.settings.values.smc.cooldown.lossMinutes).toBe(120);
    expect(await it.world.says('/config smc.cooldown.lossMinutes')).not.toContain('adaptation');
  });

  it('gives way to an owner who sets the parameter to something else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heron-owner-'));
    const path = join(folder, 'heron.db');
    try {
      const first = await LearningWorld.open([], { path });
      const id = await first.applies(COOLDOWN);
      const startAt = toIso(first.world.now);
      await first.world.end();
      const same = await LearningWorld.open([], { path, startAt });
      expect([same.status(id), same.world.app.settings.values.smc.cooldown.lossMinutes]).toEqual(['applied', 144]);
      await same.world.end();
      await using other = await LearningWorld.open(['smc.cooldown.lossMinutes=60'], { path, startAt: toIso(same.world.now) });
      expect([other.status(id), other.world.app.settings.values.smc.cooldown.lossMinutes]).toEqual(['undone', 60]);
      expect(other.world.events('adaptation.undone')[0]?.data.reason).toBe(
        'smc.cooldown.lossMinutes was set to 60 in the settings, and this was tried from 120',
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('applies itself on paper where the settings say so', async () => {
    await using it = await LearningWorld.open(['reflection.autoApply=true']);
    const { id = '' } = await it.suggests(BENCH);
    expect(adaptationById(it.world.ledger, id)).toMatchObject({ status: 'applied', applied_by: 'policy' });
  });
});

describe('a measurement', () => {
  it('takes back what did harm, and says so with figures', async () => {
    await using it = await LearningWorld.open();
    const id = await it.applies(HALF);
    it.world.heard();
    await it.trades(['wins', 'wins', 'wins', 'wins']);
    expect(it.status(id)).toBe('applied');
    await it.world.minutes(120);
    expect(it.status(id)).toBe('undone');
    expect(adaptationById(it.world.ledger, id)?.grade).toBe('harmful');
    const { reason } = it.world.events('adaptation.undone')[0]?.data ?? { reason: '' };
    expect(reason).toMatch(/^it did harm: 4 trades, -0\.\d+ R each \(80 % interval -0\.\d+ R to -0\.\d+ R\)$/);
    expect(it.world.heard().join('\n')).toContain(`${id} was taken back by Heron: ${reason}`);
    await it.trades(['wins']);
    expect(it.sized()).toEqual({ factor: 1, because: 'normal', rules: [] });
  });

  it('keeps what helped, goes on measuring at each doubling, and takes it back when it turns', async () => {
    await using it = await LearningWorld.open();
    const id = await it.applies(HALF);
    await it.trades(['loses', 'loses', 'loses', 'loses']);
    await it.world.minutes(120);
    expect(it.status(id)).toBe('kept');
    expect(it.world.events('adaptation.kept')[0]?.data.reason).toMatch(/^it helped: 4 trades, \+0\.\d+ R each/);
    await it.trades(['wins', 'wins', 'wins']);
    expect(it.world.events('adaptation.graded')).toHaveLength(1);
    await it.trades(['wins']);
    expect(it.world.events('adaptation.graded').map(({ data }) => JSON.parse(data.measured).look)).toEqual([4, 8]);
    expect(it.status(id)).toBe('kept');
    await it.trades(Array.from({ length: 8 }, () => 'wins' as const));
    expect(it.world.events('adaptation.graded').map(({ data }) => data.grade)).toEqual(['improved', 'inconclusive', 'harmful']);
    expect(it.status(id)).toBe('undone');
  });

  it.each([
    ['wins', 'undone', /^it did harm: 4 trades, -1\.\d+ R each/],
    ['loses', 'kept', /^it helped: 4 trades, \+1\.\d+ R each/],
  ] as const)(
    'holds what was kept from trading against its shadow: one that %s counts against or for it',
    async (outcome, status, reason) => {
      await using it = await LearningWorld.open();
      const id = await it.applies(BENCH);
      for (let i = 0; i < 4; i++) {
        expect(await it.triggers({ targets: [[65_500, 100]] })).toEqual(['adaptation', id]);
        await it.world.minutes(3, { [BTC]: outcome === 'wins' ? 65_600 : 62_900 });
      }
      await it.world.minutes(3, { [BTC]: 63_900 });
      await it.world.minutes(120);
      const shadows = it.world.ledger.all<{ r: number }>(
        "select r from shadow where why = 'control' and status = 'closed' and adaptation_id = ?",
        id,
      );
      expect(shadows).toHaveLength(4);
      expect(it.status(id)).toBe(status);
      expect(adaptationById(it.world.ledger, id)?.end_reason).toMatch(reason);
      const { meanR } = JSON.parse(adaptationById(it.world.ledger, id)?.measured ?? '{}') as { meanR: number };
      expect(meanR).toBeCloseTo(-shadows.reduce((sum, { r }) => sum + r, 0) / 4, 3);
    },
  );

  it('holds what a person was asked about and did not want against its shadow, too', async () => {
    await using it = await LearningWorld.open();
    const id = await it.applies({ kind: 'rule', when: { weekday: 'Mon' }, action: 'caution' });
    for (let i = 0; i < 4; i++) {
      await it.world.minutes(3, { [BTC]: 63_900 });
      const asked = await it.world.proposes(idea({ riskPct: 0.2, targets: [[65_500, 100]] }));
      await it.world.says(`/reject ${asked}`);
      await it.world.minutes(1);
      await it.world.minutes(3, { [BTC]: 64_010 });
      await it.world.minutes(3, { [BTC]: 62_900 });
    }
    await it.world.minutes(120);
    expect(it.world.events('condition.rejected')).toHaveLength(4);
    expect(adaptationById(it.world.ledger, id)).toMatchObject({
      status: 'kept',
      end_reason: expect.stringMatching(/^it helped: 4 trades, \+1\./),
    });
  });

  it('takes back what is not proven in time', async () => {
    await using it = await LearningWorld.open(['reflection.trialDays=2']);
    const id = await it.applies(HALF);
    await it.trades(['loses', 'wins', 'loses']);
    await it.world.restart({ afterMinutes: 48 * 60 });
    expect(it.status(id)).toBe('undone');
    expect(it.world.events('adaptation.undone')[0]?.data.reason).toMatch(
      /^not proven in 2 days: 3 of the 4 trades that it takes to say anything, [+-]0\.\d+ R each$/,
    );
  });

  it('measures a parameter by a replay over the time since, old against new', async () => {
    await using it = await LearningWorld.open();
    const id = await it.applies(COOLDOWN);
    it.trials.finds = { verdict: 'harms', deltaR: -4, lowR: -6, highR: -2 };
    await it.trades(['wins', 'wins', 'loses', 'wins']);
    await it.world.minutes(120);
    expect(it.trials.asked.at(-1)).toMatchObject({ change: COOLDOWN, from: '2026-01-05T08:01:00.000Z' });
    expect(it.status(id)).toBe('undone');
    expect(it.world.events('adaptation.undone')[0]?.data.reason).toBe('it did harm: 4 trades, -1 R each (80 % interval -1.5 R to -0.5 R)');
    expect(it.world.app.settings.values.smc.cooldown.lossMinutes).toBe(120);
  });

  it('does not begin a replay twice, and leaves alone what somebody took back meanwhile', async () => {
    await using it = await LearningWorld.open();
    const id = await it.applies(COOLDOWN);
    let done: (value: undefined) => void = () => undefined;
    it.trials.takes = new Promise<undefined>((resolve) => {
      done = resolve;
    }).then(() => undefined);
    it.trials.finds = { verdict: 'harms', deltaR: -4, lowR: -6, highR: -2 };
    await it.trades(['wins', 'wins', 'loses', 'wins']);
    await it.world.minutes(240);
    expect(it.trials.asked).toHaveLength(2);
    await it.world.says(`/undo ${id} I changed my mind`);
    done(undefined);
    await it.world.app.adaptations.measure();
    expect(it.world.events('adaptation.graded')).toEqual([]);
    expect(it.world.events('adaptation.undone').map(({ data }) => data.reason)).toEqual(['I changed my mind']);
  });

  it('a further step on a proven parameter must be taken back first', async () => {
    await using it = await LearningWorld.open(['reflection.cooldownHours=0']);
    const first = await it.applies(COOLDOWN);
    it.trials.finds = { verdict: 'helps', deltaR: 4, lowR: 2, highR: 6 };
    await it.trades(['wins', 'wins', 'loses', 'wins']);
    await it.world.minutes(120);
    expect(it.status(first)).toBe('kept');
    const second = await it.applies({ ...COOLDOWN, before: 144, after: 160 });
    expect(it.world.app.settings.values.smc.cooldown.lossMinutes).toBe(160);
    expect(await it.world.says(`/undo ${first}`)).toContain(`${second} builds on ${first}`);
    await it.world.says(`/undo ${second}`);
    expect(it.world.app.settings.values.smc.cooldown.lossMinutes).toBe(144);
    await it.world.says(`/undo ${first}`);
    expect(it.world.app.settings.values.smc.cooldown.lossMinutes).toBe(120);
  });
});

describe('the card of a change', () => {
  it('is edited to what became of it on every copy; the second tap sees the outcome', async () => {
    await using it = await LearningWorld.open();
    const ann = it.world.person('telegram', '111', 'trader');
    const bob = it.world.person('discord', '222', 'trader', 'Bob');
    const eve = it.world.person('telegram', '333', 'viewer', 'Eve');
    const channel = 'discord:9';
    it.world.ledger.transact((tx) =>
      openChat(tx, { id: channel, platform: 'discord', kind: 'group', title: 'trades', person_id: null }, 'heron'),
    );
    const screens = [ann.screen, it.world.screen(channel), eve.screen];
    await it.suggests(BENCH, 'The market lost more than chance explains.');
    for (const screen of screens) {
      const card = screen.texts().at(-1);
      expect(card).toMatch(/^e1 proposed: bench BTC\/USDT · PAPER · SIMULATED\nBTC\/USDT: usual size → not traded/);
      expect(card).toContain('it would have brought +3.66 R in all (80 % interval -0.4 R to +7.7 R). That may be chance.');
      expect(screen.sent.at(-1)?.reply.blocks.find(({ kind }) => kind === 'chart')).toMatchObject({
        chart: { kind: 'equity', labels: { equity: 'with e1', hold: 'without e1' } },
      });
      expect(screen.sent.at(-1)?.taps.map(({ label }) => label)).toEqual(['Apply', 'Dismiss', 'Why']);
    }
    await eve.taps('Apply');
    expect(it.status('e1')).toBe('proposed');
    const tapped = it.world.screen(channel).button('Apply');
    await ann.taps('Apply');
    const second = await bob.presses(tapped.tap.token, tapped.messageRef, { channel });
    expect(JSON.stringify(second?.reply)).toMatch(/e1 is in force already/);
    expect(it.world.events('adaptation.applied')).toHaveLength(1);
    for (const screen of screens) {
      const cards = screen.texts().filter((text) => text.includes('usual size → not traded'));
      expect(cards).toEqual([expect.stringMatching(/^✓ e1 in force: bench BTC\/USDT[\s\S]*e1 was applied by Ann on Telegram\./)]);
      const labels = [...screen.messages.values()].flatMap(({ taps }) => taps.map(({ label }) => label));
      expect(labels).not.toContain('Apply');
    }
    await bob.taps('Undo', { channel });
    await it.world.says('/version');
    for (const screen of screens) {
      const cards = screen.texts().filter((text) => text.includes('usual size → not traded'));
      expect(cards).toEqual([expect.stringMatching(/^! e1 taken back/)]);
    }
    expect(ann.screen.texts().join('\n')).toContain('e1 was taken back by Bob on Discord.');
  });

  it('can be turned down, and says by whom', async () => {
    await using it = await LearningWorld.open();
    const ann = it.world.person('telegram', '111', 'trader');
    await it.suggests(HALF);
    await ann.taps('Dismiss');
    expect(it.status('e1')).toBe('rejected');
    expect(ann.screen.texts().join('\n')).toContain('e1 was turned down by Ann on Telegram.');
    expect(await it.world.says('/apply e1')).toContain('e1 was turned down already.');
    expect(await it.world.says('/undo e1')).toContain('e1 was turned down already.');
  });

  it('tells in the chat what was taken back, with figures, beside the card', async () => {
    await using it = await LearningWorld.open();
    const ann = it.world.person('telegram', '111', 'viewer');
    const id = await it.applies(HALF);
    await it.trades(['wins', 'wins', 'wins', 'wins']);
    await it.world.minutes(120);
    const told = ann.screen.texts().filter((text) => text.includes('it did harm'));
    expect(told).toHaveLength(2);
    expect(told.some((text) => text.startsWith(`! ${id} was taken back by Heron: it did harm: 4 trades, -0.`))).toBe(true);
    expect(told.some((text) => text.startsWith(`! ${id} taken back: when the Europe session is on: trade half the size`))).toBe(true);
  });
});

describe('what is told about changes', () => {
  it('is nothing where there is none', async () => {
    await using it = await LearningWorld.open();
    expect(await it.world.says('/adaptations')).toContain('No change was proposed yet');
    expect(await it.world.says('/adaptations parameters')).toContain('No parameter was changed yet');
    expect(await it.world.says('/rules')).toContain('No rule is in force');
    for (const line of ['/adaptations e7', '/apply e7', '/undo e7']) expect(await it.world.says(line)).toContain('There is no change e7.');
  });

  it('are the numbers of the facts', async () => {
    await using it = await LearningWorld.open(['reflection.trialTrades=100']);
    const { ledger } = it.world;
    const half = await it.applies(HALF);
    const out = await it.applies({ kind: 'rule', when: { market: ETH }, action: 'no_trade' });
    const step = await it.applies(COOLDOWN);
    const pattern = await it.applies({ kind: 'pattern', pattern: 'gap_fill', action: 'boost' });
    await it.trades(['loses', 'wins', 'loses']);
    await it.world.says(`/undo ${half}`);
    await it.trades(['wins'], { pattern: 'gap_fill' });
    await it.world.says(`/undo ${pattern}`);
    // By another way than the program's: floats, straight from the rows.
    const facts = ledger.all<{ n: number; total: number; because: string }>(
      `select json_extract(e.data, '$.because') as because, count(*) as n,
       sum((json_extract(e.data, '$.factor') - 1) * cast(t.pnl as real) / cast(t.planned_risk as real)) as total
       from trade t join event e on e.subject = t.condition_id and e.kind = 'condition.triggered' group by 1 order by 1`,
    );
    expect(facts.map(({ because, n }) => [because, n])).toEqual([
      [`adaptation ${half}`, 3],
      [`adaptation ${pattern}`, 1],
    ]);
    const told = (await it.world.asks('/adaptations')).data as unknown as {
      id: string;
      status: string;
      effect: { n: number; totalR: number; meanR: number } | null;
    }[];
    expect(told.map(({ id, status }) => `${id} ${status}`)).toEqual(
      ledger
        .all<{ id: string; status: string }>('select id, status from adaptation order by seq desc')
        .map((row) => `${row.id} ${row.status}`),
    );
    for (const [index, id] of [half, pattern].entries()) {
      const effect = told.find((one) => one.id === id)?.effect;
      expect(effect?.n).toBe(facts[index]?.n);
      expect(effect?.totalR).toBeCloseTo(facts[index]?.total ?? Number.NaN, 3);
      expect(effect?.meanR).toBeCloseTo((facts[index]?.total ?? Number.NaN) / (facts[index]?.n ?? 1), 3);
    }
    expect(told.find(({ id }) => id === step)?.effect).toBeNull();
    expect((await it.world.asks('/rules')).data).toMatchObject([{ id: out, held: 0, n: 0, savedR: 0, grade: 'inconclusive' }]);
    expect(await it.world.says('/adaptations parameters')).toContain('smc.cooldown.lossMinutes 120 → 144');
    expect(await it.world.says('/adaptations')).toContain('Of 4 that were ever in force: 0 improved, 4 inconclusive, 0 harmful.');
  });

  it('a rule tells how often it held: sized, denied and left to a person', async () => {
    await using it = await LearningWorld.open(['reflection.trialTrades=100']);
    const half = await it.applies(HALF);
    await it.trades(['loses']);
    const not = await it.applies({ kind: 'rule', when: { weekday: 'Mon' }, action: 'no_trade' });
    await it.triggers();
    await it.world.says(`/undo ${not}`);
    const ask = await it.applies({ kind: 'rule', when: { weekday: 'Mon', hour: 8 }, action: 'caution' });
    const asked = await it.world.proposes(idea({ riskPct: 0.2 }));
    await it.world.says(`/reject ${asked}`);
    const held = (await it.world.asks('/rules')).data as unknown as { id: string; held: number; savedR: number }[];
    // The one that was denied was denied by the worse rule: only that one kept it out.
    expect(held.map(({ id, held: times }) => [id, times])).toEqual([
      [half, 2],
      [ask, 1],
    ]);
    const closed = it.world.events('trade.closed').map(({ data }) => Number(data.pnl) / Number(data.planned_risk));
    expect(held[0]?.savedR).toBeCloseTo(-0.5 * (closed[0] ?? Number.NaN), 3);
  });
});
