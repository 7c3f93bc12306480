/** A fault of the catalogue, and what shows that Heron bears it. */
export interface Fault {
  readonly proofs: readonly (readonly [file: string, title: string])[];
  /** What of it no test shows, and why. */
  readonly open?: string;
}

const CRASH = 'test/live/faultsCrash.test.ts';
const SUBMIT = 'test/live/faultsSubmit.test.ts';
const ORDERS = 'test/live/faultsOrders.test.ts';
const DOUBT = 'test/reconcile/doubt.test.ts';
const FOLLOW = 'test/reconcile/follow.test.ts';
const STOPS = 'test/reconcile/stops.test.ts';
const NETWORK = 'test/contracts/networkCases.test.ts';

/** Real kills: each of these moments is a row of its run, and a run in which nobody died there fails. */
const KILL_9 = 'test/crash/faults.ts';

/** Crashes at every step of an order, and orders whose answer is lost (reliability.md, A and B). */
export const FAULTS_OF_ORDERS: Readonly<Record<string, Fault>> = {
  'FI-05': {
    proofs: [
      [CRASH, 'FI-05: at %s between the written row and the socket: unknown, then proven absent (or asked about), never sent again'],
      [DOUBT, 'FI-05: that never left is absent after deadline and read lag, ends its condition, and is not sent again'],
      [DOUBT, 'FI-05: is found after a crash, whether it had left or not'],
      [KILL_9, 'the order is written, and not at the socket'],
    ],
  },
  'FI-06': {
    proofs: [
      [CRASH, 'FI-06, FI-07: at %s after the venue took an entry and before that was written: adopted as it is, one order, with its stop'],
      [CRASH, 'FI-06: while an entry rests unfilled: it is an open order after the restart, and no position'],
      [KILL_9, 'the venue has the order, and its answer was not read'],
    ],
  },
  'FI-07': {
    proofs: [
      [CRASH, 'FI-06, FI-07: at %s after the venue took an entry and before that was written: adopted as it is, one order, with its stop'],
      [FOLLOW, 'FI-06, FI-07, FI-08: is taken up after a crash wherever it stood'],
      [KILL_9, 'the answer was read, and is not written'],
    ],
  },
  'FI-08': {
    proofs: [
      [CRASH, 'FI-08: among the fills of one order: each is booked once, those from before and those from while nobody ran'],
      [KILL_9, 'among the fills of an order'],
    ],
  },
  'FI-09': {
    proofs: [
      [CRASH, 'FI-09: at %s after the fill and before its stop was sent: one stop rests within thirty seconds'],
      [STOPS, 'FI-09: is placed after a crash between the fill and the stop, once'],
      [KILL_9, 'filled, and its stop was not sent'],
    ],
  },
  'FI-10': {
    proofs: [
      [CRASH, 'FI-10: at %s after the venue took the stop and before that was written: it is found, and there is no second one'],
      [STOPS, 'FI-10: that was taken before a crash is found again, and there is no second one'],
      [KILL_9, 'the venue has the stop, and that is not written'],
    ],
  },
  'FI-11': {
    proofs: [
      [CRASH, 'FI-11: while a cancel is under way: it is asked for again, and the order ends once'],
      [CRASH, 'FI-11: between taking a stop away and selling what it held: the coins are sold once, or protected again'],
      ['src/chat/outbox.test.ts', 'shows a message again after a crash between sending and recording, once and under the same nonce'],
      ['test/never-again/STATUS.test.ts', 'STATUS-3: a halt and a pause survive a crash, and are still no second event'],
      ['test/scenarios/storage.test.ts', 'that fails in the middle of a migration leaves nothing of it, and can be tried again'],
      ['src/backups.test.ts', 'that fails is a failed run, and the file that was half made is none'],
      [
        'test/scenarios/liveLock.test.ts',
        'a crash between gate and unlock leaves it locked; a crash after it does not forget the unlock, nor whom it was given to',
      ],
      [KILL_9, 'while a cancel is under way'],
      [KILL_9, 'between a cancel and what replaces it'],
      [KILL_9, 'at the end of a trade and its reflection'],
      [KILL_9, 'while a message is sent'],
      [KILL_9, 'while a halt is written'],
      [KILL_9, 'in a migration'],
      [KILL_9, 'in a backup'],
      [KILL_9, 'in a restore'],
      [KILL_9, 'while the vault is unlocked or written'],
    ],
  },
  'FI-12': {
    proofs: [
      [SUBMIT, 'FI-12: that was lost after the venue took it: the order is adopted, is one order, and has its stop'],
      [DOUBT, 'FI-12: is adopted when the venue had taken it: one order, and the position has its stop'],
    ],
  },
  'FI-13': {
    proofs: [
      [SUBMIT, 'FI-13: that was lost, while nothing that is over can be asked for by its id: lists and fills tell of it'],
      [DOUBT, 'FI-13: is found by its fills where the venue forgets orders that are over'],
    ],
  },
  'FI-14': {
    proofs: [
      [SUBMIT, 'FI-14: that was lost, while every read lags: unknown the whole time, never refused or absent, and found at last'],
      [DOUBT, 'FI-14: is never taken for refused while reads lag %s ms behind'],
    ],
  },
  'FI-15': {
    proofs: [
      [SUBMIT, 'FI-15: that calls its id a duplicate: the order exists, is looked up, and no second one is sent'],
      [DOUBT, 'FI-15: that is said to exist already is looked up, not given up'],
    ],
  },
  'FI-16': { proofs: [[SUBMIT, 'FI-16: that is a page, nothing or half of an answer is unknown, and the order is adopted']] },
  'FI-17': {
    proofs: [
      [SUBMIT, 'FI-17: that is an HTTP error without a word of the venue is unknown, and is adopted'],
      ['src/venue/ccxt/verdict.test.ts', 'has at least 150 recorded answers, each of them different'],
    ],
  },
  'FI-18': { proofs: [[SUBMIT, 'FI-18: that says the venue does not know itself is unknown, and is adopted']] },
  'FI-19': {
    proofs: [
      [
        SUBMIT,
        'FI-19: that nobody waits for any more, because the order arrives late but in time: it is adopted where the venue still takes it',
      ],
      [SUBMIT, 'FI-19: at %s is refused there; it is absent here, its condition is closed, and nothing follows'],
      [
        SUBMIT,
        'FI-19: at krakenfutures, which knows no deadline, is a question to a person; when it comes after all it is adopted, protected and said',
      ],
    ],
  },
  'FI-20': {
    proofs: [
      [ORDERS, 'FI-20: and then ended by the venue keeps what was filled: the stop is that, less the fee that was taken from it'],
      [ORDERS, 'FI-20: with less than the venue takes for a stop is named after thirty seconds, and nothing is tried again and again'],
    ],
  },
  'FI-21': { proofs: [[ORDERS, 'FI-21: while it is being canceled: that much is kept and protected, the rest is canceled']] },
  'FI-22': {
    proofs: [
      [ORDERS, 'FI-22: whole while it is being canceled: filled wins, and the position is managed'],
      [FOLLOW, 'FI-22: filled wins over a cancel that the venue had said yes to'],
      [FOLLOW, 'FI-22: a fill that turns up after the end was told is booked, and the position is managed'],
    ],
  },
  'FI-23': {
    proofs: [[ORDERS, 'FI-23: whose successor is in doubt: both are followed, nothing is sold twice, and one stop rests in the end']],
  },
  'FI-24': {
    proofs: [
      [ORDERS, 'FI-24: whose cancel was lost is asked again, and asking twice changes nothing'],
      [NETWORK, 'asks again what an order became when the answer to its cancel was lost (FI-24)'],
    ],
  },
  'FI-25': {
    proofs: [
      [ORDERS, 'FI-25: after it was filled in part is followed by one for what is left, counted from its fills'],
      [FOLLOW, 'FI-21, FI-25: a fill while it is being canceled counts, and what is left is canceled'],
    ],
    open: 'A rung of the ladder whose order the venue ended in part is asked for again whole: more than its share leaves, never more than the position.',
  },
  'FI-26': {
    proofs: [[ORDERS, 'FI-26: and cannot be before Heron ends is still listed after a restart, is not placed anew, and is canceled then']],
  },
  'FI-27': {
    proofs: [
      ['src/venue/ccxt/client.test.ts', 'refuses to repeat calls: %j (FI-27)'],
      [NETWORK, 'does not begin with repeated calls switched on (FI-27)'],
    ],
  },
  'FI-28': {
    proofs: [
      ['test/scenarios/approval.test.ts', 'counts once: of two at the same time the first wins, and the second is told who and when'],
      ['test/never-again/STATUS.test.ts', 'STATUS-3: two at once is one and an already, whoever is first'],
      ['test/scenarios/frontDoor.test.ts', 'needs two persons: the same one twice does not count'],
    ],
  },
};
