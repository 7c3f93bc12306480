import { parseInstant } from '#src/domain/clock.ts';
import type { LedgerEvent } from '#src/ledger/event.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { orderById } from '#src/ledger/orders.ts';
import { badged } from './badge.ts';
import type { World } from './messages.ts';
import { buttons, type Reply, text } from './reply.ts';
import { clockTime } from './time.ts';

/** A close by hand that the venue did not take: what happens now, and how to take it back. */
export function queuedClose({ subject, at, data }: LedgerEvent<'close.queued'>, { scene }: World): Reply {
  const until = clockTime(data.until, parseInstant(at));
  return {
    title: badged(`The close of ${subject} waits for its market`, scene),
    tone: 'warn',
    blocks: [
      text(
        `Order ${data.order_id} was not taken: ${data.reason}. Heron asks again, after a second at first and then up to every five minutes, until ${until}, with orders that can only reduce. Attempts that fail are not told again; what comes of it is.`,
      ),
      buttons({ 'Keep it': `/close ${subject} keep`, Position: `/position ${subject}` }),
    ],
  };
}

/** Whether an order is a further attempt at a close that was told to be waiting. */
export function isAskedAgain({ subject, seq }: Pick<LedgerEvent, 'subject' | 'seq'>, ledger: World['ledger']): boolean {
  const order = orderById(ledger, subject);
  if (order?.purpose !== 'manual') return false;
  const queued = lastEvent(ledger, 'close.queued', order.tradeId);
  return queued !== undefined && queued.seq < seq && queued.data.order_id !== subject;
}
