import { parseInstant } from '#src/domain/clock.ts';
import { decimal, isNegative, isZero } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import type { AnyEvent, EventKind, LedgerEvent } from '#src/ledger/event.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { tradeOf } from '#src/ledger/trades.ts';
import { badged } from './badge.ts';
import { cardOf, type Scene } from './card.ts';
import { bareMoney, coins, inR, money, paidOrReceived, price } from './money.ts';
import { openPosition } from './openPosition.ts';
import { buttons, diff, fields, type Reply, type Tone, text } from './reply.ts';
import { purposeOf, sentenceAbout } from './sentence.ts';
import { duration } from './time.ts';
import { EXIT_SENTENCES, plural } from './words.ts';

/** What a message about an event is made from: the ledger as it is right after it, and what is around it. */
export interface World {
  readonly ledger: LedgerTx;
  readonly scene: Scene;
}

type Announcements = { readonly [K in EventKind]: (event: LedgerEvent<K>, world: World) => Reply | null };

const silent = (): null => null;

/** The event's own sentence, about the id that it concerns. */
const told =
  (tone?: Tone, ...next: readonly string[]) =>
  (event: LedgerEvent): Reply => ({ title: sentenceAbout(event as AnyEvent), ...(tone && { tone }), blocks: next.map(text) });

/** What is said about each kind of event; null for what only /logs and /why tell. A kind that is missing here does not compile (RTE-1). */
export const ANNOUNCEMENTS: Announcements = {
  'ledger.opened': silent,
  'app.started': (_, { ledger, scene }) => greeting(ledger, scene),
  'app.stopped': silent,
  'account.opened': silent,
  'desk.created': silent,
  'desk.configured': silent,
  'desk.paused': told('warn', 'Open positions are still watched; nothing new is opened.'),
  'desk.unpaused': told('good'),
  'market.listed': silent,
  'learning.configured': silent,
  'capital.deposited': silent,
  'condition.proposed': ({ subject, at }, { ledger, scene }) => {
    const condition = ledger.memory.conditions.get(subject);
    return condition === undefined ? null : cardOf(condition, scene, parseInstant(at));
  },
  'condition.merged': silent,
  'approval.drifted': silent,
  'condition.armed': told('good'),
  'condition.rejected': told(),
  'condition.expired': told(),
  'condition.superseded': told(),
  'condition.disarmed': told('warn'),
  'condition.triggered': silent, // the fill or the guard's no that follows says it
  'condition.denied': ({ subject, data }, { scene }) => ({
    title: badged(`${subject} triggered, but the guard ${data.guard} said no`, scene),
    tone: 'warn',
    blocks: [text(data.text), buttons({ Why: `/why ${subject}` })],
  }),
  'condition.closed': told(),
  'order.submitted': silent,
  'order.accepted': silent,
  'order.rejected': told('bad'),
  'order.unknown': told('warn', 'Heron keeps asking the venue, and does not send it again.'),
  'order.absent': told('warn'),
  'order.canceled': silent,
  'fill.recorded': (event, world) => opened(event, world),
  'funding.recorded': silent,
  'stop.moved': ({ subject, data }, { ledger, scene }) =>
    data.purpose === 'trailing'
      ? null
      : {
          title: badged(
            `${subject}: ${purposeOf(data.purpose)}${ledger.memory.positions.get(subject) ? ` in ${ledger.memory.positions.get(subject)?.market}` : ''}`,
            scene,
          ),
          blocks: [diff({ what: 'stop', before: price(data.from), after: price(data.to) })],
        },
  'target.reached': ({ subject, data }, { ledger, scene }) => {
    const market = ledger.memory.positions.get(subject)?.market;
    return {
      title: badged(`${subject}: target ${data.target} taken at ${price(data.price)}${market ? ` in ${market}` : ''}`, scene),
      tone: 'good',
      blocks: [],
    };
  },
  'trade.closed': (event, { scene }) => closed(event, scene),
  'score.graded': (event) => ({
    title: event.data.dimension === 'desk' ? 'The desk has a new grade' : `${event.data.key} has a new grade`,
    blocks: [diff({ what: event.data.dimension, before: event.data.before, after: event.data.after })],
  }),
  'bias.changed': silent,
  'entries.paused': told('warn', 'Open positions are still watched.'),
  'risk.changed': (event) => told(event.data.state === 'normal' ? 'good' : 'warn')(event),
  'halt.set': told('warn', 'No new risk is taken until somebody says /resume. Open positions keep their stops.'),
  'halt.ended': told('good'),
  'equity.marked': silent,
  'feed.saved': silent,
  'feed.died': told('bad', 'Nothing is decided on old prices. Heron keeps trying.'),
  'feed.recovered': told('good'),
  'audit.finished': ({ data }) => (data.ok ? null : findings(data)),
  'replay.started': silent,
  'replay.finished': silent,
};

function greeting(ledger: LedgerTx, scene: Scene): Reply {
  const { memory } = ledger;
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

/** An entry is announced once, when its order is filled whole. */
function opened({ data }: LedgerEvent<'fill.recorded'>, { ledger, scene }: World): Reply | null {
  const position = ledger.memory.positions.get(data.trade_id);
  if (data.purpose !== 'entry' || position === undefined || ledger.memory.orders.has(data.order_id)) return null;
  const { entry } = openPosition(position, ledger.memory, scene.quotes);
  const condition = ledger.memory.conditions.get(data.condition_id);
  return {
    title: badged(`${data.trade_id} is open: ${position.side} ${data.market}`, scene),
    tone: 'good',
    blocks: [
      fields({
        entered: `${coins(position.amount, '')} at ${price(entry)}`,
        stop: condition && price(condition.stop),
        'target 1': condition?.targets[0] && price(condition.targets[0].price),
      }),
      buttons({ Position: `/position ${data.trade_id}`, Close: `/close ${data.trade_id}` }),
    ],
  };
}

function closed({ data }: LedgerEvent<'trade.closed'>, scene: Scene): Reply {
  const trade = tradeOf(data);
  const asset = data.market.split('/')[1]?.split(':')[0] ?? '';
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

function findings(data: LedgerEvent<'audit.finished'>['data']): Reply {
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
