import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { CONDITION_MOVES, type ConditionStatus } from '#src/domain/condition.ts';
import { add, type Decimal, decimal, isLess, isPositive, ZERO } from '#src/domain/decimal.ts';
import { isOver, ORDER_MOVES, type OrderStatus } from '#src/domain/order.ts';
import type { EventKind } from '#src/ledger/event.ts';

/** What each kind of event makes of the order that it is about. */
const ORDER_STATUS: Partial<Record<EventKind, OrderStatus>> = {
  'order.accepted': 'open',
  'order.rejected': 'rejected',
  'order.unknown': 'unknown',
  'order.absent': 'absent',
  'order.canceled': 'canceled',
  'order.expired': 'expired',
  'order.needs_human': 'needs_human',
};
const CONDITION_STATUS: Partial<Record<EventKind, ConditionStatus>> = {
  'condition.armed': 'armed',
  'condition.rejected': 'rejected',
  'condition.expired': 'expired',
  'condition.superseded': 'superseded',
  'condition.disarmed': 'disarmed',
  'condition.triggered': 'triggered',
  'condition.denied': 'denied',
  'condition.closed': 'closed',
};

interface OrderState {
  status: OrderStatus;
  readonly amount: Decimal;
  filled: Decimal;
}

/** INV-11. */
export const terminalStates: Invariant = {
  id: 'INV-11',
  says: 'An order or condition that is over stays so, moves only as its table allows, and what is filled never becomes less.',
  start() {
    const faults = new Faults();
    const orders = new Map<string, OrderState>();
    const conditions = new Map<string, ConditionStatus>();
    const moveOrder = (id: string, to: OrderStatus, seq: number): void => {
      const order = orders.get(id);
      if (order === undefined) faults.add(`order ${id} (event ${seq})`, 'an order that was written before', 'none');
      else if (!ORDER_MOVES[order.status].includes(to)) faults.add(`order ${id} (event ${seq})`, `a move that ${order.status} allows`, to);
      if (order !== undefined) order.status = to;
    };
    const moveCondition = (id: string, to: ConditionStatus, seq: number): void => {
      faults.look();
      const from = conditions.get(id);
      if (from === undefined) faults.add(`condition ${id} (event ${seq})`, 'a condition that was proposed before', 'none');
      else if (!CONDITION_MOVES[from].includes(to)) faults.add(`condition ${id} (event ${seq})`, `a move that ${from} allows`, to);
      conditions.set(id, to);
    };
    return {
      event({ kind, seq, subject, data }) {
        const orderStatus = ORDER_STATUS[kind];
        const conditionStatus = CONDITION_STATUS[kind];
        if (orderStatus !== undefined) moveOrder(subject, orderStatus, seq);
        else if (conditionStatus !== undefined) moveCondition(subject, conditionStatus, seq);
        // Closed because its entry came to nothing, which the venue had after all.
        else if (kind === 'condition.reopened' && conditions.get(subject) === 'closed') conditions.set(subject, 'triggered');
        else if (kind === 'condition.reopened') moveCondition(subject, 'triggered', seq);
        else if (kind === 'condition.proposed') conditions.set(data.id, 'proposed');
        else if (kind === 'trade.closed') moveCondition(data.condition_id, 'closed', seq);
        else if (kind === 'order.submitted') {
          faults.look();
          orders.set(data.id, { status: 'submitting', amount: decimal(data.amount), filled: ZERO });
        } else if (kind === 'fill.recorded') {
          const order = orders.get(data.order_id);
          if (order === undefined) return; // INV-2 says so
          const amount = decimal(data.amount);
          // An end that the venue told of first; a fill that it told of after it is money that moved.
          if (order.status === 'filled' || order.status === 'absent')
            faults.add(`fill ${data.id} (event ${seq})`, `no fill of order ${data.order_id}, which is ${order.status}`, data.amount);
          if (!isPositive(amount)) faults.add(`fill ${data.id} (event ${seq})`, 'more filled than before', data.amount);
          order.filled = add(order.filled, amount);
          if (!isOver(order.status) && !isLess(order.filled, order.amount)) order.status = 'filled';
        }
      },
      finish: () => faults,
    };
  },
};
