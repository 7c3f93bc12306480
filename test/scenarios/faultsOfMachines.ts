import type { Fault } from './faultsOfOrders.ts';

const FAILED = 'test/storage/failedCommit.test.ts';
const STORAGE = 'test/scenarios/storage.test.ts';
const LIMITS = 'test/scenarios/limits.test.ts';
const HALT = 'test/reconcile/halt.test.ts';
const STOPS = 'test/reconcile/stops.test.ts';
const COMPARE = 'test/reconcile/compare.test.ts';
const NETWORK = 'test/contracts/networkCases.test.ts';
const PACE = 'src/shell/livePace.test.ts';

/** What time, disk and file can do (reliability.md, E), and what must hold Heron back (F). */
export const FAULTS_OF_MACHINES: Readonly<Record<string, Fault>> = {
  'FI-49': {
    proofs: [
      [PACE, 'knows that it was stopped for ten minutes: what was heard before does not count, timers fire once'],
      [
        'src/feed/ccxt/liveFeed.test.ts',
        'after ten minutes in which the process stood still fills the gap first, calls it late, and lets nothing cross',
      ],
    ],
    open: 'The pause is made with clocks, not with a real SIGSTOP. The lease is a lock of the system, which a process keeps while it is stopped.',
  },
  'FI-50': {
    proofs: [
      [NETWORK, 'takes 429 for a no, sends nothing again, and lets no entry out while the venue wants to rest (FI-50)'],
      ['src/venue/ccxt/budget.test.ts', 'keeps a fifth of each second for cancels, stops and reconciliation'],
      [
        'src/venue/ccxt/budget.test.ts',
        'holds entries back for as long as the venue asked, and only entries; a shorter pause ends no longer one',
      ],
    ],
  },
  'FI-51': {
    proofs: [
      [NETWORK, 'stops an entry right before the socket when a halt came after it was written'],
      ['src/vault/vault.test.ts', 'leaves the event loop free while it makes its key'],
    ],
    open: 'There is no watchdog that says that the event loop stood still. The soak measures how long it does.',
  },
  'FI-52': {
    proofs: [
      [FAILED, 'that adds risk is not sent when the row before it could not be written'],
      [FAILED, 'whose answer could not be written is found again at the venue, once, and gets its stop'],
      ['test/storage/busy.test.ts', 'waits for a lock that is let go in time, and nobody notices'],
      [
        'test/storage/busy.test.ts',
        'gives up after five seconds with an error that has a sentence, wrote nothing, and writes again when the lock is free',
      ],
    ],
  },
  'FI-53': {
    proofs: [
      [
        'test/storage/lastWords.test.ts',
        'says so in every chat although it cannot write it down, stops, and goes on when the disk does: %s',
      ],
      [FAILED, 'that adds risk is not sent when the row before it could not be written'],
      ['test/storage/readOnly.test.ts', 'is refused with a sentence, and stays as it was'],
    ],
    open: 'A file system that becomes read-only under a running Heron is not staged; what it does then is what it does when the disk is full.',
  },
  'FI-54': {
    proofs: [
      [STORAGE, 'holds what was committed before, and its chain is whole: %s'],
      [STORAGE, 'and no longer fits together is not written to'],
    ],
  },
  'FI-55': { proofs: [[STORAGE, 'ends with 78 and a clear sentence, and asks no chat platform for anything']] },
  'FI-56': {
    proofs: [
      [STORAGE, 'is refused for live money and named: %s'],
      [STORAGE, 'is refused too where the file alone is mounted'],
      [STORAGE, 'is good enough for paper, and the doctor says so'],
    ],
  },
  'FI-57': {
    proofs: [
      [STORAGE, 'is refused: SQLite %s'],
      [STORAGE, 'is refused when it does not wait for the disk, as read back after a write'],
    ],
  },
  'FI-58': {
    proofs: [
      [STORAGE, 'knows nothing of what came after, opens nothing, and goes on when an owner says so'],
      [STORAGE, 'is locked again where it was made while live was unlocked'],
    ],
  },
  'FI-59': { proofs: [['test/storage/powerLoss.test.ts', 'holds every commit that was acknowledged, whenever the power goes']] },
  'FI-60': {
    proofs: [
      [STORAGE, 'keeps the ledger as it was before it changes anything, and brings it up to date'],
      [STORAGE, 'that fails in the middle of a migration leaves nothing of it, and can be tried again'],
      [STORAGE, 'to an older Heron is refused, and nothing is written'],
    ],
  },
  'FI-61': {
    proofs: [
      [
        HALT,
        'INV-4, FI-61: lets no order that adds risk out after its commit, in thousands of random placements, also between the written row and the socket',
      ],
      [HALT, 'cancels entries at work, keeps stops, lets exits out, and survives a restart'],
      ['test/crash/faults.ts', 'while Heron is halted'],
    ],
  },
  'FI-62': {
    proofs: [
      ['src/guards/review.test.ts', 'FI-62: denies with the name of the guard that throws'],
      ['src/guards/review.test.ts', 'FI-62: clears no entry when any one figure of the context is NaN or missing'],
      [LIMITS, 'deny: something is held that has no price, so nobody knows the equity'],
    ],
  },
  'FI-63': {
    proofs: [
      [NETWORK, 'stops an entry right before the socket when a halt came after it was written'],
      [HALT, 'does not revive an entry that arrives late: it is adopted, and what is left of it is canceled'],
    ],
  },
  'FI-64': {
    proofs: [
      [LIMITS, 'that two readings agree on degrade first and then halt'],
      [COMPARE, 'FI-64: a deposit and a withdrawal are booked once each, as no profit and no loss'],
      [COMPARE, 'FI-64: a withdrawal is no drawdown after a restart either'],
    ],
  },
  'FI-65': {
    proofs: [
      [LIMITS, 'a strategist that says a thousand things at once is heard for three of them, and five wait at most'],
      [LIMITS, 'on autopilot it opens no more positions and sends no more orders than the guards allow'],
    ],
  },
  'FI-66': {
    proofs: [
      ['test/scenarios/llm.test.ts', '%s proposes nothing, is written down with its reason, and leaves what is armed alone'],
      ['test/scenarios/llm.test.ts', 'is left alone after failures in a row, and what is armed survives that and a restart'],
      ['src/domain/draft.test.ts', 'in any place of a good draft is taken or refused, and what is taken is what was said'],
    ],
  },
  'FI-67': {
    proofs: [
      [
        'test/scenarios/reflection.test.ts',
        'cannot make something true by saying it: claims that do not hold are dropped and counted, and no change follows from them',
      ],
      [
        'test/never-again/SYNC.test.ts',
        'SYNC-9: nothing in the program writes a file beside the ledger but copies of it, the vault, and the answers of a model that a replay records',
      ],
      ['test/never-again/LRN.test.ts', 'LRN-3: a chat can make a size smaller, and nothing larger'],
    ],
  },
  'FI-68': {
    proofs: [
      [STOPS, 'FI-68: that was hit while nobody ran is taken up at the start, and nothing is placed anew'],
      [STOPS, 'FI-68: at a venue that has none the sniper watches by itself, and no alarm is made of what the card said'],
    ],
  },
  'FI-69': {
    proofs: [
      [
        'src/deadMan.test.ts',
        'FI-69: the switch of the venue is set while entries rest alone, and taken off before a stop stands there that it would take away',
      ],
      [
        'src/deadMan.test.ts',
        'FI-69: it is taken off with the first fill, not at the next look: Heron could die in between, and the switch would take the stop',
      ],
      [
        'src/deadMan.test.ts',
        'FI-69: it is taken off at the start, before anything is placed: who died may have set it, and it would take the stop of the next life',
      ],
      [
        'src/deadMan.test.ts',
        'FI-69: a call that takes it off and fails is repeated within seconds, until the switch cannot be set any more',
      ],
      [
        'test/live/faultsCrash.test.ts',
        'FI-69: at kraken while its switch is set, and the entry is filled meanwhile: it is taken off at the start, and the new stop stays',
      ],
      ['src/venue/ccxt/profiles/profiles.test.ts', 'has a testnet, funding, a dead-man call and a clock as it says'],
    ],
    open: 'Between a fill and the answer to the call that takes it off, it is set.',
  },
};
