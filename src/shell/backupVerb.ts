import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { recordBackup } from '#src/backups.ts';
import { systemClock, toIso } from '#src/domain/clock.ts';
import { CannotStart, OutsideError, WrongUsage } from '#src/domain/errors.ts';
import { type Backup, makeBackup } from '#src/ledger/backup.ts';
import { backupFolder, backupsOf, clearUnfinished } from '#src/ledger/backupFolder.ts';
import { type Lease, takeLease } from '#src/ledger/lease.ts';
import type { FileKey } from '#src/ledger/sealedFile.ts';
import { backupSealer, vaultKeyIn } from './backupSeal.ts';
import { EXIT, type Io } from './io.ts';
import { flag, isOn, type Options, settingsOf } from './options.ts';
import { openOwn } from './owned.ts';

/** Copies a ledger, also while a Heron runs on it, and reads the copy back. */
export async function run(options: Options, io: Io): Promise<number> {
  const { path } = settingsOf(options, io).values.ledger;
  if (isOn(options, 'list')) return list(path, options, io);
  const seal = await sealOf(options, io);
  // The Heron that asked writes down itself what came of it, and is the only one to write.
  const lease = isOn(options, 'for-heron') ? undefined : leaseOf(path);
  try {
    clearUnfinished(path);
    const backup = makeBackup({ ledgerPath: path, to: flag(options, 'to'), at: systemClock().now(), seal });
    const unrecorded = lease === undefined ? 'A Heron runs on the ledger' : record(path, backup);
    io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(backup)}\n` : textOf(backup, unrecorded));
    return EXIT.good;
  } finally {
    lease?.release();
  }
}

/** Undefined while a Heron runs on it: that one writes its own backups down. */
function leaseOf(path: string): Lease | undefined {
  try {
    return takeLease(path);
  } catch (error) {
    if (error instanceof CannotStart && error.code === 'ledger-in-use') return undefined;
    throw error;
  }
}

/** Returns why it could not be recorded: a ledger that cannot be written to is the one that needs its backup most. */
function record(path: string, backup: Backup): string | undefined {
  try {
    const ledger = openOwn(path);
    recordBackup(ledger, backup);
    ledger.close();
    return undefined;
  } catch (error) {
    if (error instanceof OutsideError) return error.message.replace(/\.$/, '');
    throw error;
  }
}

/** From the job of a running Heron one key may come through the input; a person's comes from the key of the vault. */
async function sealOf(options: Options, io: Io): Promise<FileKey | undefined> {
  const vaultKey = vaultKeyIn(io.env);
  if (!isOn(options, 'for-heron')) return vaultKey === undefined ? undefined : (await backupSealer(vaultKey))();
  for await (const line of createInterface({ input: io.stdin })) {
    const [, key, wrapped] = /^([0-9a-f]{64}) (\S+)$/.exec(line) ?? [];
    if (key !== undefined && wrapped !== undefined) return { key: Buffer.from(key, 'hex'), wrapped };
    throw new WrongUsage('What came through the input is no key.', 'Leave --for-heron away: it is for Heron itself.');
  }
  return undefined;
}

function textOf({ path, bytes, seq, hash, events, sealed }: Backup, unrecorded: string | undefined): string {
  const size = `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  return `${[
    `Backup ${resolve(path)}, ${size}, ${sealed ? 'encrypted with the key of the vault' : 'not encrypted: there is no HERON_VAULT_KEY'}.`,
    `Read back as a whole: ${events} events, the newest ${seq} with hash ${hash}.`,
    unrecorded === undefined ? 'The ledger has a record of it.' : `${unrecorded}, so this one is not recorded there.`,
    `heron restore ${path} puts it in the place of a ledger that is lost.`,
  ].join('\n')}\n`;
}

function list(path: string, options: Options, io: Io): number {
  const files = backupsOf(path).map(({ path: file, at, seq, sealed }) => ({ file, at: toIso(at), seq, sealed }));
  const lines = files.map(
    ({ file, at, seq, sealed }) => `${at.slice(0, 16).replace('T', ' ')} UTC  event ${seq}${sealed ? ', encrypted' : ''}  ${file}`,
  );
  const text = lines.length === 0 ? `There is no backup in ${backupFolder(path)}.` : lines.join('\n');
  io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(files)}\n` : `${text}\n`);
  return EXIT.good;
}
