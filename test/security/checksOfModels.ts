import type { Check } from './checks.ts';

const INJECTION = 'test/injection/injection.test.ts';
const READER = 'src/news/reader.test.ts';

/** Language models and what is said to them. */
export const LLM_CHECKS: Readonly<Record<string, Check>> = {
  'SEC-22': {
    says: 'News is read by a question of its own, without tools, into a few fields that hold no sentence; the strategist sees the fields.',
    proofs: [
      [READER, 'becomes a few fields; what it said is nowhere in the ledger'],
      [READER, 'is shown to the model alone, as a JSON string, without what cannot be seen, and cut'],
      [INJECTION, 'as a piece of news'],
      ['src/strategist/llm/context.test.ts', 'holds no sentence that somebody else has worded'],
    ],
  },
  'SEC-23': {
    says: 'What a model answers is held against a closed schema: an unknown field, an unbounded number, another market is refused, and nothing of it is used.',
    proofs: [
      [
        'src/strategist/llm/llm.test.ts',
        'refuses what cannot be meant, and a market that nobody asked about, whose name it does not repeat',
      ],
      [
        'src/strategist/llm/wire.test.ts',
        'is written so that every server can take it: each field required, each object closed, no tuple, record or optional field',
      ],
      ['src/strategist/llm/draftOf.test.ts', 'is a draft that every further check can read, or refused, whatever the numbers are'],
      ['test/security/source.test.ts', 'runs no text as code, and loads nothing whose name is not written down'],
      ['test/fuzz/fuzz.test.ts', 'is taken or refused in a sentence, and brings nothing down: %s'],
    ],
  },
  'SEC-24': {
    says: 'Limits stand in settings that nobody changes from a chat; no model is told how to, no learning may touch them, and each order is held against them where it leaves.',
    proofs: [
      ['test/scenarios/guards.test.ts', '%s denies, with the figure that decided'],
      ['test/security/bounds.test.ts', 'are not among what learning may change, and no command sets one'],
      [
        INJECTION,
        'as the reason of a rejection, which the strategist is not told either; and a strategist that was turned gets no more risk than the desk takes',
      ],
      ['src/strategist/llm/draftOf.test.ts', 'never risks more than the desk does, and says so'],
      ['test/scenarios/liveLock.test.ts', 'other limits, another key or another venue lock it, and it stays locked when they come back'],
    ],
  },
  'SEC-25': {
    says: 'A model can look things up and answer, and nothing else; tokens and money of a day are counted before each request.',
    proofs: [
      ['src/ask/queries.test.ts', 'writes nothing, and answers twice alike'],
      ['src/ask/queries.test.ts', 'takes no argument that it does not know, and none that is missing'],
      ['src/model/client.test.ts', 'is asked before each request with all that it may cost, and nothing is sent when it says no'],
      ['src/model/inquiry.test.ts', 'ends after its rounds, the last of which has no tools to ask for'],
      [INJECTION, 'as a question, from somebody who is called like that, in a chat that is called like that'],
    ],
  },
  'SEC-26': {
    says: 'What is learned carries what it rests on, recomputed from the ledger; words from outside reach no prompt; a person takes a change, and sees it as a diff.',
    proofs: [
      ['test/scenarios/reflection.test.ts', 'is shown figures and names only, and its words are taken where their numbers are the facts'],
      [
        'test/scenarios/reflection.test.ts',
        'cannot make something true by saying it: claims that do not hold are dropped and counted, and no change follows from them',
      ],
      ['src/strategist/llm/context.test.ts', 'tells what the desk has lived through: in figures, ids and names of its own'],
      ['test/scenarios/adaptations.test.ts', 'is edited to what became of it on every copy; the second tap sees the outcome'],
      [INJECTION, 'as a question, from somebody who is called like that, in a chat that is called like that'],
    ],
  },
  'SEC-27': {
    says: 'At least 200 texts that want something done or told do nothing and are told nothing: as news, names, questions, reasons, groups, words.',
    proofs: [
      [INJECTION, 'has at least 200 texts, each of them once'],
      [INJECTION, 'as a piece of news'],
      [INJECTION, 'as a question, from somebody who is called like that, in a chat that is called like that'],
      [INJECTION, 'as the name of a group'],
      [INJECTION, 'where a market, a condition or another word is wanted'],
      [
        INJECTION,
        'as the reason of a rejection, which the strategist is not told either; and a strategist that was turned gets no more risk than the desk takes',
      ],
      [INJECTION, 'and no question of any kind holds a secret'],
      ['test/injection/reasons.test.ts', 'the reason of a rejection rejects, and does nothing else'],
    ],
  },
  'SEC-28': {
    says: 'At most five proposals wait, the same one twice is one, and a size that is not like the last ones is said.',
    proofs: [
      ['test/scenarios/approval.test.ts', 'is refused when five wait for an answer'],
      ['test/scenarios/approval.test.ts', 'is replaced by a newer one for the same market and side, and merged with one that is the same'],
      ['src/chat/card.test.ts', 'says when the risk is not like that of the last ones (SEC-28)'],
      [
        'test/scenarios/limits.test.ts',
        'a strategist that says a thousand things at once is heard for three of them, and five wait at most',
      ],
    ],
  },
};
