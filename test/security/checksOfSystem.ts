import type { Check } from './checks.ts';

const VERIFY = 'src/ledger/verify.test.ts';
const DATABASE = 'src/ledger/database.test.ts';
const EGRESS = 'src/shell/egress.test.ts';
const DOOR = 'test/scenarios/frontDoor.test.ts';
const SUPPLY = 'test/security/supply.test.ts';
const RUNNING = 'test/security/running.test.ts';
const LOCK = 'test/scenarios/liveLock.test.ts';
const BACKUP = 'src/ledger/backup.test.ts';
const LOCKDOWN = 'test/scenarios/lockdown.test.ts';
const PERSON_DAY = 'test/scenarios/personDay.test.ts';

/** Audit, supply chain and the machine. */
export const SYSTEM_CHECKS: Readonly<Record<string, Check>> = {
  'SEC-29': {
    says: 'Events are a chain of hashes whose head is told in the chats each day; an edited, deleted, moved or cut-off row is found and named.',
    proofs: [
      [VERIFY, 'breaks where an event is missing, and only there'],
      [VERIFY, 'breaks where the newest events are missing'],
      [VERIFY, 'breaks where two events have changed places'],
      [VERIFY, 'breaks when the whole chain was computed anew without its head'],
      ['test/scenarios/tampering.test.ts', 'names the event whose text was changed'],
      ['test/scenarios/tampering.test.ts', 'names the row that was changed, its event, and what it should be'],
      ['test/scenarios/summary.test.ts', 'carries the anchor of the ledger: the newest event before it'],
    ],
  },
  'SEC-30': {
    says: 'Facts can be added and not changed; who did something, when and where stands with it.',
    proofs: [
      [
        DATABASE,
        'takes facts and gives none back: an event, fill, posting, approval, trade or call of a model cannot be changed or deleted',
      ],
      ['src/ledger/ledger.test.ts', 'is the only way to write'],
      ['src/ledger/ledger.test.ts', 'gives the number of the event and carries its cause; time and chain are the ledger’s own'],
      [
        'test/never-again/MODE.test.ts',
        'MODE-4: the mode is one fact, set once for the whole Heron: in the account, in each start and on each card',
      ],
    ],
  },
  'SEC-31': {
    says: 'Every package is exact, of the registry, with its checksum and a week old at least when it is taken; only one may run a script when it is installed; a list of all that ships can be printed; the signatures of npm can be looked at, with its keys as they are written down here.',
    proofs: [
      [SUPPLY, 'names every package exactly, in package.json as in the lockfile'],
      [SUPPLY, 'takes every package from the registry, with a checksum of it'],
      [SUPPLY, 'lets no package run a script when it is installed, but one that is named'],
      [SUPPLY, 'ships at most sixty packages that hold code'],
      [SUPPLY, 'can be listed as an SBOM that names what ships, and nothing else'],
      ['test/security/ages.test.ts', 'is told of what is younger, by name'],
      ['test/security/signatures.test.ts', 'are npm’s own: one that npm made is right, and is of nothing else'],
      ['test/security/signatures.test.ts', 'are told of by name where one is missing, or is of another archive'],
    ],
    open: 'That npm signed what is in the lockfile was not seen yet: the registry of the machine that this was made on passes on no signatures. `npm run signatures` looks where one does.',
  },
  'SEC-32': {
    says: 'What builds and checks Heron holds no token and takes nothing that is not pinned; a release is the same bytes for everybody, with its checksums and where it comes from; to a registry Heron is not published.',
    proofs: [
      [SUPPLY, 'is checked by one script of its own, and by no action of somebody else that is not pinned by its hash'],
      [SUPPLY, 'cannot be published by accident'],
      ['test/release/release.test.ts', 'is the same bytes whenever it is made, and whoever has only the archive can run it'],
      ['test/release/release.test.ts', 'that was changed, cut short, added to or made of something else is found out'],
      [
        'test/container/image.test.ts',
        'is built on what whoever builds it names by its digest: nothing is named that may be something else tomorrow',
      ],
    ],
  },
  'SEC-33': {
    says: 'The process reaches its venue, its platforms and its model, and no other host; redirects are not followed, and a proxy is found.',
    proofs: [
      [EGRESS, 'refuses every way to a host that is not on the list, before its name is looked up'],
      [EGRESS, 'takes no host for one of the list that only looks like it'],
      [EGRESS, 'does not follow a redirect out of the list'],
      [EGRESS, 'is found missing by its own test, and found to be passed by with a proxy'],
      [EGRESS, 'are those of its venue, and of the platforms and the model that are switched on'],
      [
        'test/scenarios/security.test.ts',
        'is reached by the rooms of the two platforms alone, and these are loaded only where there is a token',
      ],
    ],
  },
  'SEC-34': {
    says: 'Nothing is loaded or run that is not written in the program: no plugins, no code from text, and other programs only by name. In its container the engine filters system calls, and nothing can be gained. The permission model of Node is not used: it does not hold native code (SQLite, charts), and would have to let through that, threads and children.',
    proofs: [
      ['test/security/source.test.ts', 'runs no text as code, and loads nothing whose name is not written down'],
      ['test/security/source.test.ts', 'starts no other program than its own'],
      [
        'test/container/image.test.ts',
        'is run as README says with a root that cannot be written to, without capabilities, and can gain none (SEC-34)',
      ],
    ],
  },
  'SEC-35': {
    says: 'Heron listens on no port; there is no page and no endpoint of figures, and no setting for one.',
    proofs: [
      [RUNNING, 'listens on no port at all, whatever is switched on: only on a local socket of its owner'],
      ['test/security/absent.test.ts', 'no setting names a port, a host to listen on, a webhook, a page or figures for others to fetch'],
      ['test/scenarios/security.test.ts', 'there is no webhook: the only thing that listens is a local socket beside the ledger'],
    ],
  },
  'SEC-36': {
    says: 'A flood of strangers is dropped before the ledger, somebody known is heard once a second, and no single line costs more than a moment.',
    proofs: [
      [DOOR, 'of strangers, 100 messages a second, leaves the database as it was after the first few'],
      [DOOR, 'of many strangers at once passes twenty in a second'],
      [DOOR, 'of somebody known is held to one a second, but every halt is heard'],
      ['src/chat/flood.test.ts', 'costs for the last of many what it costs for the first'],
      ['src/chat/telegram/endToEnd.test.ts', 'a flood of strangers is dropped before the ledger, and a halt comes through (SEC-36)'],
      ['test/fuzz/found.test.ts', 'a text of ten thousand characters costs no more than a moment, whatever it is made of'],
    ],
  },
  'SEC-37': {
    says: 'Values are bound and never written into SQL; SQL stands in one room; the schema of a file is not trusted.',
    proofs: [
      ['test/security/source.test.ts', 'has SQL in the room of the ledger alone, and puts nothing into it but names of its own'],
      ['test/security/source.test.ts', 'keeps what is said as it is said: a quote, a semicolon or a comment is text'],
      [DATABASE, 'waits for the disk, keeps its log, points to rows that exist, trusts no schema, and says whose it is'],
      ['test/security/source.test.ts', 'lets nobody write into the schema of the file'],
    ],
  },
  'SEC-38': {
    says: 'Paper and live have ledgers of their own and never each other’s; paper has no key; live needs the gate, an owner’s phrase and the code of the machine.',
    proofs: [
      [LOCK, 'a paper ledger is not started live, and a live one not on paper'],
      [LOCK, 'no setting but mode makes a Heron live, from whichever side it comes'],
      ['src/shell/settingsWithKeys.test.ts', 'give no key of an exchange on paper (SEC-38), and live only one that passed its test'],
      ['src/vault/providers.test.ts', 'keeps keys of a testnet apart from keys of money'],
      [
        'test/never-again/MODE.test.ts',
        'MODE-4: the mode is one fact, set once for the whole Heron: in the account, in each start and on each card',
      ],
      ['test/shell/live.test.ts', 'is told what is missing at every step, and cannot get around it'],
    ],
  },
  'SEC-39': {
    says: 'Somebody whose device is lost is stopped by the /lockdown of anybody else who may approve, which only an owner at the machine ends; what one person approves in a day has an end; who is let in can be seen, and put out at once.',
    proofs: [
      [
        'test/scenarios/security.test.ts',
        'a %s halts everything on %s from a %s in one step, locked out and in a flood too, and it is hard to end',
      ],
      [DOOR, 'are asked for their role at every word: whoever is removed is a stranger at once'],
      [DOOR, 'does not count whoever is known no more, nor somebody who says no'],
      [LOCKDOWN, 'the second one says /lockdown in a group: nothing that the thief taps, types, confirms or pairs does anything any more'],
      [LOCKDOWN, 'survives a crash and a restart, and twice is the same as once'],
      [LOCKDOWN, 'is ended by an owner at the machine alone; the halt stays, and buttons and first approvals of before stay worth nothing'],
      [LOCKDOWN, 'leaves these commands of traders and owners to chats, and no other: a new one has to be thought about'],
      [PERSON_DAY, 'has an end, said in a sentence with its figure; somebody else has a day of their own'],
      [PERSON_DAY, 'is the same after a crash and a restart, ends 24 hours after it was said, and counts what has traded'],
      [PERSON_DAY, 'is asked again at the trigger: of two that were within it, only the later one is denied when it has become smaller'],
      ['commands/users.test.ts', 'names everybody who is let in, where, since when and when they were heard last, and every chat'],
    ],
  },
  'SEC-40': {
    says: 'Backups are encrypted under the key of the vault, read back as a whole when they are made, and come back halted.',
    proofs: [
      [BACKUP, 'that is encrypted holds nothing readable, and gives everything back to its key alone (SEC-40)'],
      [BACKUP, 'that is encrypted shows a change of any byte: of its first line, its text and its tag'],
      [BACKUP, 'of a ledger whose chain is broken is none, and leaves nothing behind'],
      ['src/shell/backupSeal.test.ts', 'is another one for each backup, and comes back with the key of the vault alone'],
      [
        'test/shell/backup.test.ts',
        'bring a ledger back with the right key alone, keep the one that was there, and halt until an owner resumes',
      ],
      ['src/ready/checks.test.ts', 'backup: of the last day, encrypted, and still there'],
    ],
  },
};
