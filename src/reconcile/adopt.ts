import { add, type Decimal, fromNumber, isEqual, isZero, negate, smaller, subtract, toText, ZERO } from '#src/domain/decimal.ts';
import type { Difference } from '#src/domain/difference.ts';
import { feeIn } from '#src/domain/fill.ts';
import { canonicalJson, type Json, sha256 } from '#src/domain/hash.ts';
import { type Market, notionalOf } from '#src/domain/market.ts';
import type { FindingRow } from '#src/ledger/findings.ts';
import type { VenueFill } from '#src/venue/port.ts';
import { partOf } from './booked.ts';
import type { ReconcileDeps } from './deps.ts';
import { moveCapital } from './transfers.ts';
import type { Remedy } from './view.ts';

/** What would be written into the ledger, in words; `hash` stands for exactly this. */
export interface AdoptionPlan {
  readonly ok: true;
  readonly id: string;
  readonly row: string;
  readonly lines: readonly string[];
  readonly hash: string;
}

export interface NoAdoption {
  readonly ok: false;
  readonly text: string;
  readonly instead: string;
}

export const no = (text: string, instead: string): NoAdoption => ({ ok: false, text, instead });

const HASH_LENGTH = 12;

/** What the ledger would take over from the venue. Nothing is ever sent to the venue by it. */
export function adoptionOf(deps: ReconcileDeps, finding: FindingRow, remedy: Remedy | undefined): AdoptionPlan | NoAdoption {
  if (remedy === undefined) return no(`There is nothing that the ledger could take over for ${finding.id}.`, insteadOf(finding));
  const lines = linesOf(deps, remedy);
  if (lines === undefined) return no(`There is no price of it now, so nobody can say what it is worth.`, 'Ask again when prices are back.');
  const hash = sha256(canonicalJson({ id: finding.id, lines } as Json)).slice(0, HASH_LENGTH);
  return { ok: true, id: finding.id, row: finding.row, lines, hash };
}

/** What Heron does not know is nobody's but its owner's. */
const SOMEBODYS: ReadonlySet<string> = new Set<Difference>(['RECON-GHOST', 'RECON-ORDER', 'RECON-OPEN-ORDER']);
const FUNDS: Difference = 'RECON-FUNDS';

function insteadOf({ id, invariant }: FindingRow): string {
  if (SOMEBODYS.has(invariant))
    return `Close or cancel it at the venue if nobody wants it; Heron does neither by itself. /drift ${id} ack says that you know.`;
  if (invariant === FUNDS)
    return 'Move the rest to another account of yours at the venue, or raise live.maxFunds in your settings and start Heron again.';
  return `/drift ${id} ack says that you know of it; it goes when both agree again.`;
}

function linesOf(deps: ReconcileDeps, remedy: Remedy): string[] | undefined {
  switch (remedy.kind) {
    case 'money':
      return [`${toText(remedy.amount)} ${remedy.asset} from outside: no profit, no loss`];
    case 'order':
      return ['the order is canceled: the venue does not have it any more'];
    case 'exit': {
      const told = remedy.fills.map((fill) => `${textOf(fill)}: an exit by hand, as the venue tells it`);
      const rest = restOf(deps, remedy);
      if (isZero(rest)) return told;
      const price = priceOf(deps, remedy.market);
      if (price === undefined) return undefined;
      const because = 'an estimate from the last price, because the venue shows no execution of it';
      return [...told, `${toText(rest)} ${remedy.market} left the position by hand, at ${toText(price)}: ${because}`];
    }
    case 'fill': {
      const text = textOf(remedy.fill);
      const exited = exitedBy(deps, remedy.fill);
      if (isZero(exited)) return [`${text}: money from outside`];
      if (isEqual(exited, remedy.fill.amount)) return [`${text}: an exit by hand`];
      return [`${text}: ${toText(exited)} of it an exit by hand, the rest money from outside`];
    }
  }
}

function textOf({ side, amount, market, price, fee, feeAsset, otherFees = [] }: VenueFill): string {
  const fees = [`${toText(fee)} ${feeAsset}`, ...otherFees.map((part) => `${toText(part.amount)} ${part.asset}`)];
  return `${side} ${toText(amount)} ${market} at ${toText(price)}, fee ${fees.join(' and ')}`;
}

/** What left a position and no execution of the venue tells of. */
function restOf({ ledger }: ReconcileDeps, { market, amount, fills }: Extract<Remedy, { kind: 'exit' }>): Decimal {
  const listed = ledger.memory.markets.get(market);
  const took = (fill: VenueFill): Decimal => (listed?.kind === 'spot' ? add(fill.amount, feeIn(listed.base, fill)) : fill.amount);
  return fills.reduce((rest, fill) => subtract(rest, took(fill)), amount);
}

/** How much of an execution took something off a position that is open here; what was made before the position was opened took nothing off it. */
function exitedBy({ ledger }: ReconcileDeps, { market, side, amount, at }: VenueFill): Decimal {
  const open = [...ledger.memory.positions.values()].find((one) => one.market === market);
  if (open === undefined || (open.side === 'long') !== (side === 'sell') || at < open.openedAt) return ZERO;
  return smaller(open.amount, amount);
}

const priceOf = ({ quotes, ledger }: ReconcileDeps, symbol: string) => {
  const last = quotes.get(symbol)?.last;
  return last === undefined || !ledger.memory.markets.has(symbol) ? undefined : fromNumber(last, 12);
};

/** Writes what was planned. Returns false when it could not be booked. */
export function adopt(deps: ReconcileDeps, id: string, remedy: Remedy, actor: string): boolean {
  const { sink, clock, ledger } = deps;
  const at = clock.now();
  switch (remedy.kind) {
    case 'money':
      moveCapital(deps, `${deps.accountId}|${id}`, remedy, `adopted from ${id}`, actor);
      return true;
    case 'order':
      sink.canceled({ clientOrderId: remedy.clientOrderId, reason: `the venue does not have it any more (${id})`, at });
      return true;
    case 'exit': {
      const rest = restOf(deps, remedy);
      const price = isZero(rest) ? ZERO : priceOf(deps, remedy.market);
      const feeAsset = ledger.memory.markets.get(remedy.market)?.quote ?? '';
      if (price === undefined) return false;
      for (const fill of remedy.fills) if (!asExit(deps, id, { ...fill, actor }, 'venue')) return false;
      if (isZero(rest)) return true;
      // A difference that stands on can be taken over again: each time it is another exit.
      const venueFillId = `adopted-${id}-${ledger.head.seq}`;
      const fill = { market: remedy.market, amount: rest, price, fee: ZERO, feeAsset, venueFillId, at };
      return asExit(deps, id, { ...fill, liquidity: 'taker', actor }, 'estimate');
    }
    case 'fill': {
      const { fill } = remedy;
      const exited = exitedBy(deps, fill);
      if (isZero(exited)) return asMoney(deps, id, fill, actor);
      if (!asExit(deps, id, { ...fill, amount: exited, actor }, 'venue')) return false;
      // Its fee is booked with the exit; of a perpetual nothing else moved.
      const rest = { ...fill, amount: subtract(fill.amount, exited), fee: ZERO, otherFees: [] };
      return isZero(rest.amount) || ledger.memory.markets.get(fill.market)?.kind !== 'spot' || asMoney(deps, id, rest, actor);
    }
  }
}

/** Books an exit of the position, and writes down whether its price is the venue's or an estimate. */
function asExit(
  { sniper, ledger }: ReconcileDeps,
  id: string,
  exit: Parameters<ReconcileDeps['sniper']['adoptExit']>[0],
  source: 'venue' | 'estimate',
): boolean {
  const { market, amount, price, venueFillId, actor } = exit;
  const position = [...ledger.memory.positions.values()].find((one) => one.market === market);
  if (position === undefined || !sniper.adoptExit(exit)) return false;
  const data = { finding: id, market, amount: toText(amount), price: toText(price), source, venue_fill_id: venueFillId };
  ledger.transact((tx) => tx.append({ kind: 'exit.adopted', subject: position.tradeId, actor, data }));
  return true;
}

/** Coins that came and money that went for them, or the other way round; on a perpetual only its fee, because nothing is exchanged. */
function asMoney(deps: ReconcileDeps, id: string, fill: VenueFill, actor: string): boolean {
  const market = deps.ledger.memory.markets.get(fill.market);
  if (market === undefined) return false;
  const parts = legsOf(market, fill);
  if (parts.length === 0) return false;
  deps.ledger.transact(() => {
    parts.forEach((part, index) => {
      moveCapital(deps, partOf(deps, fill, index), part, `a trade by hand (${id})`, actor);
    });
  });
  return true;
}

function legsOf(market: Market, { side, amount, price, fee, feeAsset, otherFees = [] }: VenueFill): { asset: string; amount: Decimal }[] {
  const worth = notionalOf(market, amount, price);
  const bought = side === 'buy';
  const traded =
    market.kind === 'spot'
      ? [
          { asset: market.base, amount: bought ? amount : negate(amount) },
          { asset: market.quote, amount: bought ? negate(worth) : worth },
        ]
      : [];
  const fees = [{ asset: feeAsset, amount: fee }, ...otherFees];
  return [...traded, ...fees.flatMap((part) => (isZero(part.amount) ? [] : [{ asset: part.asset, amount: negate(part.amount) }]))];
}
