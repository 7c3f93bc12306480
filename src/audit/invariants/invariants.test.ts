import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#src/audit/audit.ts';
import type { Finding } from '#src/audit/report.ts';
import type { Parts } from '#src/audit/world.ts';
import { surfacesOf } from '#src/auditApp.ts';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { decimal, negate, toText, ZERO } from '#src/domain/decimal.ts';
import type { Position } from '#src/domain/position.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { PERFORMANCE_BY, pnlBetween } from '#src/ledger/pnl.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import { runningPerformance } from '#src/ledger/runningPnl.ts';
import { PaperVenue } from '#src/venue/paper/paperVenue.ts';
import { PAPER_DEFAULTS } from '#src/venue/paper/settings.ts';
import { MARKETS, openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { Vandal } from '#test/vandal.ts';
import { INVARIANTS } from './index.ts';

let folder = '';
let original = '';
let end = instant(0);
let copies = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-invariants-'));
  original = join(folder, 'original.db');
  const world = openLedgerWorld({ path: original, seed: 3, batch: 1000 });
  playHistory(world, 20, 3);
  end = world.clock.now();
  world.ledger.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What one invariant finds in a copy of the ledger after `harm` was done to it. */
async function findings(id: string, harm: (vandal: Vandal) => void, parts: Partial<Parts> = {}): Promise<readonly Finding[]> {
  const path = join(folder, `copy-${++copies}.db`);
  copyFileSync(original, path);
  const vandal = new Vandal(path);
  harm(vandal);
  vandal[Symbol.dispose]();
  const ledger = new Ledger({ path, clock: new VirtualClock(end), readonly: true });
  try {
    const report = await audit(
      { ledger, clock: new VirtualClock(end), ...parts },
      INVARIANTS.filter((one) => one.id === id),
    );
    expect(report.ok).toBe(report.findings.length === 0);
    expect(report.findings.every(({ invariant }) => invariant === id)).toBe(true);
    return report.findings;
  } finally {
    ledger.close();
  }
}

/** A running world on a copy: a ledger that can be written, and a paper venue that was given its memory back. */
function running(): Pick<Parts, 'ledger' | 'clock' | 'venues'> & { readonly venue: PaperVenue } {
  const path = join(folder, `copy-${++copies}.db`);
  copyFileSync(original, path);
  const clock = new VirtualClock(end);
  const ledger = new Ledger({ path, clock });
  const venue = new PaperVenue({ name: 'paper', markets: MARKETS, clock, settings: PAPER_DEFAULTS });
  const { memory } = ledger;
  venue.restore({
    balances: balancesOf(ledger, 'cash', 'paper'),
    orders: [...memory.orders.values()]
      .filter(({ order }) => order.status === 'open')
      .map(({ order, filled }) => ({ ...order, filled, status: 'open', venueOrderId: order.venueOrderId ?? '', at: order.createdAt })),
    positions: [...memory.positions.values()]
      .filter(({ market }) => memory.markets.get(market)?.kind === 'perpetual')
      .map(({ market, side, amount, cost }) => ({
        market,
        amount: side === 'long' ? amount : negate(amount),
        entryPrice: ZERO,
        leverage: 3,
        cost,
      })),
  });
  return { ledger, clock, venue, venues: [venue] };
}

const only = (id: string) => INVARIANTS.filter((one) => one.id === id);
const sql =
  (...statements: string[]) =>
  (vandal: Vandal): void => {
    for (const statement of statements) expect(vandal.db.prepare(statement).run().changes, statement).toBeGreaterThan(0);
  };
const addEvent = (kind: string, subject: string, data: string): string =>
  `insert into event select max(seq) + 1, max(at), 'venue:paper', '${kind}', ${subject}, null, ${data}, 'x' from event`;

describe('a sound ledger', () => {
  it('passes every invariant, each of which looks at something', async () => {
    const { ledger, clock, venues } = running();
    const quotes = new Quotes();
    quotes.put({ market: 'BTC/USDT', bid: 1, ask: 2, last: 1.5, bidSize: 1, askSize: 1, at: end });
    const report = await audit({
      ledger,
      clock,
      venues,
      quotes,
      surfaces: [{ name: '/pnl all', pnl: () => toText(pnlBetween(ledger, undefined, undefined).pnl) }],
      jobs: [{ name: 'mark', everyMs: 3_600_000 }],
      startedAt: end,
      unreadSettings: () => [],
    });
    ledger.close();
    expect(report.findings).toEqual([]);
    expect(report.checked.map(({ invariant }) => invariant)).toEqual(INVARIANTS.map(({ id }) => id));
    for (const { invariant, rows } of report.checked) if (invariant !== 'SETTINGS') expect(rows, invariant).toBeGreaterThan(0);
    expect(report.events).toBeGreaterThan(250);
  });

  it('passes also when it is empty', async () => {
    const ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(end) });
    expect((await audit({ ledger, clock: new VirtualClock(end) })).findings).toEqual([]);
  });

  it('says in a sentence what each invariant holds', () => {
    for (const { says } of INVARIANTS) expect(says).toMatch(/^[A-Z].+\.$/);
    expect(new Set(INVARIANTS.map(({ id }) => id)).size).toBe(INVARIANTS.length);
  });
});

/** Invariant, what is done to the ledger, and what the first finding says. */
const HARMS: readonly [id: string, name: string, harm: (vandal: Vandal) => void, row: RegExp, expected: RegExp, found: RegExp][] = [
  ['FILE', 'an append-only trigger is gone', () => undefined, /^trigger approval_no_delete$/, /migrations/, /^none$/],
  [
    'FILE',
    'a message is about an event that does not exist',
    sql('update outbox set event_seq = 99999 where id = 1'),
    /^trigger /,
    /migrations/,
    /none/,
  ],
  ['INV-8', 'the text of an event is changed', sql("update event set actor = 'nobody' where seq = 40"), /^event 40$/, /^hash /, /^hash /],
  ['INV-8', 'an event is gone', sql('delete from event where seq = 41'), /^event 41$/, /an event/, /^none$/],
  [
    'INV-8',
    'the newest event is gone',
    sql('delete from event where seq = (select max(seq) from event)'),
    /^event \d+$/,
    /an event/,
    /^none$/,
  ],
  ['INV-8', 'an event was added', sql(addEvent('feed.died', "'x'", "'{}'")), /^event \d+$/, /hash/, /hash x/],
  ['INV-18', 'a fill is changed', sql("update fill set price = '1' where id = 'f2'"), /^fill f2 \(event \d+\)$/, /^price \d/, /^price 1$/],
  [
    'INV-18',
    'a posting is gone',
    sql("delete from posting where seq = (select seq from fill where id = 'f2')"),
    /^posting \d+\/0 \(event \d+\)$/,
    /a row/,
    /^none$/,
  ],
  ['INV-18', 'a halt is invented', sql("insert into halt values (5, 'x', 'y', 'z', null)"), /^halt 5 \(event 5\)$/, /^none$/, /a row/],
  ['INV-18', 'an event cannot be read', sql("update event set data = '{' where seq = 30"), /^event 30$/, /can be applied/, /JSON/],
  [
    'INV-18',
    'an event cannot have happened',
    (v) => v.editEvent("kind = 'fill.recorded'", '$.order_id', 'o999'),
    /^event \d+$/,
    /can be applied/,
    /o999, which was never written/,
  ],
  ['SEALS', 'a message is changed', sql("update outbox set reply = '{}' where id = 3"), /^outbox 3$/, /^seal /, /^seal /],
  ['SEALS', 'the oldest trace is gone', sql('delete from trace where id = (select min(id) from trace)'), /^trace \d+$/, /a row/, /none/],
  [
    'SEALS',
    'the newest run of a job is gone',
    sql('delete from job_run where id = (select max(id) from job_run)'),
    /^job_run \d+$/,
    /the last/,
    /row \d+/,
  ],
  [
    'INV-1',
    'an order is accepted twice',
    sql(addEvent('order.accepted', "'o1'", `'{"venue_order_id":"p9"}'`)),
    /^order o1 /,
    /one acceptance/,
    /another/,
  ],
  [
    'INV-1',
    'two orders have one client order id',
    (v) =>
      v.editEvent(
        "kind = 'order.submitted' and subject = 'o2'",
        '$.client_order_id',
        v.db.prepare("select client_order_id from 'order' where id = 'o1'").pluck().get() as string,
      ),
    /^order o2 /,
    /of its own/,
    /that of order o1/,
  ],
  [
    'INV-2',
    'more is filled than was ordered',
    (v) => v.editEvent("kind = 'fill.recorded'", '$.amount', '1000000'),
    /^order o1 /,
    /at most/,
    /^1000000/,
  ],
  [
    'INV-2',
    'a fill belongs to nothing',
    (v) => v.editEvent("kind = 'fill.recorded'", '$.order_id', 'o999'),
    /^fill f1 /,
    /an order/,
    /o999/,
  ],
  [
    'INV-3',
    'an entry has no approval',
    (v) => v.editEvent("kind = 'order.submitted'", '$.approval_id', null),
    /^order o1 /,
    /an approval of condition c1/,
    /no approval/,
  ],
  [
    'INV-3',
    'an approval had expired',
    (v) => v.editEvent("kind = 'condition.armed'", '$.expires_at', '2020-01-01T00:00:00.000Z'),
    /^order o1 /,
    /expired at 2020/,
    /^2026/,
  ],
  [
    'INV-3',
    'an approval was for something else',
    (v) => v.editEvent("kind = 'condition.armed'", '$.params_hash', 'abc'),
    /^order o1 /,
    /approval a1 was given for, abc/,
    /^[0-9a-f]{64}$/,
  ],
  [
    'INV-3',
    'a condition was changed after its approval',
    (v) => v.editEvent("kind = 'condition.proposed'", '$.stop', '1'),
    /^condition c1 /,
    /parameters with hash/,
    /hash/,
  ],
  [
    'INV-3',
    'an order was not written before it was accepted',
    sql("delete from event where kind = 'order.submitted' and subject = 'o1'"),
    /^order o1 /,
    /written before/,
    /none/,
  ],
  [
    'INV-4',
    'risk is added during a halt',
    sql("update event set kind = 'feed.died', data = '{}' where seq = (select min(seq) from event where kind = 'halt.ended')"),
    /^order o\d+ /,
    /no new risk after the halt/,
    /a (buy|sell) of/,
  ],
  [
    'LOCKDOWN',
    'something is armed in a lockdown',
    sql(
      `update event set kind = 'lockdown.set', data = '{"reason":"lost","last_button":0}' where seq = (select max(seq) from event where kind = 'condition.proposed' and seq < (select max(seq) from event where kind = 'condition.armed'))`,
    ),
    /^c\d+ \(event \d+\)$/,
    /nothing that raises risk after the lockdown/,
    /condition\.armed/,
  ],
  [
    'LOCKDOWN',
    'somebody in a chat ends a lockdown',
    sql(
      `update event set kind = 'lockdown.set', data = '{"reason":"lost","last_button":0}' where seq = (select max(seq) - 1 from event)`,
      `update event set kind = 'lockdown.ended', actor = 'user:telegram:111', data = '{"reason":"found"}' where seq = (select max(seq) from event)`,
    ),
    /^lockdown of event \d+$/,
    /an end said at the machine/,
    /user:telegram:111/,
  ],
  [
    'INV-6',
    'an execution is recorded twice',
    (v) => {
      const first = v.db.prepare("select market, venue_fill_id as id from fill where id = 'f1'").get() as { market: string; id: string };
      const seq = v.editEvent("kind = 'fill.recorded' and subject = 'f2'", '$.venue_fill_id', first.id);
      v.db.prepare("update event set data = json_set(data, '$.market', ?) where seq = ?").run(first.market, seq);
    },
    /^fill f2 /,
    /not recorded before/,
    /the same as fill f1/,
  ],
  [
    'INV-7',
    'an entry does not balance',
    sql("update posting set amount = '1' where seq = (select seq from fill where id = 'f3') and line = 0"),
    /^journal entry of event \d+$/,
    / 0$/,
    / -?[\d.]+$/,
  ],
  ['INV-7', 'an amount is no number', sql("update posting set amount = 'lots' where line = 0"), /^the ledger$/, /can be read/, /lots/],
  [
    'INV-11',
    'an order that is over moves',
    sql(addEvent('order.canceled', "'o1'", `'{"reason":"x"}'`)),
    /^order o1 /,
    /a move that filled allows/,
    /canceled/,
  ],
  [
    'INV-11',
    'a condition that is over moves',
    sql(addEvent('condition.triggered', '(select condition_id from trade limit 1)', `'{"quote":"x"}'`)),
    /^condition c\d+ /,
    /a move that closed allows/,
    /triggered/,
  ],
  [
    'INV-11',
    'less is filled than before',
    (v) => v.editEvent("kind = 'fill.recorded'", '$.amount', '-1'),
    /^fill f1 /,
    /more filled/,
    /-1/,
  ],
  [
    'INV-11',
    'an order is filled after its end',
    sql(addEvent('fill.recorded', "'f1'", "(select data from event where kind = 'fill.recorded' order by seq limit 1)")),
    /^fill f1 /,
    /which is filled/,
    /\d/,
  ],
  ['INV-13', 'a price is zero', (v) => v.editEvent("kind = 'fill.recorded'", '$.price', '0'), /^fill f1 /, /a price above zero/, /^0$/],
  ['INV-13', 'a price is NaN', (v) => v.editEvent("kind = 'fill.recorded'", '$.price', 'NaN'), /^event \d+$/, /can be read/, /NaN/],
  [
    'INV-13',
    'PAPER-1: a paper fill cites no quote',
    (v) => v.editEvent("kind = 'fill.recorded'", '$.quote', ''),
    /^fill f1 /,
    /bid\/ask\/last/,
    /quote none/,
  ],
  [
    'INV-13',
    'PAPER-1: a price does not come from its quote',
    (v) => v.editEvent("kind = 'fill.recorded' and json_extract(data, '$.side') = 'buy'", '$.price', '0.1'),
    /^fill f\d+ /,
    /at least the ask/,
    /a buy at 0.1/,
  ],
  [
    'INV-13',
    'PAPER-1: a quote is of later',
    (v) => v.editEvent("kind = 'fill.recorded'", '$.quote', '1/2/1.5@2030-01-01T00:00:00.000Z'),
    /^fill f1 /,
    /from before/,
    /2030/,
  ],
  ['SCORES', 'RT-010: a score is gone', sql("delete from score where dimension = 'hour'"), /^score main\/hour\//, /trades, PnL/, /^none$/],
  [
    'SCORES',
    'a score is changed',
    sql("update score set pnl = '5' where dimension = 'desk'"),
    /^score main\/desk\/all$/,
    /trades, PnL/,
    /PnL 5,/,
  ],
  [
    'SCORES',
    'RT-010: a trade is not scored',
    sql("update score set stats = json_set(stats, '$.trades', 3) where dimension = 'desk'"),
    /^score main\/desk\/all$/,
    /^1[0-9] trades/,
    /^3 trades/,
  ],
  [
    'SCORES',
    'a score is invented',
    sql("insert into score select desk_id, dimension, 'DOGE', stats, pnl, grade, benched_until, seq from score where dimension = 'desk'"),
    /^score main\/desk\/DOGE$/,
    /^none$/,
    /trades/,
  ],
  [
    'PNL',
    'a trade shows another PnL',
    sql("update trade set pnl = '1000' where id = (select min(id) from trade)"),
    /^trade t\d+ /,
    /^PnL /,
    /^PnL 1000$/,
  ],
  [
    'PNL',
    'a fill is gone',
    sql("delete from fill where trade_id = (select min(id) from trade) and purpose = 'entry'"),
    /^(trade t\d+ |the ledger)/,
    /./,
    /./,
  ],
  [
    'PNL',
    'the books say something else',
    sql(
      "update posting set amount = '-1' where book = 'pnl' and seq = (select f.seq from fill f join trade t on t.id = f.trade_id where f.purpose <> 'entry' limit 1)",
    ),
    /^trade t\d+ /,
    /in the books$/,
    /^PnL /,
  ],
  [
    'EQUITY',
    'an equity is made up',
    (v) => v.editEvent("kind = 'equity.marked'", '$.equity', '2000000'),
    /^mark of event \d+$/,
    /^equity \d/,
    /^equity 2000000$/,
  ],
  [
    'EQUITY',
    'a price is made up',
    (v) => v.editEvent("kind = 'equity.marked'", '$.prices', '{}'),
    /^mark of event \d+$/,
    /^equity \d/,
    /^equity \d/,
  ],
  [
    'SURFACES',
    'RT-005: scores show another PnL',
    sql("update score set pnl = '5' where dimension = 'desk'"),
    /^PnL shown by scores by desk$/,
    /\d/,
    /^5$/,
  ],
  [
    'SURFACES',
    'the books show another PnL',
    sql(
      "update posting set amount = '-1' where book = 'pnl' and line > 0 and seq in (select seq from fill where trade_id in (select id from trade))",
    ),
    /^PnL shown by the books$/,
    /\d/,
    /\d/,
  ],
  [
    'TABLES',
    'RT-002: a table has no writer and no reader',
    (v) => v.db.exec('create table orphan (id integer)'),
    /^table orphan$/,
    /a writer in src\/ledger/,
    /none/,
  ],
];

describe('an invariant', () => {
  it.each(HARMS)('%s finds that %s', async (id, _name, harm, row, expected, found) => {
    const first = (await findings(id, harm))[0];
    expect(first?.row).toMatch(row);
    expect(first?.expected).toMatch(expected);
    expect(first?.found).toMatch(found);
  });

  it.each(INVARIANTS.filter(({ id }) => id !== 'FILE').map(({ id }) => [id]))('%s finds nothing where nothing is wrong', async (id) => {
    expect(await findings(id, () => undefined)).toEqual([]);
  });

  it('FILE finds a row that points to nothing', async () => {
    const found = await findings('FILE', sql('update outbox set event_seq = 99999 where id = 1'));
    expect(found.at(-1)?.found).toBe('row 1 of outbox points to a row of event that is not there');
  });

  it('names at most 50 rows and says how many more there are', async () => {
    const found = await findings('INV-18', sql("update fill set price = '1'"));
    expect(found).toHaveLength(51);
    expect(found.at(-1)?.row).toMatch(/^\d+ more$/);
  });
});

describe('what runs on a ledger', () => {
  it('MEMORY: is found out when memory is not what the rows say', async () => {
    const { ledger, clock } = running();
    const check = async (): Promise<readonly Finding[]> => (await audit({ ledger, clock }, only('MEMORY'))).findings;
    expect(await check()).toEqual([]);
    const [key, balance] = [...ledger.memory.balances][0] as [string, ReturnType<typeof decimal>];
    ledger.memory.balances.set(key, decimal('1'));
    expect((await check())[0]).toMatchObject({ row: `balance ${key}`, found: '"1"' });
    ledger.memory.balances.set(key, balance);
    const [id, position] = [...ledger.memory.positions][0] as [string, Position];
    ledger.memory.positions.set(id, { ...position, fees: decimal('77') });
    expect((await check())[0]).toMatchObject({ row: `position of trade ${id}`, found: expect.stringContaining('"fees":"77"') });
    ledger.memory.positions.delete(id);
    expect((await check())[0]).toMatchObject({ row: `position of trade ${id}`, expected: 'a row', found: 'none' });
    ledger.close();
  });

  it('MEMORY: is found out when the rows were changed behind its back', async () => {
    const { ledger, clock } = running();
    const vandal = new Vandal(ledger.path);
    vandal.db.prepare("update 'order' set amount = '9' where status = 'open'").run();
    vandal[Symbol.dispose]();
    expect((await audit({ ledger, clock }, only('MEMORY'))).findings[0]).toMatchObject({
      row: expect.stringMatching(/^order o\d+$/),
      expected: expect.stringContaining('"amount":"9"'),
    });
    ledger.close();
  });

  it('VENUE: agrees, and a balance, position or order that does not is named', async () => {
    const check = async (harm: (world: ReturnType<typeof running>) => void): Promise<readonly Finding[]> => {
      const world = running();
      harm(world);
      const { findings: found } = await audit(world, only('VENUE'));
      world.ledger.close();
      return found;
    };
    expect(await check(() => undefined)).toEqual([]);
    expect((await check(({ venue }) => venue.deposit('USDT', decimal('0.01'))))[0]).toMatchObject({
      row: 'paper balance of USDT',
      found: expect.stringMatching(/^\d+/),
    });
    const order = (
      await check(({ ledger, venue }) => {
        const live = [...ledger.memory.orders.values()][0];
        venue.connect({ accepted() {}, rejected() {}, unknown() {}, fill() {}, canceled() {}, funding() {}, liquidated() {} });
        venue.cancel(String(live?.order.clientOrderId), String(live?.order.market));
      })
    )[0];
    expect(order).toMatchObject({ row: expect.stringMatching(/^order o\d+ at paper$/), found: 'none' });
    const ghost = await check(({ ledger }) => {
      for (const id of ledger.memory.orders.keys()) ledger.memory.orders.delete(id);
    });
    expect(ghost[0]).toMatchObject({ row: expect.stringMatching(/^order [0-9a-f]{32} at paper$/), expected: 'none' });
    const zombie = await check(({ ledger }) => {
      for (const [id, { market }] of ledger.memory.positions) if (market.includes(':')) ledger.memory.positions.delete(id);
    });
    expect(zombie[0]).toMatchObject({ row: expect.stringMatching(/^paper position in .+:USDT$/), expected: '0 as in the ledger' });
  });

  it('SURFACES: is found out when one shows another PnL', async () => {
    const surfaces = (off: string) => [{ name: '/status', pnl: () => off }];
    const { ledger } = running();
    const right = pnlBetween(ledger, undefined, undefined);
    ledger.close();
    expect(right.trades).toBeGreaterThan(10);
    expect((await findings('SURFACES', () => undefined, { surfaces: surfaces('123.45') }))[0]).toMatchObject({
      row: 'PnL shown by /status',
      found: '123.45',
    });
    expect((await findings('SURFACES', () => undefined, { surfaces: surfaces('NaN') }))[0]).toMatchObject({
      row: 'the ledger',
      found: expect.stringContaining('NaN'),
    });
  });

  it('SURFACES: is found out when a running total is not what the rows add up to', async () => {
    const { ledger, clock } = running();
    const check = async (): Promise<readonly Finding[]> =>
      (await audit({ ledger, clock, surfaces: surfacesOf(ledger) }, only('SURFACES'))).findings;
    expect(await check()).toEqual([]);
    const [part] = runningPerformance(ledger, 'market');
    const right = { ...part };
    Object.assign(part ?? {}, { pnl: decimal('1') });
    const found = await check();
    expect(found).toMatchObject([
      { row: `running total by market of ${part?.key}`, found: expect.stringContaining('PnL 1,') },
      { row: 'PnL shown by /performance market' },
    ]);
    Object.assign(part ?? {}, right, { wins: 999 });
    expect(await check()).toMatchObject([
      { expected: expect.stringContaining(`${right.wins} won`), found: expect.stringContaining('999 won') },
    ]);
    Object.assign(part ?? {}, right, { key: 'DOGE/USDT' });
    expect(await check()).toMatchObject([{ found: 'none' }, { row: 'running total by market of DOGE/USDT', expected: 'none' }]);
    ledger.close();
  });

  it('SURFACES: is found out when a trade was changed after it was added up', async () => {
    const { ledger, clock } = running();
    const surfaces = surfacesOf(ledger);
    for (const { pnl } of surfaces) pnl();
    const vandal = new Vandal(ledger.path);
    vandal.db.prepare("update trade set pnl = '1000' where rowid = 1").run();
    vandal[Symbol.dispose]();
    const rows = (await audit({ ledger, clock, surfaces }, only('SURFACES'))).findings.map(({ row }) => row);
    expect(rows).toContain('PnL shown by /pnl all');
    for (const by of PERFORMANCE_BY) expect(rows).toContain(`PnL shown by /performance ${by}`);
    ledger.close();
  });

  it('SETTINGS: is found out when nobody reads one', async () => {
    expect(await findings('SETTINGS', () => undefined, { unreadSettings: () => ['guards.feeEdge'] })).toEqual([
      { invariant: 'SETTINGS', row: 'setting guards.feeEdge', expected: 'code that reads it', found: 'none' },
    ]);
  });

  it('JOBS: is found out when one did not run, or failed', async () => {
    const hour = 3_600_000;
    const at = (ms: number) => ({ clock: new VirtualClock(later(end, ms)), startedAt: end });
    const jobs = [{ name: 'prune', everyMs: hour }];
    expect(await findings('JOBS', () => undefined, { jobs, ...at(2 * hour) })).toEqual([]);
    expect((await findings('JOBS', () => undefined, { jobs, ...at(2 * hour + 1) }))[0]).toMatchObject({
      row: 'job prune',
      found: 'no run at all',
    });
    const failed = await findings('JOBS', sql("update job_run set outcome = 'failed', detail = 'disk full' where job = 'mark'"), {
      jobs: [{ name: 'mark', everyMs: hour }],
      ...at(0),
    });
    expect(failed[0]).toMatchObject({ expected: 'a good run', found: 'failed: disk full' });
  });

  it('INV-13: is found out when a quote cannot be true', async () => {
    const quotes = new Quotes();
    quotes.put({ market: 'BTC/USDT', bid: 2, ask: 1, last: Number.NaN, bidSize: 1, askSize: 1, at: end });
    expect((await findings('INV-13', () => undefined, { quotes }))[0]).toMatchObject({ row: 'quote of BTC/USDT' });
  });
});
