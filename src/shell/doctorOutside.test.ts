import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { later, parseInstant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { makeBackup } from '#src/ledger/backup.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { Vault } from '#src/vault/vault.ts';
import { cheapKeys } from '#test/cheapKeys.ts';
import { ledgerChecks } from './doctorLedger.ts';
import { vaultChecks } from './doctorVault.ts';
import { venueChecks } from './doctorVenue.ts';

const NOW = parseInstant('2026-06-01T12:00:00Z');
const KEY = 'seven brown horses under a bridge';
cheapKeys();
const folder = mkdtempSync(join(tmpdir(), 'heron-doctor-outside-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = (...sets: string[]) => loadSettings({ env: {}, sets }).values;
const clock = { now: () => NOW };

describe('the doctor, about the venue', () => {
  it.each<[string, number, string[], boolean, RegExp]>([
    ['a right clock', 20, [], true, /^this machine is 20 ms behind$/],
    ['a clock that is half a second ahead, live', -500, ['mode=live'], false, /^this machine is 500 ms ahead$/],
    ['the same on paper', -500, [], true, /^this machine is 500 ms ahead: good enough for paper$/],
  ])('says how far the clocks are apart: %s', async (_, aheadMs, sets, ok, found) => {
    const checks = await venueChecks(settings('feed.source=kraken', ...sets), async () => NOW + aheadMs, clock);
    expect(checks.map(({ name }) => name)).toEqual(['venue', 'venue clock']);
    expect(checks[1]).toMatchObject({ ok, found: expect.stringMatching(found) });
  });

  it('does not take the time that its library needs to load for the venue’s', async () => {
    const machine = new VirtualClock(NOW);
    const loads: Parameters<typeof venueChecks>[1] = async (_, asks) => {
      machine.advanceTo(later(NOW, 1_400));
      asks();
      machine.advanceTo(later(NOW, 1_440));
      return NOW + 1_420;
    };
    const [venue, skew] = await venueChecks(settings('mode=live', 'feed.source=kraken'), loads, machine);
    expect([venue?.found, skew]).toEqual([
      'kraken answered in 40 ms',
      expect.objectContaining({ ok: true, found: 'this machine is 0 ms ahead' }),
    ]);
  });

  it('says that it does not answer, without an address', async () => {
    const down = () =>
      Promise.reject(new OutsideError('venue', 'kraken did not answer as it should (NetworkError).', 'Check the network.'));
    expect(await venueChecks(settings('feed.source=kraken'), down, clock)).toEqual([
      { name: 'venue', ok: false, found: 'kraken: kraken did not answer as it should (NetworkError).', mend: 'Check the network.' },
    ]);
  });

  it('asks nobody when the market is simulated', async () => {
    const never = () => Promise.reject(new Error('it was asked'));
    expect(await venueChecks(settings(), never, clock)).toEqual([{ name: 'venue', ok: true, found: 'none: the market is simulated' }]);
  });
});

describe('the doctor, about the vault', () => {
  const path = join(folder, 'keys.vault');
  const live = settings('mode=live', 'feed.source=kraken', `vault.path=${JSON.stringify(path)}`);
  const paper = settings(`vault.path=${JSON.stringify(path)}`);

  it('needs none on paper, and one with the venue’s key for live', async () => {
    expect(await vaultChecks(paper, undefined)).toMatchObject([{ ok: true, found: expect.stringContaining('paper needs none') }]);
    expect(await vaultChecks(live, undefined)).toMatchObject([{ ok: false }]);
    const vault = await Vault.create({ path, clock: systemClock(), who: 'shell:test' }, KEY);
    expect(await vaultChecks(live, undefined)).toMatchObject([{ ok: false, found: expect.stringContaining('HERON_VAULT_KEY is not set') }]);
    expect(await vaultChecks(live, 'another')).toMatchObject([{ ok: false }]);
    expect(await vaultChecks(live, KEY)).toMatchObject([{ ok: true }, { name: 'key kraken', ok: false, found: 'not_configured' }]);
    vault.save('kraken', { apiKey: 'k'.repeat(20), secret: 's'.repeat(20) });
    vault.close();
    const checks = await vaultChecks(live, KEY);
    expect(checks).toMatchObject([
      { ok: true, found: 'opens; 1 keys' },
      { name: 'key kraken', ok: true, found: 'saved_untested' },
    ]);
    expect(JSON.stringify(checks)).not.toMatch(/kkkk|ssss/);
  });
});

describe('the doctor, about the ledger', () => {
  const checksOf = (path: string, mode: 'paper' | 'live' = 'paper') =>
    Object.fromEntries(ledgerChecks(path, { ...settings(), mode }).map((one) => [one.name, one]));
  const begun = (name: string, ...kinds: ('app.started' | 'app.stopped')[]): string => {
    const path = join(folder, name);
    const ledger = new Ledger({ path, clock: new VirtualClock(systemClock().now()) });
    for (const kind of kinds)
      ledger.transact((tx) =>
        kind === 'app.started'
          ? tx.append({ kind, subject: 'heron', actor: 'heron', data: { version: '1', mode: 'paper', feed: 'x' } })
          : tx.append({ kind, subject: 'heron', actor: 'heron', data: { reason: 'Ctrl-C' } }),
      );
    ledger.close();
    return path;
  };

  it('says how it stopped last', () => {
    expect(checksOf(begun('in-order.db', 'app.started', 'app.stopped'))['last stop']?.found).toMatch(/^in order at .*: Ctrl-C$/);
    expect(checksOf(begun('crashed.db', 'app.started', 'app.stopped', 'app.started'))['last stop']?.found).toMatch(
      /^NOT in order: it ended after/,
    );
    expect(checksOf(begun('new.db'))['last stop']?.found).toBe('it has never run');
  });

  it('says how old the newest backup is and whether it is encrypted; live needs one of the last day that is', () => {
    const path = begun('backed.db', 'app.started');
    expect(checksOf(path).backup).toMatchObject({ ok: true, found: expect.stringContaining('none yet') });
    expect(checksOf(path, 'live').backup).toMatchObject({ ok: false });
    makeBackup({ ledgerPath: path, at: systemClock().now() });
    expect(checksOf(path).backup).toMatchObject({ ok: true, found: expect.stringMatching(/^0 minutes old, up to event 1, not encrypted/) });
    expect(checksOf(path, 'live').backup).toMatchObject({ ok: false });
    const seal = { key: Buffer.alloc(32, 7), wrapped: 'x' };
    makeBackup({ ledgerPath: path, at: (systemClock().now() + 1_000) as never, seal });
    expect(checksOf(path, 'live').backup).toMatchObject({ ok: true });
  });

  it('finds a damaged file', () => {
    const path = begun('damaged.db', 'app.started');
    writeFileSync(path, Buffer.alloc(4_096, 7), { flag: 'r+' });
    expect(checksOf(path).ledger).toMatchObject({ ok: false });
  });
});
