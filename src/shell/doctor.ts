import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Check } from '#src/chat/checks.ts';
import type { Settings } from '#src/config/settings.ts';
import { systemClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { VERSION } from '#src/version.ts';
import { chatChecks } from './doctorChat.ts';
import { ledgerChecks } from './doctorLedger.ts';
import { modelChecks } from './doctorModel.ts';
import { vaultChecks } from './doctorVault.ts';
import { type VenueTime, venueChecks } from './doctorVenue.ts';
import { takeVaultKey } from './forgetTokens.ts';
import { EXIT, type Io } from './io.ts';
import { isOn, type Options, settingsOf } from './options.ts';

const OLDEST_NODE = 24;
/** Looks at everything that a start needs, says what it found, and what to mend. */
export async function run(options: Options, io: Io, venueTime?: VenueTime): Promise<number> {
  const vaultKey = takeVaultKey(io.env);
  const checks: Check[] = [node()];
  let settings: Settings | undefined;
  try {
    settings = settingsOf(options, io).values;
    checks.push({ name: 'settings', ok: true, found: 'complete and consistent' });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    checks.push({ name: 'settings', ok: false, found: error.message, mend: error.hint });
  }
  if (settings) checks.push(...ledgerChecks(resolve(settings.ledger.path), settings));
  checks.push(clockCheck());
  if (settings) {
    checks.push(...(await venueChecks(settings, venueTime)), ...(await vaultChecks(settings, vaultKey)));
    checks.push(...(await chatChecks(settings)), ...(await modelChecks(settings)));
  }
  const ok = checks.every((one) => one.ok);
  io.stdout.write(isOn(options, 'json') ? `${JSON.stringify({ ok, version: VERSION, checks })}\n` : textOf(checks, ok));
  return ok ? EXIT.good : EXIT.found;
}

function node(): Check {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    name: 'node',
    ok: major >= OLDEST_NODE,
    found: process.versions.node,
    mend: `Run Heron through npm, which brings Node ${OLDEST_NODE}.`,
  };
}

/** Without a network there is nothing to compare with; a clock before this Heron was made is wrong in any case. */
function clockCheck(): Check {
  const now = systemClock().now();
  const made = statSync(new URL('../../package.json', import.meta.url)).mtimeMs;
  const ok = now > made - 86_400_000;
  return { name: 'clock', ok, found: ok ? 'plausible' : 'earlier than the files of Heron', mend: 'Set the clock of the machine.' };
}

function textOf(checks: readonly Check[], ok: boolean): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(
    (one) =>
      `${one.ok ? 'good' : 'BAD '}  ${one.name.padEnd(width)}  ${one.found}${one.ok || one.mend === undefined ? '' : `\n      ${' '.repeat(width)}  ${one.mend}`}`,
  );
  return `${lines.join('\n')}\n${ok ? 'Heron can start.' : 'Mend what is BAD first.'}\n`;
}
