import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Check } from '#src/chat/checks.ts';
import type { Settings } from '#src/config/settings.ts';
import { systemClock, VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { isLeased } from '#src/ledger/lease.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { VERSION } from '#src/version.ts';
import { chatChecks } from './doctorChat.ts';
import { modelChecks } from './doctorModel.ts';
import { EXIT, type Io } from './io.ts';
import { isOn, type Options, settingsOf } from './options.ts';

const OLDEST_NODE = 24;
const FREE_BYTES = 1024 ** 3;
/** File systems on which locks or syncs cannot be trusted (statfs types): NFS, SMB, CIFS, SMB2, FUSE, 9P, virtiofs, overlay. */
const DOUBTFUL = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9P'],
  [0x6a656a63, 'virtiofs'],
  [0x794c7630, 'overlay'],
]);

/** Looks at everything that a start needs, says what it found, and what to mend. */
export async function run(options: Options, io: Io): Promise<number> {
  const checks: Check[] = [node()];
  let settings: Settings | undefined;
  try {
    settings = settingsOf(options, io).values;
    checks.push({ name: 'settings', ok: true, found: 'complete and consistent' });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    checks.push({ name: 'settings', ok: false, found: error.message, mend: error.hint });
  }
  if (settings) checks.push(...ledgerChecks(resolve(settings.ledger.path)));
  checks.push(clockCheck());
  if (settings) checks.push(...(await chatChecks(settings)), ...(await modelChecks(settings)));
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

function ledgerChecks(path: string): Check[] {
  // The start makes folders that are missing; what counts is the one that is there.
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const checks: Check[] = [writable(folder), space(folder), fileSystem(folder)];
  if (!existsSync(path)) return [...checks, { name: 'ledger', ok: true, found: 'none yet; the first start makes it' }];
  const mode = statSync(path).mode & 0o077;
  checks.push({
    name: 'ledger mode',
    ok: mode === 0,
    found: mode === 0 ? 'only you can read it' : 'others can read it',
    mend: `chmod 600 ${path}`,
  });
  return [...checks, ledger(path), { name: 'running', ok: true, found: isLeased(path) ? 'a Heron runs on it' : 'no Heron runs on it' }];
}

function writable(folder: string): Check {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (!statSync(folder).isDirectory()) throw new Error('not a folder');
    return { name: 'folder', ok: true, found: `${folder} can be written` };
  } catch {
    return {
      name: 'folder',
      ok: false,
      found: `${folder} cannot be written`,
      mend: 'Name another ledger with --ledger, or mend the permissions.',
    };
  }
}

function space(folder: string): Check {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  return {
    name: 'disk',
    ok: free > FREE_BYTES,
    found: `${(free / FREE_BYTES).toFixed(1)} GiB free`,
    mend: 'Free at least 1 GiB, or put the ledger elsewhere.',
  };
}

/** On paper a doubtful file system is only said; live refuses it. */
function fileSystem(folder: string): Check {
  const name = DOUBTFUL.get(statfsSync(folder).type >>> 0);
  return { name: 'file system', ok: true, found: name === undefined ? 'local' : `${name}: good enough for paper, refused for live money` };
}

function ledger(path: string): Check {
  try {
    const opened = new Ledger({ path, clock: new VirtualClock(systemClock().now()), readonly: true });
    const { seq } = opened.head;
    const [broken] = opened.all<{ quick_check: string }>('pragma quick_check(1)');
    opened.close();
    const ok = broken?.quick_check === 'ok';
    return {
      name: 'ledger',
      ok,
      found: ok ? `${seq} events, file sound` : `file damaged: ${broken?.quick_check}`,
      mend: 'Restore the last good copy of the file.',
    };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { name: 'ledger', ok: false, found: error.message, mend: error.hint };
  }
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
