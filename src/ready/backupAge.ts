import { parseInstant } from '#src/domain/clock.ts';
import { backupsOf } from '#src/ledger/backupFolder.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { ageOf } from './age.ts';
import { DAY_MS, type ReadyCheck } from './check.ts';

/** SEC-40: of the last day, encrypted, read back as a whole, and still there. */
export const backupAge: ReadyCheck = {
  name: 'backup',
  look({ ledger, clock }) {
    const hint = 'Make one with heron backup, with the key of the vault in HERON_VAULT_KEY.';
    const made = lastEvent(ledger, 'backup.made', 'ledger');
    if (made === undefined) return { ok: false, figure: 'none', hint };
    const ageMs = clock.now() - parseInstant(made.at);
    const isThere = backupsOf(ledger.path).some(({ path }) => path.endsWith(`/${made.data.file}`));
    const { sealed, events_checked } = made.data;
    return {
      ok: ageMs >= 0 && ageMs < DAY_MS && sealed && isThere && events_checked > 0,
      figure: `${ageOf(ageMs)} old, ${events_checked} events read back, ${sealed ? 'encrypted' : 'NOT encrypted'}${isThere ? '' : ', its file is gone'}`,
      hint,
    };
  },
};
