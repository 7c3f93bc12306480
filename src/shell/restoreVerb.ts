import { systemClock } from '#src/domain/clock.ts';
import { CannotStart, WrongUsage } from '#src/domain/errors.ts';
import { restoreBackup } from '#src/ledger/restore.ts';
import { isSealed, type Unwrap, wrappedKeyOf } from '#src/ledger/sealedFile.ts';
import { keyOfBackup, vaultKeyIn } from './backupSeal.ts';
import { EXIT, type Io } from './io.ts';
import { flag, isOn, type Options, settingsOf } from './options.ts';

/** Puts a backup in the place of the ledger; what was there stays, under another name. */
export async function run(options: Options, io: Io): Promise<number> {
  const [file, more] = options.words;
  if (file === undefined || more !== undefined)
    throw new WrongUsage('heron restore needs the name of one backup.', 'heron backup --list shows those beside the ledger.');
  const ledgerPath = flag(options, 'to') ?? settingsOf(options, io).values.ledger.path;
  const restored = restoreBackup({ file, ledgerPath, at: systemClock().now(), actor: 'user:shell', unwrap: await unwrapOf(file, io) });
  const { seq, hash, events, kept, aheadSeq } = restored;
  const lines = [
    `${ledgerPath} is the backup now: ${events} events, the newest ${seq} with hash ${hash}; all of it was read.`,
    kept === undefined ? 'There was no ledger before.' : `The ledger that was there is kept as ${kept}.`,
    aheadSeq > seq ? `${aheadSeq - seq} events that came later are not in it.` : 'Nothing later is known here; the venue may know more.',
    'It is halted: nothing new is opened until an owner has compared it with the venue and says /resume.',
  ];
  io.stdout.write(isOn(options, 'json') ? `${JSON.stringify({ ...restored, ledger: ledgerPath })}\n` : `${lines.join('\n')}\n`);
  return EXIT.good;
}

async function unwrapOf(file: string, io: Io): Promise<Unwrap | undefined> {
  if (!isSealed(file)) return undefined;
  const vaultKey = vaultKeyIn(io.env);
  if (vaultKey === undefined)
    throw new CannotStart('no-vault-key', `The backup ${file} is encrypted.`, 'Give the key of the vault in HERON_VAULT_KEY.');
  return keyOfBackup(wrappedKeyOf(file), vaultKey);
}
