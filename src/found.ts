import type { Settings } from '#src/config/settings.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import type { Market } from '#src/domain/market.ts';
import type { DeskRow } from '#src/ledger/desks.ts';
import type { LedgerKind } from '#src/ledger/event.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import { marketRow } from '#src/ledger/markets.ts';

export const DESK = 'main';
export const ACCOUNT = 'paper';
/** An account is of one mode for ever, and is named after it: an order that names the other one is refused (MODE-2). */
export const accountOf = (mode: 'paper' | 'live'): string => (mode === 'paper' ? ACCOUNT : 'live');

/** Money that an account begins with. */
export interface Opening {
  readonly asset: string;
  /** Decimal text. */
  readonly amount: string;
}

export interface Founding {
  readonly kind: LedgerKind;
  /** What the prices of this ledger come from, such as a simulated market with its seed: a ledger never mixes two sources. */
  readonly source: string;
  readonly ledgerId: string;
  readonly venue: string;
  readonly mode: 'paper' | 'live';
  /** What the venue said that the account holds; on paper it is the capital of the settings. */
  readonly opening: readonly Opening[];
  readonly markets: readonly Market[];
  readonly settings: Settings;
}

/** Id of an opened ledger, given at its first start. */
export function ledgerIdOf(ledger: Ledger): string | undefined {
  const first = eventBySeq(ledger, 1);
  return first?.kind === 'ledger.opened' ? first.data.id : undefined;
}

/** First start: account, desk, capital. Later starts: checks that the ledger is meant for this, and records what the settings changed. */
export function found(ledger: Ledger, founding: Founding): void {
  const first = eventBySeq(ledger, 1);
  if (
    first !== undefined &&
    first.kind === 'ledger.opened' &&
    (first.data.kind !== founding.kind || first.data.source !== founding.source)
  ) {
    throw new CannotStart(
      'other-ledger',
      `This ledger belongs to ${first.data.kind === 'replay' ? 'a replay' : 'another market'} (${first.data.source}), not to ${founding.source}.`,
      'Name another file with --ledger, or go back to the settings that it was begun with.',
    );
  }
  ledger.transact((tx) => {
    if (first === undefined) open(tx, founding);
    configure(tx, founding);
  });
}

function open(tx: LedgerTx, { kind, source, ledgerId, venue, mode, opening, settings }: Founding): void {
  const { quote } = settings.desk;
  const account = accountOf(mode);
  const cause = tx.append({ kind: 'ledger.opened', subject: 'ledger', actor: 'heron', data: { id: ledgerId, kind, source } });
  tx.append({ kind: 'account.opened', subject: account, actor: 'heron', cause, data: { id: account, venue, mode, quote } });
  tx.append({
    kind: 'desk.created',
    subject: DESK,
    actor: 'heron',
    cause,
    data: { id: DESK, account_id: account, status: 'active', ...deskConfig(settings) },
  });
  for (const { asset, amount } of opening)
    tx.append({
      kind: 'capital.deposited',
      subject: account,
      actor: 'heron',
      cause,
      data: { account_id: account, desk_id: DESK, asset, amount },
    });
}

function configure(tx: LedgerTx, { markets, settings }: Founding): void {
  for (const market of markets) {
    const known = tx.memory.markets.get(market.symbol);
    if (known && canonicalJson({ ...marketRow(known) }) === canonicalJson({ ...marketRow(market) })) continue;
    tx.append({ kind: 'market.listed', subject: market.symbol, actor: `venue:${market.venue}`, data: marketRow(market) });
  }
  const learning = canonicalJson(settings.learning);
  if (canonicalJson(tx.memory.learning ?? null) !== learning) {
    tx.append({ kind: 'learning.configured', subject: DESK, actor: 'heron', data: { settings: learning } });
  }
  const desk = tx.memory.desks.get(DESK);
  const wanted = deskConfig(settings);
  if (desk && (desk.strategist !== wanted.strategist || desk.profile !== wanted.profile || desk.markets !== wanted.markets)) {
    tx.append({ kind: 'desk.configured', subject: DESK, actor: 'heron', data: wanted });
  }
}

const deskConfig = ({ desk, smc, model }: Settings): Pick<DeskRow, 'strategist' | 'profile' | 'markets'> => ({
  // Who it is in the end: nobody who reads of it knows what was automatic at the time.
  strategist: desk.strategist !== 'auto' ? desk.strategist : model.name === '' ? 'smc' : 'llm',
  profile: smc.profile,
  markets: JSON.stringify(desk.markets),
});
