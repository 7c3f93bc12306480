import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { type Instant, later, VirtualClock } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { backupFolder, backupName } from '#src/ledger/backupFolder.ts';
import { takeLease } from '#src/ledger/lease.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { liveLedger, NOW, readyParts, SampleVenue, STAMP, talked } from '#test/readySample.ts';
import { backupAge } from './backupAge.ts';
import { DAY_MS, type Found, HOUR_MS, type ReadyCheck, type ReadyParts } from './check.ts';
import { clockSkew } from './clockSkew.ts';
import { egressTest } from './egressTest.ts';
import { fundsCapped } from './fundsCapped.ts';
import { haltDrill } from './haltDrill.ts';
import { keyPermissions } from './keyPermissions.ts';
import { ledgerGate } from './ledgerGate.ts';
import { limitsSet } from './limitsSet.ts';
import { liveMode } from './liveMode.ts';
import { nothingOpen } from './nothingOpen.ts';
import { notifications } from './notifications.ts';
import { openingBalances } from './openingBalances.ts';
import { paperRecord } from './paperRecord.ts';
import { roundTrip } from './roundTrip.ts';
import { singleLease } from './singleLease.ts';
import { vaultKey } from './vaultKey.ts';
import { venueAccepted } from './venueAccepted.ts';
import { venueStops } from './venueStops.ts';

const folder = mkdtempSync(join(tmpdir(), 'heron-ready-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let papers = 0;

const clockAt = (at: Instant = NOW): VirtualClock => new VirtualClock(at);
const look = async (check: ReadyCheck, different: Partial<ReadyParts> = {}): Promise<Found> => check.look(readyParts(clockAt(), different));
const settings = (...sets: string[]) => loadSettings({ env: {}, sets: ['mode=live', 'feed.source=kraken', ...sets] }).values;

/** A ledger that something happened in, so long before NOW. */
function ledgerBefore(agoMs: number, write: (ledger: Ledger) => void, source = 'kraken'): Ledger {
  const ledger = liveLedger(clockAt(later(NOW, -agoMs)), source);
  write(ledger);
  return ledger;
}

const accepted = (ledger: Ledger, different: object = {}): void => {
  const data = { venue: 'kraken', testnet: false, profile: STAMP.hash, ccxt: STAMP.ccxt, cases: ['one', 'two'], ...different };
  ledger.transact((tx) => tx.append({ kind: 'venue.accepted', subject: 'kraken', actor: 'user:shell', data }));
};

/** As it should be, and everything that must not pass. */
const CASES: readonly [check: ReadyCheck, good: Partial<ReadyParts>, bad: readonly [string, () => Partial<ReadyParts>][]][] = [
  [
    liveMode,
    {},
    [
      ['paper', () => ({ settings: settings('mode=paper') })],
      ['a simulated market', () => ({ settings: loadSettings({ env: {}, sets: [] }).values })],
    ],
  ],
  [singleLease, {}, [['somebody else holds it', () => ({ holdsLease: false })]]],
  [vaultKey, {}, [['closed', () => ({ vault: { isOpen: false, figure: 'HERON_VAULT_KEY is not set', key: undefined } })]]],
  [
    clockSkew,
    {},
    [
      ['500 ms ahead once', () => ({ venue: venueWith((one) => Object.assign(one, { behindMs: [0, 500, 0] })) })],
      ['behind', () => ({ venue: venueWith((one) => Object.assign(one, { behindMs: [0, 0, -700] })) })],
      ['no venue', () => ({ venue: undefined })],
    ],
  ],
  [
    keyPermissions,
    {},
    [
      ['it can withdraw', () => ({ venue: venueWith((one) => Object.assign(one.may as object, { canWithdraw: true })) })],
      ['it cannot trade', () => ({ venue: venueWith((one) => Object.assign(one.may as object, { canTrade: false })) })],
      ['nobody tells', () => ({ venue: venueWith((one) => Object.assign(one, { may: undefined })) })],
      ['no venue', () => ({ venue: undefined })],
    ],
  ],
  [
    venueAccepted,
    { ledger: ledgerBefore(90 * DAY_MS, accepted) },
    [
      ['never', () => ({})],
      ['another profile', () => ({ ledger: ledgerBefore(0, (one) => accepted(one, { profile: 'b' })) })],
      ['another library', () => ({ ledger: ledgerBefore(0, (one) => accepted(one, { ccxt: '4.5.85' })) })],
      ['on the testnet', () => ({ ledger: ledgerBefore(0, (one) => accepted(one, { testnet: true })) })],
      ['no profile', () => ({ profile: undefined })],
    ],
  ],
  [
    roundTrip,
    { ledger: ledgerBefore(23 * HOUR_MS, accepted) },
    [
      ['none', () => ({})],
      ['of the day before', () => ({ ledger: ledgerBefore(25 * HOUR_MS, accepted) })],
      ['on the testnet', () => ({ ledger: ledgerBefore(HOUR_MS, (one) => accepted(one, { testnet: true })) })],
    ],
  ],
  [
    venueStops,
    {},
    [
      ['no stop rests there', () => ({ venue: venueWith((one) => Object.assign(one.profile, { nativeStops: false })) })],
      ['no venue', () => ({ venue: undefined })],
    ],
  ],
  [
    openingBalances,
    {},
    [
      ['less there', () => ({ venue: venueWith((one) => one.held.set('USDT', decimal('99.99999999'))) })],
      ['something more there', () => ({ venue: venueWith((one) => one.held.set('BTC', decimal('0.00000001'))) })],
      ['no opening entry', () => ({ ledger: new Ledger({ path: ':memory:', clock: clockAt() }) })],
    ],
  ],
  [
    fundsCapped,
    { venue: venueWith((one) => one.held.set('BTC', decimal('0.01'))), prices: async () => new Map([['BTC', 60_000]]) },
    [
      ['no word of how much', () => ({ settings: settings() })],
      ['more than that', () => ({ venue: venueWith((one) => one.held.set('USDT', decimal('1000.01'))) })],
      [
        'coins that are worth more than that',
        () => ({ venue: venueWith((one) => one.held.set('BTC', decimal('0.02'))), prices: async () => new Map([['BTC', 60_000]]) }),
      ],
      ['coins that have no price', () => ({ venue: venueWith((one) => one.held.set('XYZ', decimal('1'))), prices: async () => new Map() })],
      ['nobody to ask for prices', () => ({ venue: venueWith((one) => one.held.set('BTC', decimal('0.0001'))) })],
      ['no venue', () => ({ venue: undefined })],
    ],
  ],
  [
    nothingOpen,
    {},
    [
      [
        'a difference that nobody has dealt with',
        () => ({
          ledger: ledgerBefore(0, (one) =>
            one.transact((tx) =>
              tx.append({
                kind: 'finding.opened',
                subject: 'd1',
                actor: 'reconciler',
                data: { id: 'd1', invariant: 'GHOST', row: 'order x', expected: 'none', found: 'one' },
              }),
            ),
          ),
        }),
      ],
    ],
  ],
  [
    limitsSet,
    {},
    [
      ['no exposure limit', () => ({ settings: { ...settings(), guards: { ...settings().guards, grossExposurePct: 0 } } })],
      ['a loss that is none', () => ({ settings: { ...settings(), guards: { ...settings().guards, dailyLossPct: 90 } } })],
    ],
  ],
  [
    haltDrill,
    { ledger: ledgerBefore(29 * DAY_MS, (one) => drill(one)) },
    [
      ['never', () => ({})],
      ['31 days ago', () => ({ ledger: ledgerBefore(31 * DAY_MS, (one) => drill(one)) })],
      ['by Heron itself', () => ({ ledger: ledgerBefore(DAY_MS, (one) => drill(one, 'sniper')) })],
      ['at a simulated market', () => ({ ledger: ledgerBefore(DAY_MS, (one) => drill(one), 'simulated market, seed 1') })],
    ],
  ],
  [
    notifications,
    { ledger: told('telegram', 'discord') },
    [
      ['one way alone', () => ({ ledger: told('telegram') })],
      ['one is off', () => ({ ledger: told('telegram', 'discord'), platforms: ['telegram'] })],
      ['the day before', () => ({ ledger: toldAt(later(NOW, -25 * HOUR_MS), 'telegram', 'discord') })],
    ],
  ],
  [
    paperRecord,
    { paper: paperOf({ days: 7, trades: 50 }) },
    [
      ['none', () => ({})],
      ['six days', () => ({ paper: paperOf({ days: 6.9, trades: 50 }) })],
      ['49 trades', () => ({ paper: paperOf({ days: 7, trades: 49 }) })],
      ['another line of versions', () => ({ paper: paperOf({ days: 7, trades: 50, version: '0.4.9' }) })],
      ['a simulated market', () => ({ paper: paperOf({ days: 7, trades: 50, source: 'simulated market, seed 1' }) })],
    ],
  ],
  [
    egressTest,
    {},
    [
      ['it went out', () => ({ egress: async () => ({ ok: false, figure: 'reached' }) })],
      ['not tried', () => ({ egress: undefined })],
    ],
  ],
];

function venueWith(change: (venue: SampleVenue) => void): SampleVenue {
  const venue = new SampleVenue(clockAt());
  change(venue);
  return venue;
}

function drill(ledger: Ledger, actor = 'user:telegram:1'): void {
  ledger.transact((tx) => tx.append({ kind: 'halt.set', subject: 'halt', actor, data: { reason: 'a drill' } }));
  ledger.transact((tx) => tx.append({ kind: 'halt.ended', subject: 'halt', actor, data: { reason: 'over' } }));
}

function told(...platforms: string[]): Ledger {
  return toldAt(later(NOW, -23 * HOUR_MS), ...platforms);
}

function toldAt(at: Instant, ...platforms: string[]): Ledger {
  return ledgerBefore(DAY_MS, (one) => {
    for (const platform of platforms) talked(one, platform, at);
  });
}

function paperOf({
  days,
  trades,
  version = '0.5.3',
  source = 'kraken',
}: {
  days: number;
  trades: number;
  version?: string;
  source?: string;
}): Ledger {
  const path = join(folder, `paper-${++papers}.db`);
  const clock = clockAt(later(NOW, -days * DAY_MS));
  const ledger = liveLedger(clock, source, path);
  const started = (): number =>
    ledger.transact((tx) =>
      tx.append({ kind: 'app.started', subject: 'heron', actor: 'heron', data: { version, mode: 'paper', feed: 'kraken' } }),
    );
  started();
  clock.advanceTo(NOW);
  const seq = started();
  ledger.close();
  addTrades(path, trades, seq);
  return new Ledger({ path, clock, readonly: true });
}

/** Rows of closed trades with nothing in them but their number: only how many there are is asked. */
function addTrades(path: string, count: number, seq: number): void {
  const db = new Database(path);
  db.pragma('foreign_keys = off');
  const columns = db.prepare("select name, type from pragma_table_info('trade')").all() as { name: string; type: string }[];
  const insert = db.prepare(
    `insert into trade (${columns.map(({ name }) => name).join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  for (let i = 1; i <= count; i++)
    insert.run(columns.map(({ name, type }) => (name === 'id' ? `t${i}` : name === 'seq' ? seq : type === 'TEXT' ? '0' : 0)));
  db.close();
}

describe('each line of the readiness gate', () => {
  for (const [check, good, bad] of CASES) {
    it(`${check.name}: is good as it should be, and gives its figure`, async () => {
      const found = await look(check, good);
      expect(found).toMatchObject({ ok: true });
      expect(found.figure).not.toBe('');
    });

    it.each(bad)(`${check.name}: is not good with %s, and says what to do`, async (_, different) => {
      const found = await look(check, different());
      expect(found.ok).toBe(false);
      expect(found.figure).not.toBe('');
      expect(found.hint).toMatch(/^\/?[A-Za-z].*\.$/);
    });
  }

  it('key permissions: takes a person’s word where the venue does not tell, and says whose', async () => {
    const waiver = { at: '2026-05-01T00:00:00.000Z', who: 'shell:ann', phrase: 'this key cannot withdraw or transfer' };
    const key = { name: 'kraken', version: 1, state: 'test_ok', savedAt: '', testedAt: null, reason: '', warnings: [], waiver } as const;
    const venue = venueWith((one) => Object.assign(one, { may: undefined }));
    const found = await look(keyPermissions, { venue, vault: { isOpen: true, figure: '', key } });
    expect(found).toMatchObject({ ok: true, figure: 'shell:ann said on 2026-05-01: this key cannot withdraw or transfer' });
  });

  it('key permissions: shows an address that is not restricted', async () => {
    const venue = venueWith((one) => Object.assign(one.may as object, { ipRestricted: false }));
    expect((await look(keyPermissions, { venue })).figure).toContain('from ANY address');
  });

  it('key permissions: are not asked on a testnet, which has no money to withdraw', async () => {
    const venue = venueWith((one) => {
      one.permissions = () => Promise.reject(new OutsideError('read', 'No such page.', ''));
    });
    const found = await look(keyPermissions, { venue, settings: settings('feed.source=binance', 'venue.testnet=true') });
    expect(found).toMatchObject({ ok: true, figure: 'a testnet has no money to withdraw' });
    await expect(look(keyPermissions, { venue })).rejects.toThrow('No such page.');
  });

  it('funds: are not bounded on a testnet, which has no money to lose', async () => {
    const venue = venueWith((one) => one.held.set('USDT', decimal('1000000')));
    expect(await look(fundsCapped, { venue, settings: settings('feed.source=binance', 'venue.testnet=true') })).toMatchObject({
      ok: true,
      figure: 'a testnet has no money to lose',
    });
  });

  it('funds: says what lies there, what may, and what to do', async () => {
    expect(await look(fundsCapped)).toMatchObject({ figure: '100.00 USDT of at most 1000' });
    expect(await look(fundsCapped, { settings: settings() })).toMatchObject({
      figure: '100.00 USDT lie there, and live.maxFunds is not set',
      hint: expect.stringContaining('a sub-account'),
    });
    const venue = venueWith((one) => one.held.set('USDT', decimal('5000')));
    expect((await look(fundsCapped, { venue })).figure).toBe('5000.00 USDT, more than the 1000 USDT of live.maxFunds');
  });

  it('halt drill, notices: count on paper at a real market too', async () => {
    const paper = ledgerBefore(DAY_MS, (one) => {
      drill(one);
      for (const platform of ['telegram', 'discord']) talked(one, platform, later(NOW, -HOUR_MS));
    });
    expect(await look(haltDrill, { paper })).toMatchObject({ ok: true });
    expect(await look(notifications, { paper })).toMatchObject({ ok: true });
  });
});

describe('the lines about files', () => {
  const path = join(folder, 'live.db');
  const made = (ledger: Ledger, file: string, sealed = true): void => {
    const data = { file, bytes: 1, head_seq: 1, head_hash: 'x', events_checked: 9, sealed };
    ledger.transact((tx) => tx.append({ kind: 'backup.made', subject: 'ledger', actor: 'heron', data }));
  };

  it('SQLite gate: every line holds on a ledger whose lease is held, and one that does not is named', async () => {
    const ledger = new Ledger({ path, clock: clockAt() });
    expect(await look(ledgerGate, { ledger })).toMatchObject({ ok: false, figure: 'lease held by nobody' });
    const lease = takeLease(path);
    expect(await look(ledgerGate, { ledger })).toMatchObject({ ok: true });
    lease.release();
    ledger.close();
  });

  it('backup: of the last day, encrypted, and still there', async () => {
    const clock = clockAt(later(NOW, -HOUR_MS));
    const ledger = new Ledger({ path, clock });
    expect(await look(backupAge, { ledger })).toMatchObject({ ok: false, figure: 'none' });
    const file = backupName(clock.now(), 9, true);
    made(ledger, file);
    expect(await look(backupAge, { ledger })).toMatchObject({ ok: false, figure: expect.stringContaining('its file is gone') });
    mkdirSync(backupFolder(path));
    writeFileSync(join(backupFolder(path), file), '');
    expect(await look(backupAge, { ledger })).toMatchObject({ ok: true, figure: '1 hour old, 9 events read back, encrypted' });
    expect(await look(backupAge, { ledger, clock: clockAt(later(NOW, DAY_MS)) })).toMatchObject({ ok: false });
    made(ledger, file, false);
    expect(await look(backupAge, { ledger })).toMatchObject({ ok: false, figure: expect.stringContaining('NOT encrypted') });
    ledger.close();
  });
});

describe('a venue that does not answer', () => {
  it('is an error with words, which the gate makes a line of', async () => {
    const venue = venueWith((one) => {
      one.time = () => Promise.reject(new OutsideError('timeout', 'kraken did not answer.', 'Try again.'));
    });
    await expect(look(clockSkew, { venue })).rejects.toThrow('did not answer');
  });
});
