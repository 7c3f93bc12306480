import type { Clock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Order } from '#src/domain/order.ts';
import type { RequestBudget } from '#src/venue/ccxt/budget.ts';
import { addsRisk } from '#src/venue/ccxt/lastQuestion.ts';
import { optionalText, recordOf } from '#src/venue/ccxt/number.ts';
import { faultOfOrder } from '#src/venue/ccxt/orderCheck.ts';
import { safeText } from '#src/venue/ccxt/reason.ts';
import { Unsent } from '#src/venue/ccxt/unsent.ts';
import type { VenueSink } from '#src/venue/port.ts';
import type { ValrReads } from './reads.ts';
import { type RestOptions, valrRequest } from './rest.ts';
import { valrVerdict } from './verdict.ts';

export interface SenderParts {
  readonly rest: RestOptions;
  readonly reads: ValrReads;
  readonly budget: RequestBudget;
  readonly clock: Clock;
  readonly sink: VenueSink;
  readonly market: (symbol: string) => Market | undefined;
  /** Why nothing (or, for entries, no new risk) may be sent now, as a sentence. Asked again right before the socket. */
  readonly refusal: (order: Order) => string | undefined;
  readonly onHalt: (reason: string) => void;
}

/** VALR takes an order first and judges it afterwards: when to ask what became of it, after it was taken. */
const LOOKS_AFTER_MS = [100, 300, 600, 1_000, 2_000, 4_000];

/** Sends a written order: one request, whatever happens, and exactly one word about it to the sink. Never rejects. */
export async function sendOrder(parts: SenderParts, order: Order): Promise<void> {
  const { sink, clock, budget, rest } = parts;
  const { clientOrderId } = order;
  const gate = (): void => {
    const fault = parts.refusal(order) ?? faultOfOrder(order, parts.market(order.market), clock.now()) ?? stopFault(order);
    if (fault !== undefined) throw new Unsent(fault);
  };
  try {
    gate();
    const isRisk = addsRisk(order);
    if (isRisk && budget.pauseMs() > 0) throw new Unsent('VALR asked for fewer requests; entries wait.');
    await budget.turn(isRisk ? 'risk' : 'safety');
    const { path, content } = requestOf(order);
    const answer = await valrRequest({ ...rest, beforeSend: gate }, 'POST', path, content);
    const venueOrderId = optionalText(recordOf(answer), 'id');
    if (venueOrderId === undefined) sink.unknown({ clientOrderId, reason: 'VALR answered without naming the order.', at: clock.now() });
    else await follow(parts, order, venueOrderId);
  } catch (error) {
    if (error instanceof Unsent) {
      sink.rejected({ clientOrderId, reason: error.message, at: clock.now() });
      return;
    }
    const verdict = valrVerdict(error, 'create');
    if (verdict.backOffMs !== undefined) budget.pause(verdict.backOffMs);
    if (verdict.halts === true) parts.onHalt(verdict.reason);
    const report = { clientOrderId, reason: verdict.reason, at: clock.now() };
    if (verdict.kind === 'definite') sink.rejected(report);
    else sink.unknown(report);
  }
}

/** Asks what became of an order that was taken, until it lives or failed. Whoever finds nothing out says so: the order is then resolved like any. */
async function follow(parts: SenderParts, order: Order, venueOrderId: string): Promise<void> {
  const { sink, clock, reads } = parts;
  const { clientOrderId, market } = order;
  for (const ms of LOOKS_AFTER_MS) {
    await new Promise<void>((go) => clock.after(ms, go));
    const found = await reads.order(clientOrderId, market).catch(() => undefined);
    if (found === undefined) continue;
    if (found.order.status === 'rejected') {
      const why = safeText(found.failure);
      sink.rejected({
        clientOrderId,
        reason: why === '' ? 'VALR took the order and then let it fail.' : `VALR says: ${why}`,
        at: clock.now(),
      });
    } else sink.accepted({ clientOrderId, venueOrderId, at: clock.now() });
    return;
  }
  sink.unknown({ clientOrderId, reason: 'VALR took the order and does not tell what became of it.', at: clock.now() });
}

const stopFault = (order: Order): string | undefined =>
  order.type === 'stop' ? 'VALR has no stop that becomes a market order.' : undefined;

/** A market order counts the base asset: `baseAmount`, not `quoteAmount`. */
function requestOf(order: Order): { path: string; content: object } {
  const common = { side: order.side.toUpperCase(), pair: order.market.replace('/', ''), customerOrderId: order.clientOrderId };
  const amount = toText(order.amount);
  if (order.price === undefined) return { path: '/v1/orders/market', content: { ...common, baseAmount: amount } };
  return {
    path: '/v1/orders/limit',
    content: { ...common, quantity: amount, price: toText(order.price), timeInForce: 'GTC', postOnly: false },
  };
}
