import type { Check } from './checks.ts';

const VAULT = 'src/vault/vault.test.ts';
const ENVELOPE = 'src/vault/envelope.test.ts';
const KEYS = 'test/shell/keys.test.ts';
const GUARDS = 'test/scenarios/guards.test.ts';
const CLIENT = 'src/venue/ccxt/client.test.ts';

/** Keys and secrets. */
export const KEY_CHECKS: Readonly<Record<string, Check>> = {
  'SEC-01': {
    says: 'A key that can withdraw or transfer is refused; where the venue does not tell, a person has to say so in words that are kept.',
    proofs: [
      ['src/vault/judgeKey.test.ts', 'refuses one that can move money away, at every exchange and whatever else holds'],
      ['src/vault/judgeKey.test.ts', 'asks a person where the venue does not tell, and keeps saying so after the waiver'],
      ['src/shell/testKey.test.ts', 'that can withdraw is refused (SEC-01)'],
      [KEYS, 'in a process of its own asks the exchange through ccxt, refuses a key that can withdraw, and takes one that cannot'],
      [KEYS, 'asks Kraken the same, by its own names'],
      ['src/ready/checks.test.ts', 'key permissions: takes a person’s word where the venue does not tell, and says whose'],
    ],
  },
  'SEC-02': {
    says: 'A key that works from any address is taken with a warning, which the readiness gate repeats.',
    proofs: [
      ['src/shell/testKey.test.ts', 'that works from any address is taken with a warning (SEC-02)'],
      ['src/vault/judgeKey.test.ts', 'warns of one that works from any address, and of a venue that does not say'],
      ['src/ready/checks.test.ts', 'key permissions: shows an address that is not restricted'],
    ],
  },
  'SEC-03': {
    says: 'What lies on the account is known exactly, agrees with the opening entry before anything is live, and is no more than its owner said it should be: the gate asks for that, and nothing new is opened while it is more.',
    proofs: [
      ['src/ready/checks.test.ts', '%s: is good as it should be, and gives its figure'],
      ['src/ready/checks.test.ts', '%s: is not good with %s, and says what to do'],
      ['src/ready/checks.test.ts', 'funds: says what lies there, what may, and what to do'],
      ['test/reconcile/funds.test.ts', 'is a card, and nothing new is opened in any market until it is gone; what is open keeps its exits'],
      ['test/reconcile/funds.test.ts', 'stands over a restart before there is a price, also when somebody said that they know'],
    ],
  },
  'SEC-04': {
    says: 'Nothing but the methods that Heron needs can be called on the client of a venue: no withdrawal, no transfer, no method made from a list of endpoints.',
    proofs: [
      [CLIENT, 'keeps %s out of reach (SEC-04)'],
      [CLIENT, 'lets nothing be set, so that nobody can print keys'],
      [CLIENT, 'gives no method that needs a key to whoever has none, and sends none'],
    ],
  },
  'SEC-05': {
    says: 'A key that can only trade cannot be drained through a market nobody trades in: markets are listed, volume, spread and cost are bounded, and amounts are capped where the order leaves.',
    proofs: [
      ['test/scenarios/guards.test.ts', 'has a scenario here'],
      [GUARDS, '%s denies, with the figure that decided'],
      ['test/security/bounds.test.ts', 'asks for the list of markets, the volume, the spread, the cost and each size before every order'],
      ['test/scenarios/limits.test.ts', 'on autopilot it opens no more positions and sends no more orders than the guards allow'],
    ],
  },
  'SEC-06': {
    says: 'Keys lie encrypted in one file (AES-256-GCM, a key for each secret, wrapped under scrypt of the vault’s key), bound to their place; a wrong key always gets the same words, and live does not start without it.',
    proofs: [
      [ENVELOPE, 'opens with its key at its place and nowhere else'],
      [ENVELOPE, 'does not open when one bit of any part is another, or a tag is cut short'],
      [ENVELOPE, 'has nonces and a key that no other envelope has'],
      [ENVELOPE, 'follow from its key by scrypt at its full cost, the same on every machine'],
      [VAULT, 'answers every wrong key with the same words and opens no part'],
      [VAULT, 'of the vault key wraps every key anew and touches no secret: the old key opens nothing, the new one everything'],
      [VAULT, 'is refused when it asks for a cheaper key, another format or a later version of it'],
      [
        'test/scenarios/liveLock.test.ts',
        'mode: live by file, variable or --set without a vault, without its key or with an untested key starts nothing and asks the venue nothing',
      ],
    ],
  },
  'SEC-07': {
    says: 'No secret gets into the log, in whatever form it turns up in an error, and none into what is said of a wrong setting.',
    proofs: [
      ['src/shell/redaction.test.ts', 'are found in none of 10,000 random errors, in whatever form they were planted'],
      ['src/shell/redaction.test.ts', 'are taken out from the moment that they are known, also in a log that was there before'],
      ['src/shell/log.test.ts', 'knows every token that the settings hold'],
      [CLIENT, 'lets nothing be set, so that nobody can print keys'],
      ['test/fuzz/found.test.ts', 'a token that stands where it does not belong is not repeated'],
      ['test/fuzz/fuzz.test.ts', 'is taken or refused in a sentence, and brings nothing down: %s'],
    ],
  },
  'SEC-08': {
    says: 'Secrets never reach a model, a chat or (on Linux) the dump of a crash, and are taken out of the environment once they were read.',
    proofs: [
      ['test/injection/injection.test.ts', 'and no question of any kind holds a secret'],
      ['src/shell/forgetTokens.test.ts', 'are taken out, in any case, before a child could get them'],
      ['src/shell/forgetTokens.test.ts', 'are gone once Heron has started, which uses them all the same'],
      [KEYS, 'leaves its key in no environment: other verbs run beside it without a word about it'],
      ['test/security/running.test.ts', 'writes no report and no dump of its memory by itself'],
    ],
  },
  'SEC-09': {
    says: 'Ledger, log, backups and vault are their owner’s alone, and live is refused where others can read them; the container image needs no root and a root that cannot be written to is enough.',
    proofs: [
      ['src/ledger/database.test.ts', 'that is missing makes it, for its owner alone; the ledger is its owner’s too'],
      [
        'src/ledger/backup.test.ts',
        'is for its owner alone (SEC-09), lies beside the ledger, and tells its time and its newest event by its name',
      ],
      [VAULT, 'is refused when others can read or change it, its folder or its log'],
      ['test/scenarios/storage.test.ts', 'and so is %s'],
      ['test/security/running.test.ts', 'leaves every file that it makes to its owner alone, whatever the umask was'],
      ['test/container/image.test.ts', 'runs as nobody who may do anything: not as root, with one folder to write in'],
      ['test/container/image.test.ts', 'holds what a start reads and nothing else: no ledger, no settings, no keys, no tests'],
    ],
  },
};
