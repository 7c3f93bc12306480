/** What must always hold, and where that is looked at. */
export interface Held {
  readonly says: string;
  /** Files that check it: invariants of the audit, which run in every test, every night and at `/audit`, and tests. */
  readonly checked: readonly string[];
  /** What of it nobody checks, and why. */
  readonly open?: string;
}

const AUDIT = 'src/audit/invariants';

export const INVARIANTS_HELD: Readonly<Record<string, Held>> = {
  'INV-1': {
    says: 'A venue accepts a client order id at most once.',
    checked: [`${AUDIT}/oneAcceptance.ts`, 'test/live/faultsSubmit.test.ts', 'test/contracts/networkCases.test.ts'],
  },
  'INV-2': {
    says: 'The entry fills of an intent, over all attempts, add up to the approved amount or less.',
    checked: [`${AUDIT}/entryWithinOrder.ts`, 'test/live/faultsOrders.test.ts'],
  },
  'INV-3': {
    says: 'Nothing is sent without a committed approval of exactly these parameters, not expired, and a written order.',
    checked: [`${AUDIT}/approvedEntries.ts`, 'test/scenarios/approval.test.ts'],
  },
  'INV-4': {
    says: 'After a halt is committed nothing is sent that adds risk.',
    checked: [`${AUDIT}/quietWhileHalted.ts`, 'test/reconcile/halt.test.ts'],
  },
  'INV-5': {
    says: 'Once faults stop, ledger and venue agree within two minutes, or Heron is halted and shows the difference.',
    checked: [`${AUDIT}/ledgerEqualsVenue.ts`, 'test/live/faultsCrash.test.ts', 'test/reconcile/compare.test.ts'],
  },
  'INV-6': {
    says: 'An execution of the venue is recorded once.',
    checked: [`${AUDIT}/uniqueFills.ts`, 'test/reconcile/follow.test.ts'],
  },
  'INV-7': {
    says: 'The postings of an entry add up to zero in each asset, and the balances are those of the venue.',
    checked: [`${AUDIT}/balancedBooks.ts`, `${AUDIT}/ledgerEqualsVenue.ts`, 'test/live/faultsMoney.test.ts', 'test/money.test.ts'],
  },
  'INV-8': {
    says: 'The chain of hashes has no gap.',
    checked: [`${AUDIT}/hashChain.ts`, 'test/scenarios/tampering.test.ts'],
  },
  'INV-9': {
    says: 'What matters for safety is told at least once, with a stable reference, and no message says what the ledger does not.',
    checked: ['src/chat/outbox.test.ts', 'test/scenarios/chatDown.test.ts', 'test/never-again/RTE.test.ts'],
  },
  'INV-10': {
    says: 'An update of Telegram or an interaction of Discord has at most one effect.',
    checked: ['src/ledger/inbox.test.ts', 'src/chat/telegram/endToEnd.test.ts', 'src/chat/discord/discord.test.ts'],
  },
  'INV-11': {
    says: 'What is over stays over, and what is filled never becomes less.',
    checked: [`${AUDIT}/terminalStates.ts`, 'src/domain/order.test.ts', 'test/reconcile/follow.test.ts'],
  },
  'INV-12': {
    says: 'A chat platform that is down delays no tick of the sniper.',
    checked: ['test/scenarios/chatDown.test.ts'],
    open: 'That a day without chat trades as a day with it is checked in market time. How much later a single tick is, nobody measures.',
  },
  'INV-13': {
    says: 'No price that is no number, not above zero or stale reaches a decision.',
    checked: [`${AUDIT}/pricedFills.ts`, 'test/scenarios/feedSockets.test.ts', 'src/venue/ccxt/border.test.ts'],
  },
  'INV-14': {
    says: 'Paper makes no call with a key.',
    checked: ['test/never-again/MODE.test.ts', 'test/scenarios/feedPaper.test.ts'],
  },
  'INV-15': {
    says: 'No secret stands in logs, chats, prompts or the ledger.',
    checked: ['test/scenarios/noToken.test.ts', 'src/shell/redaction.test.ts'],
  },
  'INV-16': {
    says: 'Every live position has a stop at the venue within thirty seconds, or a person was told that it has not.',
    checked: ['test/reconcile/stops.test.ts', 'test/live/faultsCrash.test.ts', 'test/sim/checks/watch.test.ts'],
  },
  'INV-17': {
    says: 'Applying an event that is stored already changes nothing.',
    checked: ['src/ledger/rebuild.test.ts', `${AUDIT}/rebuilt.ts`],
    open: 'All events are applied once more to an empty ledger and compared; a single event is not applied twice to the same ledger: the ledger has no way to do that.',
  },
  'INV-18': {
    says: 'The tables made anew from the events are the tables that stand there.',
    checked: [`${AUDIT}/rebuilt.ts`, 'src/ledger/rebuild.test.ts'],
  },
};
