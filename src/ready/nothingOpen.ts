import type { ReadyCheck } from './check.ts';

const UNSURE = ['submitting', 'unknown', 'needs_human'];

/** No order of which nobody knows where it is, and no difference to the venue that nobody has dealt with. */
export const nothingOpen: ReadyCheck = {
  name: 'nothing unresolved',
  look({ ledger: { memory } }) {
    const orders = [...memory.orders.values()]
      .filter(({ order }) => UNSURE.includes(order.status))
      .map(({ order }) => `${order.id} ${order.status}`);
    const findings = [...memory.findings.values()].map(({ id, invariant }) => `${id} ${invariant}`);
    const open = [...orders, ...findings];
    return {
      ok: open.length === 0,
      figure: open.length === 0 ? 'nothing' : open.slice(0, 5).join(', ') + (open.length > 5 ? ` and ${open.length - 5} more` : ''),
      hint: '/drift and /orders show each with what can be done about it.',
    };
  },
};
