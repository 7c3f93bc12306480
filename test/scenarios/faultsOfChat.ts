import type { Fault } from './faultsOfOrders.ts';

const APPROVAL = 'test/scenarios/approval.test.ts';
const DOOR = 'test/scenarios/frontDoor.test.ts';
const DOWN = 'test/scenarios/chatDown.test.ts';
const OUTBOX = 'src/chat/outbox.test.ts';
const TELEGRAM = 'src/chat/telegram';
const DISCORD = 'src/chat/discord/discord.test.ts';
const WHOLE_DISCORD = 'src/chat/discord/wholeHeron.test.ts';

/** A crash between a word and its effect (reliability.md, A), and everything that a chat platform can do to Heron (G). */
export const FAULTS_OF_CHAT: Readonly<Record<string, Fault>> = {
  'FI-01': {
    proofs: [
      [`${TELEGRAM}/receive.test.ts`, 'comes again after a crash before it was confirmed, with the same id'],
      [`${TELEGRAM}/endToEnd.test.ts`, 'hears nobody twice when updates come again (INV-10)'],
      ['src/chat/dispatch.test.ts', 'does the same update once, however often it is delivered'],
      ['test/crash/faults.ts', 'an update was received, and is not in the inbox'],
    ],
  },
  'FI-02': {
    proofs: [
      [DOOR, 'works after a crash between proposal and tap'],
      ['src/chat/dispatch.test.ts', 'does not act again on what a crash left unanswered, but looks again and halts again'],
      [`${TELEGRAM}/endToEnd.test.ts`, 'an old query has its effect, and the card is finished all the same (case 4)'],
      ['test/crash/faults.ts', 'approved, and the chat was not told'],
    ],
  },
  'FI-03': {
    proofs: [
      [APPROVAL, 'is durable: it can be answered after a crash, and what was armed acts after another'],
      [APPROVAL, 'expires when its trigger does not come in time'],
      ['test/scenarios/restartEquivalence.test.ts', 'a trade that lives through crashes ends as one that does not'],
      ['test/crash/faults.ts', 'approved, and its trigger was not looked at'],
    ],
  },
  'FI-04': {
    proofs: [
      [APPROVAL, 'is durable: it can be answered after a crash, and what was armed acts after another'],
      ['test/storage/failedCommit.test.ts', 'that adds risk is not sent when the row before it could not be written'],
      ['test/crash/faults.ts', 'the trigger is true, and nothing is written'],
    ],
  },
  'FI-70': {
    proofs: [
      [DOWN, 'a day with both platforms down trades as a day without chat; then all is told, in order, at their pace, and on Discord once'],
      [OUTBOX, 'keeps the pace of a chat to the letter: so long between two messages, so many in any minute'],
    ],
  },
  'FI-71': {
    proofs: [
      [`${TELEGRAM}/send.test.ts`, 'that a crash kept from being recorded is repeated once, with the same words (case 11)'],
      [DISCORD, 'are posted once, whatever is cut, also by a process that never recorded it (case 11)'],
      [WHOLE_DISCORD, 'shows a message once, although its answer was lost on the way (case 11)'],
    ],
  },
  'FI-72': {
    proofs: [
      [OUTBOX, 'waits exactly as long as the platform asks, and goes on in order'],
      [`${TELEGRAM}/send.test.ts`, 'of the chat is final, and a group that is gone is given up'],
      [`${TELEGRAM}/send.test.ts`, 'of a message that is gone is never tried again'],
      ['src/chat/cards.test.ts', 'tells of a platform that is down on the others and at the terminal'],
    ],
  },
  'FI-73': {
    proofs: [
      [`${TELEGRAM}/connection.test.ts`, 'a second program on the same token is said in words, and the process goes on (case 12)'],
      [`${TELEGRAM}/connection.test.ts`, 'a revoked token is said, and a restored one is used by itself (SEC-21)'],
      [DISCORD, 'says in words that the token was revoked, and works again with it once it is good'],
      ['src/chat/suspicion.test.ts', 'freezes approvals from its platform, lets a halt through, and ends by itself (SEC-21)'],
    ],
  },
  'FI-74': {
    proofs: [
      [APPROVAL, 'expires when nobody answers, and a late yes is told so'],
      [`${TELEGRAM}/endToEnd.test.ts`, 'expiry edits every copy, a late yes is refused, a late halt is not (case 5)'],
      ['test/never-again/RTE.test.ts', 'RTE-2: an update that comes twice has one effect, and one answer'],
    ],
  },
  'FI-75': {
    proofs: [
      [DISCORD, 'whose acknowledgement times out are decided all the same, and the card is finalized by the outbox (case 4)'],
      [WHOLE_DISCORD, 'finalizes the card although the acknowledgement came too late (case 4)'],
      [DISCORD, 'leave it to whoever acknowledged first'],
    ],
  },
  'FI-76': {
    proofs: [
      [DISCORD, 'has open cards rendered again after a new session'],
      [DISCORD, 'delivered twice are heard once'],
      ['test/fakes/discord/fakeDiscord.test.ts', 'makes a client begin anew when its session is invalid'],
    ],
    open: 'The session is made invalid between taps, not in the middle of one.',
  },
  'FI-77': {
    proofs: [
      [
        `${TELEGRAM}/send.test.ts`,
        'longer than a message is several, the last with the buttons, and a try that broke goes on where it was (case 8)',
      ],
      [DISCORD, 'of 5,000 characters full of markup and mentions are delivered whole, and ping nobody (case 8, SEC-20)'],
      ['test/scenarios/halfSigns.test.ts', 'half a sign, in a text or a name or where a long text is cut, breaks no seal and no chain'],
    ],
  },
  'FI-78': {
    proofs: [
      [APPROVAL, 'counts once: of two at the same time the first wins, and the second is told who and when'],
      [DOOR, 'does not count whoever is known no more, nor somebody who says no'],
      [
        'test/never-again/STATUS.test.ts',
        'STATUS-3: an answer comes once: what was approved, rejected, expired, superseded or closed takes no other',
      ],
    ],
    open: 'That a /disarm right before the trigger wins follows from the order of the commits; no test of its own races the two.',
  },
};
