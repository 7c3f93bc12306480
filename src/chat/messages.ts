import { decimal, isNegative, isZero } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import type { LedgerEvent } from '#src/ledger/event.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { orderById } from '#src/ledger/orders.ts';
import { tradeOf } from '#src/ledger/trades.ts';
import { badged } from './badge.ts';
import type { Scene } from './card.ts';
import { quoteOf } from './lookup.ts';
import { bareMoney, coins, inR, money, paidOrReceived, price } from './money.ts';
import { openPosition } from './openPosition.ts';
import { buttons, diff, fields, type Reply, text } from './reply.ts';
import { duration } from './time.ts';
import { EXIT_SENTENCES, plural } from './words.ts';

/** What a message about an event is made from: the ledger as it is right after it, and what is around it. */
export interface World {
  readonly ledger: LedgerTx;
  readonly scene: Scene;
}

/** Said when Heron has started. */
export function greeting({ ledger: { memory }, scene }: World): Reply {
  const symbols = [...memory.markets.keys()];
  const simulated = scene.feed.simulated ? ' The prices are made up by a simulated market.' : '';
  const open = memory.positions.size;
  const state = [open === 0 ? '' : `${open} open`, memory.halt === undefined ? '' : 'still halted']
    .filter((part) => part !== '')
    .join(', ');
  return {
    title: badged('Heron is watching', scene),
    blocks: [
      text(`${symbols.join(', ')}.${simulated}${state === '' ? '' : ` Taken up where it stopped: ${state}.`}`),
      text('A card is shown when there is something to decide. /help lists what you can say.'),
    ],
  };
}

/** An entry is announced once: when its order is filled whole. */
export function filled({ data }: LedgerEvent<'fill.recorded'>, world: World): Reply | null {
  return data.purpose !== 'entry' || world.ledger.memory.orders.has(data.order_id) ? null : opened(data.trade_id, world);
}

/** Or when what was left of it is canceled. */
export function canceled({ subject }: LedgerEvent<'order.canceled'>, world: World): Reply | null {
  const order = orderById(world.ledger, subject);
  return order?.purpose === 'entry' ? opened(order.tradeId, world) : null;
}

/**
 * Or when the venue ended it. An order that could only reduce a position that is gone has done no harm and needs no word; `said` is what is said of any
 * other.
 */
export function expired({ subject }: LedgerEvent<'order.expired'>, world: World, said: Reply): Reply | null {
  const order = orderById(world.ledger, subject);
  if (order === undefined) return said;
  if (order.purpose === 'entry') return opened(order.tradeId, world) ?? said;
  return order.reduceOnly && !world.ledger.memory.positions.has(order.tradeId) ? null : said;
}

function opened(tradeId: string, { ledger: { memory }, scene }: World): Reply | null {
  const position = memory.positions.get(tradeId);
  if (position === undefined) return null;
  const { entry } = openPosition(position, memory, scene.quotes);
  const condition = memory.conditions.get(position.conditionId);
  return {
    title: badged(`${tradeId} is open: ${position.side} ${position.market}`, scene),
    tone: 'good',
    blocks: [
      fields({
        entered: `${coins(position.amount, '')} at ${price(entry)}`,
        stop: condition && price(condition.stop),
        'target 1': condition?.targets[0] && price(condition.targets[0].price),
      }),
      buttons({ Position: `/position ${tradeId}`, Close: `/close ${tradeId}` }),
    ],
  };
}

/** The result of a trade, with why it ended. */
export function closed({ data }: LedgerEvent<'trade.closed'>, { scene }: World): Reply {
  const trade = tradeOf(data);
  const asset = quoteOf(data.market);
  return {
    title: badged(`${data.id} closed: ${money(trade.pnl, asset, 'signed')} (${inR(rOf(trade))})`, scene),
    tone: isNegative(trade.pnl) ? 'bad' : 'good',
    blocks: [
      fields({
        trade: `${data.side} ${data.market}, ${duration(trade.closedAt - trade.openedAt)}`,
        because: EXIT_SENTENCES[data.exit_reason],
        'in, out': `${price(data.entry_price)}, ${price(data.exit_price)}`,
        fees: bareMoney(trade.fees),
        funding: isZero(decimal(data.funding)) ? undefined : paidOrReceived(trade.funding, asset),
      }),
      buttons({ Why: `/why ${data.id}` }),
    ],
  };
}

/** What an audit found; nothing when it found nothing. */
export function findings({ data }: LedgerEvent<'audit.finished'>): Reply | null {
  if (data.ok) return null;
  return {
    title: `The audit has ${plural(data.findings.length, 'finding')}`,
    tone: 'bad',
    blocks: [
      ...data.findings
        .slice(0, 5)
        .map(({ invariant, row, expected, found }) => diff({ what: `${invariant}, ${row}`, before: expected, after: found })),
      text('Expected → found. /audit checks again and lists everything.'),
    ],
  };
}

/** What the ledger and the venue newly disagree about. */
export function differences({ data }: LedgerEvent<'reconcile.finished'>): Reply | null {
  if (data.findings.length === 0) return null;
  return {
    title: `The ledger and the venue disagree: ${plural(data.findings.length, 'new finding')}`,
    tone: 'bad',
    blocks: [
      ...data.findings
        .slice(0, 5)
        .map(({ invariant, row, expected, found }) => diff({ what: `${invariant}, ${row}`, before: expected, after: found })),
      text('Ledger → venue, seen twice. Heron changes nothing at the venue because of it; /drift lists what stands.'),
    ],
  };
}
