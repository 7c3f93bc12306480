import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit } from '#src/audit/audit.ts';
import { memoryEqualsLedger } from '#src/audit/invariants/memoryEqualsLedger.ts';
import { surfacesAgree } from '#src/audit/invariants/surfacesAgree.ts';
import { tablesUsed } from '#src/audit/invariants/tablesUsed.ts';
import { surfacesOf } from '#src/auditApp.ts';
import { add, decimal, multiply, negate, subtract, sum, toText } from '#src/domain/decimal.ts';
import type { Json } from '#src/domain/hash.ts';
import { recentAdaptations } from '#src/ledger/adaptations.ts';
import { tableNames } from '#src/ledger/compare.ts';
import type { DeskRow } from '#src/ledger/desks.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { fillsOfTrade } from '#src/ledger/fills.ts';
import { recentInsights } from '#src/ledger/insights.ts';
import { PERFORMANCE_BY } from '#src/ledger/pnl.ts';
import { DIMENSIONS, loadScores } from '#src/ledger/scores.ts';
import { openOffline } from '#src/shell/offline.ts';
import type { WireCondition } from '#src/strategist/llm/wire.ts';
import { times } from '#test/fakes/model/scripted.ts';
import { openWorld, type World } from '#test/harness.ts';
import { history } from '#test/histories.ts';
import { type Plan, planThat } from '#test/learning/plan.ts';
import { PlannedWorld } from '#test/learning/plannedWorld.ts';
import { ARMED, openLlm, said } from '#test/scenarios/llmStage.ts';
import { writeHistory } from '#test/writtenHistory.ts';
import { chattedDay } from './chattedDay.ts';
import { livedDay } from './livedDay.ts';
import { places, sources } from './sources.ts';

type Figures = Record<string, string>;
const figures = async (world: World, line: string): Promise<Json> => (await world.asks(line)).data ?? null;
const totalOf = (data: Json): string => toText(sum((data as Figures[]).map(({ pnl }) => decimal(pnl as string))));

describe('RT-001', () => {
  it('RT-001: the account is what the fills made of it, with the fill and at every surface, never a moment later', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    await world.price('BTC/USDT', 63_800);
    await world.proposes({ entry: 64_000, stop: 62_900, targets: [[67_000, 100]] });
    const before = world.ledger.memory.balances;
    const held = (asset: string) => before.get(`paper|main|cash|${asset}`) ?? decimal('0');
    const cash = held('USDT');
    // A listener is told right after the commit: what it sees is what everybody sees.
    const seen: string[] = [];
    const stop = world.ledger.listen(({ kind }) => {
      if (kind === 'fill.recorded') seen.push(`${toText(held('USDT'))} ${toText(held('BTC'))}`);
    });
    await world.price('BTC/USDT', 64_010);
    stop();
    const fills = world.events('fill.recorded').map(({ data }) => data);
    expect(fills.length).toBeGreaterThan(0);
    let left = cash;
    let coins = decimal('0');
    const expected = fills.map(({ amount, price, fee }) => {
      left = subtract(subtract(left, multiply(decimal(amount), decimal(price))), decimal(fee));
      coins = add(coins, decimal(amount));
      return `${toText(left)} ${toText(coins)}`;
    });
    expect(seen).toEqual(expected);
    const [account] = (await figures(world, '/balance')) as { cash: string; held: Figures }[];
    expect(account).toMatchObject({ cash: toText(left), held: { BTC: toText(coins), USDT: toText(left) } });
  });

  it('RT-001: there is no stored balance that could be forgotten: an account has none, and every balance is the sum of its postings', async () => {
    await using world = await livedDay();
    const { ledger } = world;
    for (const table of tableNames(ledger)) {
      const columns = ledger.all<{ name: string }>('select name from pragma_table_info(?)', table).map(({ name }) => name);
      expect(
        columns.filter((name) => /balance|cash|available|margin/.test(name)),
        table,
      ).toEqual([]);
    }
    expect(ledger.all('select name from pragma_table_info(?)', 'account')).toEqual(
      ['id', 'venue', 'mode', 'quote', 'seq'].map((name) => ({ name })),
    );
    const sums = ledger.all<{ key: string; total: string }>(
      "select account_id || '|' || desk_id || '|' || book || '|' || asset as key, decimal_sum(amount) as total from posting group by 1 order by 1",
    );
    const memory = [...ledger.memory.balances]
      .map(([key, amount]) => ({ key, total: toText(amount) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(memory).toEqual(sums);
  });
});

describe('RT-002', () => {
  it('RT-002: after a day every table has rows', async () => {
    await using world = await chattedDay();
    for (const table of tableNames(world.ledger)) {
      expect(world.ledger.get<{ n: number }>(`select count(*) as n from "${table}"`)?.n, table).toBeGreaterThan(0);
    }
    // Closed ones as well as open ones did get there.
    expect([...new Set(world.events('trade.closed').map(({ data }) => data.exit_reason))].sort()).toEqual([
      'break_even',
      'manual',
      'stop',
      'target',
    ]);
    expect(world.ledger.all('select status from finding')).toEqual([{ status: 'repaired' }]);
    expect((await world.audit()).findings).toEqual([]);
    expect(world.events('schedule.ran')).toMatchObject([{ data: { outcome: 'good' } }]);
    expect(world.ledger.all('select used_by from button where used_at is not null')).toEqual([{ used_by: 'user:telegram:111:Ann' }]);
  });

  it('RT-002: every table has code that writes it and code that reads it, and one that has not is found', async () => {
    const { ledger, clock } = writeHistory([]);
    expect((await audit({ ledger, clock }, [tablesUsed])).findings).toEqual([]);
    ledger.transact((tx) => tx.run('create table open_trade (id text primary key)'));
    const { findings } = await audit({ ledger, clock }, [tablesUsed]);
    ledger.close();
    expect(findings.map(({ row, expected }) => `${row}: ${expected}`)).toEqual([
      'table open_trade: a writer in src/ledger',
      'table open_trade: a reader in src/ledger',
    ]);
  });
});

describe('RT-003', () => {
  it('RT-003: ledger, memory and what is shown are the same before and after a crash', async () => {
    await using world = await livedDay();
    await world
      .proposes({ entry: { type: 'window', from: '2026-01-05T08:00:00Z' }, stop: 62_000, targets: [[66_500, 100]] })
      .then((id) => world.says(`/approve ${id}`));
    await world.price('BTC/USDT', 63_500);
    const questions = ['/status', '/balance', '/positions', '/orders', '/conditions', '/trades', '/pnl all', '/coins'];
    const before = await Promise.all(questions.map((line) => figures(world, line)));
    expect(world.ledger.memory.positions.size).toBe(1);
    await world.restart({ crash: true });
    const after = await Promise.all(questions.map((line) => figures(world, line)));
    for (const [i, line] of questions.entries()) expect(after[i], line).toEqual(before[i]);
  });

  it('RT-003: a memory that differs from the rows is found, whatever it is that differs', async () => {
    await using world = await livedDay();
    world.auditsAtEnd = false;
    const { ledger, clock } = world;
    const findings = async () => (await audit({ ledger, clock }, [memoryEqualsLedger])).findings;
    expect(await findings()).toEqual([]);
    const { memory } = ledger;
    const key = 'paper|main|cash|USDT';
    const cash = memory.balances.get(key) ?? decimal('0');
    memory.balances.set(key, add(cash, decimal('0.00000001')));
    expect(await findings()).toMatchObject([
      { invariant: 'MEMORY', row: `balance ${key}`, found: expect.stringContaining(toText(add(cash, decimal('0.00000001')))) },
    ]);
    memory.balances.set(key, cash);
    memory.desks.set('ghost', { ...(memory.desks.get('main') as DeskRow), id: 'ghost' });
    expect(await findings()).toMatchObject([{ row: 'desk ghost', expected: 'none' }]);
    memory.desks.delete('ghost');
    const score = memory.scores.get('main|desk|all');
    memory.scores.delete('main|desk|all');
    expect(await findings()).toMatchObject([{ row: 'score main|desk|all', found: 'none' }]);
    memory.scores.set('main|desk|all', score as never);
    expect(await findings()).toEqual([]);
  });
});

describe('RT-004', () => {
  it('RT-004: every question gives the same figures: PnL, equity, what is held', async () => {
    await using world = await livedDay();
    const { ledger } = world;
    const all = (await figures(world, '/pnl all')) as Figures;
    expect(all.trades).toBe(3);
    const { pnl } = all as { pnl: string };
    for (const by of PERFORMANCE_BY) expect(totalOf(await figures(world, `/performance ${by}`)), by).toBe(pnl);
    expect(totalOf(await figures(world, '/coins'))).toBe(pnl);
    expect(totalOf(await figures(world, '/patterns'))).toBe(pnl);
    expect(toText(sum(world.events('trade.closed').map(({ data }) => decimal(data.pnl))))).toBe(pnl);
    for (const surface of surfacesOf(ledger)) expect(surface.pnl(), surface.name).toBe(pnl);
    const [status] = ((await figures(world, '/status')) as { accounts: Figures[] }).accounts;
    const [balance] = (await figures(world, '/balance')) as Figures[];
    const equity = toText(equityOf(ledger.memory, world.app.quotes, 'paper').equity);
    expect([status?.equity, balance?.equity]).toEqual([equity, equity]);
    // Flat, and with no dust: equity is the capital and what the trades brought.
    expect(equity).toBe(toText(add(decimal(world.settings.values.desk.capital), decimal(pnl))));
  });

  it('RT-004: a surface that shows something else is found', async () => {
    await using world = await livedDay();
    const { ledger, clock } = world;
    const check = async (pnl: (true_: string) => string) => {
      const surfaces = surfacesOf(ledger).map((one, i) => (i === 3 ? { ...one, pnl: () => pnl(one.pnl()) } : one));
      return (await audit({ ledger, clock, surfaces }, [surfacesAgree])).findings;
    };
    expect(await check((pnl) => pnl)).toEqual([]);
    const lie = await check((pnl) => toText(add(decimal(pnl), decimal('0.000000000000000001'))));
    expect(lie).toMatchObject([{ invariant: 'SURFACES', row: `PnL shown by ${surfacesOf(ledger)[3]?.name}` }]);
  });
});

describe('RT-005', () => {
  it('RT-005: a ledger that nobody runs answers as the running one did', async () => {
    await using world = await livedDay();
    world.auditsAtEnd = false;
    const questions = ['/pnl all', '/trades', '/coins', '/performance market', '/balance'];
    await world.minutes(61); // so that the last prices are on record
    const running = await Promise.all(questions.map((line) => figures(world, line)));
    await world.app.stop('so that nobody runs it');
    const { app, release } = openOffline(world.path, world.settings, () => 0);
    try {
      const { createDispatch } = await import('#src/chat/dispatch.ts');
      const { createRegistry } = await import('#src/chat/registry.ts');
      const { commands } = await import('#commands/index.ts');
      const report = ({ error }: { error: unknown }): never => {
        throw error;
      };
      const dispatch = createDispatch({ app, commands: createRegistry(commands), report });
      for (const [i, text] of questions.entries()) {
        const reply = await dispatch({
          platform: 'shell',
          updateId: `off${i}`,
          chat: 'shell',
          user: { actor: 'user:shell', role: 'owner' },
          text,
        });
        expect(reply?.data, text).toEqual(running[i]);
      }
    } finally {
      release();
    }
  });

  it('RT-005: there is one place where the ledger is read: SQL stands in src/ledger and nowhere else', () => {
    const others = sources().filter(({ path }) => !path.startsWith('src/ledger/'));
    expect(others.length).toBeGreaterThan(100);
    const sql = /\b(?:select\s[^'"`;]*\sfrom|insert\s+(?:or\s+\w+\s+)?into|delete\s+from|update\s+"?\w+"?\s+set|create\s+table)\s["\w]/;
    expect(places(others, sql, 'text')).toEqual([]);
    expect(places(others, /from 'better-sqlite3'/, 'text')).toEqual([]);
    // The search does find SQL where it stands.
    expect(places(sources('src/ledger'), sql, 'text').length).toBeGreaterThan(20);
  });
});

describe('RT-006', () => {
  /** A planted edge, or a coin, lived through until it is found; then one more idea of the kind that loses. */
  const lived = async (plan: Plan): Promise<PlannedWorld> => {
    const world = await PlannedWorld.open(plan, { sets: ['reflection.autoApply=true'] });
    await world.playAll();
    return world;
  };

  it('RT-006: a planted edge is learned from end to end: found, proposed, applied, and seen in the next order', async () => {
    const plan = planThat(Array.from({ length: 30 }, () => [{ pattern: 'gap_fill', wins: false }, { wins: true }]).flat());
    await using world = await lived(plan);
    const { ledger } = world;
    const [row] = recentAdaptations(ledger, 10);
    expect(row).toMatchObject({ target: 'pattern gap_fill', status: 'applied', insight_id: 'i1', proposed_by: 'rules' });
    const trades = (where: string): number => ledger.get<{ n: number }>(`select count(*) as n from trade where ${where}`)?.n ?? 0;
    expect(trades(`pattern = 'gap_fill' and opened_at > '${row?.applied_at}'`)).toBe(0);
    expect(trades(`pattern = 'momentum_breakout' and opened_at > '${row?.applied_at}'`)).toBeGreaterThan(5);
    const denied = ledger.all<{ id: string; guard: string }>(
      `select json_extract(data, '$.figure') as id, json_extract(data, '$.guard') as guard from event where kind = 'condition.denied'`,
    );
    expect(denied.length).toBeGreaterThan(5);
    expect(new Set(denied.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify({ id: row?.id, guard: 'adaptation' })]));
  });

  it('RT-006: a fair coin teaches nothing, however often it is asked', async () => {
    const plan = planThat(
      Array.from({ length: 160 }, (_, i) => ({ pattern: i % 4 < 2 ? 'gap_fill' : 'support_bounce', wins: i % 5 < 2 === i % 3 > 0 })),
    );
    await using world = await lived(plan);
    const asked = world.ledger.all("select seq from event where kind = 'reflection.finished'");
    expect(asked.length).toBeGreaterThanOrEqual(16);
    expect(recentAdaptations(world.ledger, 10)).toEqual([]);
    expect(recentInsights(world.ledger, 10)).toEqual([]);
  });
});

describe('RT-010', () => {
  it('RT-010: every closed trade is scored in every dimension, whatever history it has', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(1, 50), (trips, batch) => {
        const { ledger } = writeHistory(trips, batch);
        const trades = trips.filter(({ closes }) => closes).length;
        const scores = loadScores(ledger);
        for (const dimension of DIMENSIONS) {
          const counted = scores.filter((row) => row.dimension === dimension).reduce((total, { stats }) => total + stats.trades, 0);
          expect(counted, dimension).toBe(trades);
        }
        // Written with the close: each score points to the event of a close.
        const closes = new Set(ledger.all<{ seq: number }>('select seq from trade').map(({ seq }) => seq));
        for (const { seq } of scores) expect(closes.has(seq)).toBe(true);
        ledger.close();
      }),
      { numRuns: 60 },
    );
  });

  it('RT-010: the trades of a desk whose strategist is a model are scored as all others, whether they were won or lost', async () => {
    const other: WireCondition = {
      ...ARMED,
      market: 'ETH/USDT',
      entry: { kind: 'crosses_below', price: 3_180, timeframe: null },
      stop: 3_120,
    };
    const idea: WireCondition = { ...other, targets: [{ price: 3_340, sharePct: 100 }], pattern: 'order_block_retest' };
    await using stage = await openLlm({ answers: [said(ARMED, idea), ...times(50, said())] });
    const { world } = stage;
    expect(Object.values(await stage.asks()).map(({ outcome }) => outcome)).toEqual(['proposed', 'proposed']);
    await world.minutes(10, { 'BTC/USDT': 64_410, 'ETH/USDT': 3_179 });
    expect(world.ledger.memory.positions.size).toBe(2);
    await world.minutes(30, { 'BTC/USDT': 66_600, 'ETH/USDT': 3_110 });
    const trades = world.events('trade.closed').map(({ seq, data }) => ({ seq, pattern: data.pattern, won: !data.pnl.startsWith('-') }));
    expect(trades.map(({ pattern, won }) => [pattern, won]).sort()).toEqual([
      ['momentum_breakout', true],
      ['order_block_retest', false],
    ]);
    expect(world.ledger.all('select distinct strategist from condition')).toEqual([{ strategist: 'llm' }]);
    const scores = loadScores(world.ledger);
    for (const dimension of DIMENSIONS) {
      const rows = scores.filter((row) => row.dimension === dimension);
      expect(
        rows.reduce((total, { stats }) => total + stats.trades, 0),
        dimension,
      ).toBe(2);
      for (const { seq } of rows) expect(trades.map((one) => one.seq)).toContain(seq);
    }
  });

  it('RT-010: a close that cannot be scored is no close: trade and score are written together or not at all', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    const { ledger } = world;
    await world.price('BTC/USDT', 63_800);
    await world.proposes({ entry: 64_000, stop: 62_900, targets: [[67_000, 100]] });
    await world.price('BTC/USDT', 64_010);
    const { learning } = ledger.memory;
    ledger.memory.learning = undefined;
    const [fill] = [...ledger.memory.positions.keys()].flatMap((id) => fillsOfTrade(ledger, id));
    await world.price('BTC/USDT', 62_800).catch(() => undefined);
    expect(ledger.get('select count(*) as n from trade')).toEqual({ n: 0 });
    expect(ledger.get('select count(*) as n from score')).toEqual({ n: 0 });
    // What was rolled back left the position as it was; with its settings Heron closes and scores it.
    expect([...ledger.memory.positions.values()].map(({ amount }) => toText(amount))).toEqual([
      toText(fill?.amount ?? negate(decimal('1'))),
    ]);
    expect(learning).toBeDefined();
    world.bugs.length = 0;
    world.auditsAtEnd = false;
  });
});
