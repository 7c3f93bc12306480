import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Settings } from '#src/config/settings.ts';
import { systemClock } from '#src/domain/clock.ts';
import { CannotStart, OutsideError } from '#src/domain/errors.ts';
import { takeLease } from '#src/ledger/lease.ts';
import { boundOf } from '#src/live.ts';
import type { ReadyParts, VaultFacts } from '#src/ready/check.ts';
import { type ReadyReport, recordGate, runGate } from '#src/ready/gate.ts';
import type { KeyFields } from '#src/vault/keyState.ts';
import { keyName } from '#src/vault/providers.ts';
import { Vault } from '#src/vault/vault.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import { VERSION } from '#src/version.ts';
import { domainsOf, guardEgress, testEgress } from './egress.ts';
import { forgetTokens, takeVaultKey } from './forgetTokens.ts';
import { EXIT, type Io } from './io.ts';
import { whoIsHere } from './keyDesk.ts';
import { openNetworkVenue } from './networkVenue.ts';
import { flag, isOn, type Options, settingsOf } from './options.ts';
import { openOwn } from './owned.ts';
import { paperBefore, paperPath } from './paperBefore.ts';
import { publicPrices } from './publicPrice.ts';
import { platformsOf } from './readyPlatforms.ts';
import { probe } from './readyProbe.ts';
import { stampOf } from './readyVenue.ts';
import { sayOnSocket, socketPath } from './socket.ts';

/** Opens the venue of the settings with its keys. Rejects with OutsideError. */
export type OpenVenue = (settings: Settings, fields: KeyFields) => Promise<NetworkVenue>;

/** Checks every line of the readiness gate and writes down what came of it. A Heron that runs on the ledger is asked to do it itself. */
export async function run(options: Options, io: Io, openVenue?: OpenVenue): Promise<number> {
  const vaultKey = takeVaultKey(io.env);
  const settings = settingsOf(options, io).values;
  const { path } = settings.ledger;
  const endGuard = guardEgress(domainsOf(settings));
  try {
    if (!existsSync(path))
      throw new CannotStart('no-ledger', `There is no ledger at ${path}.`, 'Start Heron once, or name another file with --ledger.');
    const named = flag(options, 'paper');
    if (named !== undefined && !existsSync(named))
      throw new CannotStart(
        'no-ledger',
        `There is no ledger of paper trading at ${named}.`,
        'Name the one that was traded on, with --paper.',
      );
    const asked = isOn(options, 'probe') ? undefined : await sayOnSocket(socketPath(path), '/ready');
    if (asked != null) {
      if (named !== undefined && resolve(named) !== resolve(paperPath(path))) io.stderr.write(notUsed(named, path));
      io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(asked.data ?? asked)}\n` : `${toPlainText(asked)}\n`);
      return (asked.data as { ok?: unknown } | undefined)?.ok === true ? EXIT.good : EXIT.found;
    }
    const lease = takeLease(path);
    try {
      const report = await check(settings, vaultKey, options, io, openVenue);
      io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(report)}\n` : readyText(report));
      return report.ok ? EXIT.good : EXIT.found;
    } finally {
      lease.release();
    }
  } finally {
    forgetTokens(io.env);
    endGuard();
  }
}

async function check(
  settings: Settings,
  vaultKey: string | undefined,
  options: Options,
  io: Io,
  openVenue?: OpenVenue,
): Promise<ReadyReport> {
  const clock = systemClock();
  const ledger = openOwn(settings.ledger.path);
  const paper = paperBefore(settings.ledger.path, flag(options, 'paper'));
  let venue: NetworkVenue | undefined;
  try {
    const { facts, fields } = await vaultOf(settings, vaultKey);
    if (fields !== undefined && settings.mode === 'live') venue = await openedOr((openVenue ?? openReal)(settings, fields), io);
    if (isOn(options, 'probe')) await probe({ settings, ledger, venue, clock, io });
    const parts: ReadyParts = {
      ledger,
      paper,
      venue,
      vault: facts,
      settings,
      clock,
      platforms: platformsOf(settings),
      profile: stampOf(settings),
      prices: (assets, quote) => publicPrices(settings, assets, quote),
      egress: () => testEgress(domainsOf(settings), io.env),
      version: VERSION,
      holdsLease: true,
    };
    const report = await runGate(parts);
    recordGate(ledger, report, 'user:shell', boundOf(settings, fields));
    return report;
  } finally {
    await venue?.close();
    paper?.close();
    ledger.close();
  }
}

/** What the vault holds for the venue. Never throws for a wrong key: that is a finding. */
async function vaultOf(
  { vault, feed, venue }: Settings,
  vaultKey: string | undefined,
): Promise<{ facts: VaultFacts; fields: KeyFields | undefined }> {
  const closed = (figure: string) => ({ facts: { isOpen: false, figure, key: undefined }, fields: undefined });
  if (!existsSync(vault.path)) return closed(`there is no vault at ${vault.path}`);
  if (vaultKey === undefined) return closed('HERON_VAULT_KEY is not set');
  try {
    const opened = await Vault.open({ path: vault.path, clock: systemClock(), who: whoIsHere() }, vaultKey);
    const name = keyName({ id: feed.source }, venue.testnet);
    const key = opened?.key(name);
    const fields = key && opened?.read(name, 'heron ready');
    opened?.close();
    return {
      facts: { isOpen: opened !== undefined, figure: `the vault is open; key of ${name}: ${key?.state ?? 'not_configured'}`, key },
      fields,
    };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return closed(error.message);
  }
}

/** A venue that cannot be opened is what the lines about it say; why, is said here. */
async function openedOr(opening: Promise<NetworkVenue>, io: Io): Promise<NetworkVenue | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    io.stderr.write(`${error.message}\n${error.hint}\n`);
    return undefined;
  }
}

const notUsed = (named: string, path: string): string =>
  `--paper ${named} was not used: a Heron runs on ${path} and asked the gate itself, with ${paperPath(path)} as the ledger of paper trading.\nStop it to name another one, or put that one there.\n`;

const openReal: OpenVenue = (settings, fields) => openNetworkVenue({ settings, fields, clock: systemClock() });

/** A line for each check, and what to do about those that are not good. */
export function readyText({ ok, lines }: Pick<ReadyReport, 'ok' | 'lines'>): string {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const list = lines.map(
    (one) =>
      `${one.ok ? 'good' : 'BAD '}  ${one.name.padEnd(width)}  ${one.figure}${one.ok ? '' : `\n      ${' '.repeat(width)}  ${one.hint}`}`,
  );
  const end = ok
    ? 'The gate is passed: within the next 10 minutes an owner may say /live.'
    : `${lines.filter((one) => !one.ok).length} of ${lines.length} are not good; live stays closed.`;
  return `${[...list, end].join('\n')}\n`;
}
