import type { Fault } from './faultsOfOrders.ts';

const ORDERS = 'test/live/faultsOrders.test.ts';
const VENUE = 'test/live/faultsVenue.test.ts';
const MONEY = 'test/live/faultsMoney.test.ts';
const FOLLOW = 'test/reconcile/follow.test.ts';
const COMPARE = 'test/reconcile/compare.test.ts';
const BORDER = 'src/venue/ccxt/border.test.ts';
const FEED = 'src/feed/ccxt/liveFeed.test.ts';
const SOCKETS = 'test/scenarios/feedSockets.test.ts';
const NETWORK = 'test/contracts/networkCases.test.ts';
const PACE = 'src/shell/livePace.test.ts';

/** What a venue shows, pushes, charges and takes for the time (reliability.md, C, D and E). */
export const FAULTS_OF_VENUES: Readonly<Record<string, Fault>> = {
  'FI-29': {
    proofs: [
      [ORDERS, 'FI-29: and then shown as it was before, unfilled, stays filled as far as it was'],
      [FOLLOW, 'FI-29: an old picture of it, open and less filled, is ignored'],
    ],
  },
  'FI-30': {
    proofs: [
      [ORDERS, 'FI-30: is found within a minute although the venue pushes nothing any more'],
      [FOLLOW, 'FI-30: is found within a minute when the venue pushes nothing, and at once when it hints'],
    ],
  },
  'FI-31': {
    proofs: [
      [ORDERS, 'FI-31: is booked once, in pages that repeat themselves, before the order itself was acknowledged'],
      [FOLLOW, 'FI-31: the same fills, doubled and in any order, before the order was acknowledged, are booked once'],
    ],
  },
  'FI-32': { proofs: [[FOLLOW, 'FI-32: a fill that names our order and another market is no fill of it, and is said aloud']] },
  'FI-33': {
    proofs: [
      [VENUE, 'FI-33: of a position ten seconds late is no difference, and no order follows from it'],
      [COMPARE, 'FI-33: a position that lags ten seconds behind its fill is no difference, and makes no order'],
    ],
  },
  'FI-34': {
    proofs: [
      [VENUE, 'FI-34: of a position that nobody here opened is a card with both sides, keeps entries out of its market, and is left alone'],
      [VENUE, 'FI-34: at %s of a position that it closed by force is the end of the trade, by its name'],
      [COMPARE, 'FI-34: an exit by hand is shown with its figures, and is an exit of the trade once somebody says so'],
    ],
    open: 'Where the venue does not name its forced order in the id of it (Kraken Futures), a liquidation is a card of FI-35 and not told by its name.',
  },
  'FI-35': {
    proofs: [
      [VENUE, 'FI-35: is no position where the ledger has one: its market is frozen, a person is asked, and it is never sold again'],
      [COMPARE, 'FI-35: on spot the coins that stand behind a position are looked at'],
    ],
    open: 'A ledger has one account of a venue; subaccounts are not read.',
  },
  'FI-36': {
    proofs: [
      [SOCKETS, 'of a stream that is open but says nothing are read instead, within ten seconds (FI-36)'],
      [FEED, 'takes the place of a stream that repeats one old message, within ten seconds'],
      [FEED, 'says within ten seconds that a market is dead, pauses it after five, and needs two prices to go on'],
    ],
  },
  'FI-37': {
    proofs: [
      [SOCKETS, 'that cannot be true are dropped and trigger nothing (FI-37)'],
      [FEED, 'drops what cannot be true, counts it by reason, and goes on'],
      [FEED, 'does not believe a single print far away, and does not hold it against what follows'],
    ],
  },
  'FI-38': {
    proofs: [
      [SOCKETS, 'survive fifty lost connections (FI-38)'],
      [FEED, 'after ten minutes in which the process stood still fills the gap first, calls it late, and lets nothing cross'],
      ['test/scenarios/feedGap.test.ts', 'nothing crosses from the price before to the price after'],
    ],
  },
  'FI-39': {
    proofs: [
      [VENUE, 'FI-39: (%s) takes no entry: one order, a definite no, and nothing fires when it opens again'],
      [
        VENUE,
        'FI-39: while a position is open: what should leave is asked for patiently, a person is told, and it leaves when it opens again',
      ],
      [SOCKETS, 'that do not come at all stop the market, are reported, and fire nothing that was crossed meanwhile (FI-39)'],
    ],
  },
  'FI-40': {
    proofs: [
      [MONEY, 'FI-40: in what is bought leaves less than was ordered: the stop and the exit are for what can be sold'],
      [MONEY, 'FI-40: in a third asset is booked in it, valued at its price, and leaves what was bought whole'],
      [MONEY, 'FI-40, FI-41: that is given back at %s, a rebate, is money that came'],
      [MONEY, 'FI-40: that is told later than its fill is waited for, and the fill is booked with it'],
    ],
  },
  'FI-41': {
    proofs: [
      [BORDER, 'keeps the sign of a rebate (FI-41)'],
      [BORDER, 'says so when its fee has no asset'],
      [BORDER, 'adds up two fees in one asset'],
      [BORDER, 'keeps a fee in several assets part by part'],
    ],
  },
  'FI-42': {
    proofs: [
      [
        MONEY,
        'FI-42: told twice, late and while the position is being closed is booked once by its id, and after the trade it leaves the account all the same',
      ],
      [FOLLOW, 'FI-42: funding that the venue does not tell of is said to be missing, not taken as nothing'],
    ],
  },
  'FI-43': {
    proofs: [
      [MONEY, 'FI-43: an average price is counted from the fills: none is booked at zero'],
      [BORDER, 'with a price of %s is a bad answer: no fill is ever booked at it (FI-43)'],
    ],
  },
  'FI-44': {
    proofs: [
      [MONEY, 'FI-44: but %s of them is sized, protected, paid and closed to the last digit'],
      ['src/domain/decimal.test.ts', 'are added, subtracted, multiplied and compared without a rounding'],
      [BORDER, 'that is %s is left out'],
    ],
  },
  'FI-45': {
    proofs: [['test/scenarios/limits.test.ts', 'lie on the steps of the market, above its smallest, and no venue has to say so']],
  },
  'FI-46': { proofs: [[MONEY, 'FI-46: money that is gone is a definite no: the entry is over, and is not tried again']] },
  'FI-47': { proofs: [[MONEY, 'FI-47: rules of the market: a definite no at most once, and the next order keeps to the new ones']] },
  'FI-48': {
    proofs: [
      [VENUE, 'FI-48: %d ms from the venue’s: no entry goes out, an exit does, and all is well when it is set right'],
      [NETWORK, 'lets no new risk out while the clock is more than a second off, but lets an exit out (FI-48)'],
      [PACE, 'is not moved by a date that jumps an hour ahead, and says that the clock is wrong'],
      [PACE, 'does not go back with a date that jumps an hour back'],
      [PACE, 'makes up for a night of sleep in one leap, in which each timer fires once'],
      ['src/domain/clock.test.ts', 'of days on which the clocks change is midnight there'],
    ],
  },
};
