import type { Check } from './checks.ts';

const DOOR = 'test/scenarios/frontDoor.test.ts';
const SCENES = 'test/scenarios/security.test.ts';
const CONNECTION = 'src/chat/telegram/connection.test.ts';
const RECEIVE = 'src/chat/telegram/receive.test.ts';
const FORGED = 'test/scenarios/tenThousandTaps.test.ts';

/** Telegram and Discord. */
export const PLATFORM_CHECKS: Readonly<Record<string, Check>> = {
  'SEC-10': {
    says: 'Nobody is let in but by a code that the machine shows: ten minutes, five tries.',
    proofs: [
      [SCENES, 'where nobody was let in, nobody is heard on any platform, not even the first who comes'],
      ['src/chat/codes.test.ts', 'are void after ten minutes'],
      ['src/chat/codes.test.ts', 'are void after five wrong tries, whoever made them'],
      [DOOR, 'lets in whoever says the code of the machine, in their private chat, once'],
      [DOOR, 'shows the code on the machine and writes it nowhere'],
    ],
  },
  'SEC-11': {
    says: 'Whoever speaks is known by number, at every word and every tap; a post, an edit, an anonymous admin and another bot are nobody.',
    proofs: [
      [DOOR, 'are asked for their role at every word: whoever is removed is a stranger at once'],
      [DOOR, 'without a number are nobody, whatever they are called'],
      [RECEIVE, 'by nobody in particular is said by nobody'],
      [RECEIVE, 'but edited, posted in a channel, forwarded or meant for another bot is no command'],
      [CONNECTION, 'it polls, asks for nothing that it does not handle, and never sets a webhook (SEC-11, SEC-17)'],
      ['test/fuzz/fuzz.test.ts', 'is taken or refused in a sentence, and brings nothing down: %s'],
    ],
  },
  'SEC-12': {
    says: 'A group that no owner brought Heron into is left; there, approvals need somebody who is known, and large ones two.',
    proofs: [
      ['src/chat/telegram/endToEnd.test.ts', 'stays in a group that an owner brought it into, and leaves any other (SEC-12)'],
      ['src/chat/telegram/groups.test.ts', 'are left again unless somebody who may brought Heron in'],
      [DOOR, 'is opened by an owner and by nobody else, moves with its id, and is left'],
      [DOOR, 'needs two persons: the same one twice does not count'],
      ['src/shell/doctorChat.test.ts', 'finds Telegram in order, without polling'],
    ],
  },
  'SEC-13': {
    says: 'A button is an opaque number of 128 bits, bound to chat, message and parameters, used once and for a while; forged, replayed, foreign and expired ones do nothing and lock out.',
    proofs: [
      [
        FORGED,
        'ten thousand presses that are forged, altered, replayed, foreign, expired, of another life or those of strangers change nothing, leave every button, and are all recorded',
      ],
      [
        'test/scenarios/forgedTaps.test.ts',
        'a thousand presses that are forged, replayed, foreign, expired or those of strangers change nothing, leave every button, and are all recorded',
      ],
      ['src/chat/taps.test.ts', 'have tokens of 22 characters that are all different and say nothing'],
      [DOOR, 'works only in its own message, and belongs to the first one where nobody could say which it is'],
      [DOOR, 'on what is used up, or expired by the clock of the people, says so'],
      [DOOR, 'asks again at another price, and only the new button says yes to that price'],
      [DOOR, 'comes after too many forged taps, is one event, keeps recording, lets a halt through, and ends'],
    ],
  },
  'SEC-14': {
    says: 'What a card shows is what is approved: other parameters are another approval.',
    proofs: [
      [
        'src/chat/taps.test.ts',
        'are written before they are shown, live as long as the proposal that they answer, and are bound to its parameters',
      ],
      [DOOR, 'on parameters that were changed under the card is refused'],
      ['src/chat/telegram/endToEnd.test.ts', 'a tap on parameters that were changed under the card is refused (SEC-14)'],
      ['test/scenarios/approval.test.ts', 'is bound to exact parameters: a row that was changed since is not armed'],
      ['test/scenarios/edit.test.ts', 'asks again, also where the policy would have approved that little by itself'],
    ],
  },
  'SEC-15': {
    says: 'What makes risk larger needs an owner, in private, and a code that only the machine shows.',
    proofs: [
      [SCENES, 'no command of owners does anything from a group, nor in private without its second step'],
      [DOOR, 'is asked of an owner in private: the code stands on the machine alone'],
      [DOOR, 'is not open to another owner, to a group, or after five minutes'],
      [DOOR, 'is voided by five wrong codes, which lock out'],
      [
        'test/scenarios/liveLock.test.ts',
        'only an owner with the phrase, in private and with the code of the machine, unlocks it; then one order arrives, and /paper locks',
      ],
    ],
  },
  'SEC-16': {
    says: 'Anybody who is known halts in one step from anywhere; ending a halt is hard.',
    proofs: [
      [SCENES, 'a %s halts everything on %s from a %s in one step, locked out and in a flood too, and it is hard to end'],
      ['src/chat/discord/admit.test.ts', 'lets whoever is known stop everything from anywhere (SEC-16)'],
      ['src/chat/discord/wholeHeron.test.ts', 'halts at the word of whoever is known, anywhere'],
      [RECEIVE, 'is answered in order within a chat, but a halt waits for nobody'],
    ],
  },
  'SEC-17': {
    says: 'There is no webhook, and no setting for one; one that somebody else sets is removed.',
    proofs: [
      [SCENES, 'there is no webhook: the only thing that listens is a local socket beside the ledger'],
      ['test/security/running.test.ts', 'listens on no port at all, whatever is switched on: only on a local socket of its owner'],
      ['test/security/absent.test.ts', 'no setting names a port, a host to listen on, a webhook, a page or figures for others to fetch'],
      [CONNECTION, 'it polls, asks for nothing that it does not handle, and never sets a webhook (SEC-11, SEC-17)'],
      [CONNECTION, 'a webhook that somebody set is removed and reported, and nothing that waits is dropped (SEC-21)'],
    ],
  },
  'SEC-18': {
    says: 'There is no Mini App, and nothing reads what one could send.',
    proofs: [
      [SCENES, 'there is no Mini App: no button opens one, and nothing is read that one could send'],
      ['test/security/absent.test.ts', 'no setting names a port, a host to listen on, a webhook, a page or figures for others to fetch'],
      ['test/security/running.test.ts', 'listens on no port at all, whatever is switched on: only on a local socket of its owner'],
    ],
  },
  'SEC-19': {
    says: 'On Discord, server, role and person are read from each interaction; commands are hidden by default; there is no interactions endpoint.',
    proofs: [
      [
        'src/chat/discord/discord.test.ts',
        'is read from each interaction: another server, a missing role, private chats of anybody but owners',
      ],
      ['src/chat/discord/admit.test.ts', 'lets owners alone command in private, and strangers pair there'],
      [
        'test/golden/commands.test.ts',
        'are those of test/golden/slash.json on Discord, in the server and in private, and Discord takes them',
      ],
      ['test/security/absent.test.ts', 'each command is hidden in the server until its owner allows it'],
      ['test/security/running.test.ts', 'listens on no port at all, whatever is switched on: only on a local socket of its owner'],
    ],
  },
  'SEC-20': {
    says: 'Text from outside pings nobody, links nothing and forms no markup on any platform.',
    proofs: [
      ['src/chat/telegram/render.test.ts', 'mentions nobody, links nothing and offers no command, whatever data says (SEC-20)'],
      ['src/chat/telegram/send.test.ts', 'becomes one on Telegram, silent or not, without link previews'],
      [
        'src/chat/discord/discord.test.ts',
        'of 5,000 characters full of markup and mentions are delivered whole, and ping nobody (case 8, SEC-20)',
      ],
      ['src/chat/discord/escape.test.ts', 'leaves nothing that a client would take for markup, a mention or a link'],
    ],
  },
  'SEC-21': {
    says: 'Somebody else on the token of a bot is told on the other platform, and for a while only a halt counts from there.',
    proofs: [
      [CONNECTION, 'a revoked token is said, and a restored one is used by itself (SEC-21)'],
      [CONNECTION, 'a webhook that somebody set is removed and reported, and nothing that waits is dropped (SEC-21)'],
      [CONNECTION, 'a second program on the same token is said in words, and the process goes on (case 12)'],
      ['src/chat/cards.test.ts', 'tells of a platform that is down on the others and at the terminal'],
      ['src/chat/suspicion.test.ts', 'freezes approvals from its platform, lets a halt through, and ends by itself (SEC-21)'],
      ['src/shell/doctorChat.test.ts', 'sees what was set, and names a webhook without its address'],
    ],
  },
};
