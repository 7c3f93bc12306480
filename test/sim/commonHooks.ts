const CALLS = [
  'chat.heard',
  'chat.send',
  'venue.balances',
  'venue.cancel',
  'venue.closedOrders',
  'venue.fillsSince',
  'venue.fundingSince',
  'venue.openOrders',
  'venue.orderById',
  'venue.positions',
  'venue.said.accepted',
  'venue.said.rejected',
  'venue.submit',
  'venue.transfersSince',
];
const COMMITS = [
  'app.started',
  'condition.armed',
  'condition.proposed',
  'condition.triggered',
  'fill.recorded',
  'order.accepted',
  'order.cancel_asked',
  'order.canceled',
  'order.rejected',
  'order.submitted',
  'rows',
];

/** Hooks that most worlds pass, some of them hundreds of times. Whatever is not here is passed seldom, and is crashed at more often. */
export const COMMON: ReadonlySet<string> = new Set([
  'venue.hint.before',
  'venue.hint.after',
  ...CALLS.flatMap((call) => [`${call}.before`, `${call}.after`]),
  ...COMMITS.flatMap((kind) => [`commit.before:${kind}`, `commit.after:${kind}`]),
]);
