import fc from 'fast-check';
import { checked } from '#src/ask/checked.ts';
import { Evidence } from '#src/ask/evidence.ts';
import { QUERIES } from '#src/ask/queries.ts';
import { type Books, toolOf } from '#src/ask/query.ts';
import { loadSettings } from '#src/config/load.ts';
import { parseInstant } from '#src/domain/clock.ts';
import { draftSchema } from '#src/domain/draft.ts';
import { fitting } from '#src/domain/fitting.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import { faultOfDraft } from '#src/domain/sense.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { judgeForm } from '#src/model/judge.ts';
import { readStream, readWhole } from '#src/model/readCompletion.ts';
import { Recording } from '#src/model/recording.ts';
import { retryAfterMs } from '#src/model/retryAfter.ts';
import { newsSchema } from '#src/news/wire.ts';
import { type DraftScene, draftOf } from '#src/strategist/llm/draftOf.ts';
import { wireSchema } from '#src/strategist/llm/wire.ts';
import { openWorld } from '#test/harness.ts';
import { faultOfSentence, holds, PLANTED, refusedOr, textOf } from '../flaw.ts';
import { mutated, mutatedText } from '../mutated.ts';
import { anyJson, anyText } from '../strange.ts';
import { target } from '../target.ts';
import { scratch } from './scratch.ts';

const NOW = parseInstant('2026-01-05T08:00:00Z');
const CONDITION = {
  market: 'BTC/USDT',
  side: 'long',
  entry: { kind: 'crosses_above', price: 64_300, timeframe: null },
  stop: 63_300,
  targets: [
    { price: 66_000, sharePct: 50 },
    { price: 67_300, sharePct: 30 },
  ],
  riskPct: 0.5,
  expiryHours: 6,
  pattern: 'momentum_breakout',
  thesis: 'A break of 64,300 goes on.',
  against: 'The trend is young.',
  invalidation: { kind: 'closes_below', price: 63_500, timeframe: '15m' },
};
const WIRE = { opinions: [{ market: 'BTC/USDT', direction: 'up', strength: 0.6 }], conditions: [CONDITION], note: '' };
const NEWS = { market: 'BTC/USDT', topic: 'listing', sentiment: 0.5, confidence: 0.5 };

const call = { id: 'call_1', type: 'function', function: { name: 'trades', arguments: '{"limit":5}' } };
const WHOLE = {
  id: 'x',
  choices: [
    { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: JSON.stringify(WIRE), refusal: null, tool_calls: [call] } },
  ],
  usage: { prompt_tokens: 10, completion_tokens: 5 },
};
const CHUNKS = [
  { choices: [{ index: 0, delta: { role: 'assistant', content: 'one ' } }] },
  {
    choices: [
      { index: 0, delta: { content: 'two', tool_calls: [{ index: 0, id: 'c', function: { name: 'why', arguments: '{"about"' } }] } },
    ],
  },
  { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: ':"c1"}' } }] }, finish_reason: 'tool_calls' }] },
  { choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } },
];

const wholeAnswer = (json: unknown) => ({
  ok: true as const,
  text: JSON.stringify(json) ?? '',
  refusal: undefined,
  finish: 'stop',
  calls: [],
  tokensIn: 1,
  tokensOut: 1,
});

export const completions = target<unknown>({
  name: 'answers of a model server',
  at: 'src/model/readCompletion.ts',
  weight: 8,
  open: () => ({
    inputs: fc.oneof({ arbitrary: mutated(WHOLE), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
    take(body) {
      const read = readWhole(body);
      if (!read.ok) return;
      for (const text of [read.text, read.finish]) holds(typeof text === 'string', 'a text of the answer is none');
      for (const { id, name, args } of read.calls)
        holds(
          [id, name, args].every((text) => typeof text === 'string'),
          'a call has a part that is no text',
        );
      const judged = judgeForm(read, wireSchema);
      if (judged.verdict !== 'good') {
        // It may repeat what the model said, out of which the server's key was taken before.
        const fault = faultOfSentence(`${judged.reason.replaceAll(PLANTED, '')}.`, textOf(body));
        holds(fault === undefined, `why it is not taken ${fault}: ${judged.reason}`);
      }
    },
  }),
});

export const streams = target<unknown[]>({
  name: 'answers of a model server, piece by piece',
  at: 'src/model/readCompletion.ts',
  weight: 1,
  open: () => ({
    inputs: fc.array(fc.oneof({ arbitrary: mutated(...CHUNKS), weight: 9 }, { arbitrary: anyJson, weight: 1 }), { maxLength: 6 }),
    async take(chunks) {
      const grown: string[] = [];
      const read = await readStream(
        (async function* () {
          yield* chunks;
        })(),
        (text) => void grown.push(text),
      );
      holds(
        grown.every((text, index) => text.startsWith(grown[index - 1] ?? '')),
        'the text did not grow',
      );
      if (read.ok)
        holds(
          read.calls.every((one) => one !== undefined && typeof one.name === 'string'),
          'there is a call that is none',
        );
    },
  }),
});

export const strategistAnswers = target<unknown>({
  name: 'what a model proposes',
  at: 'src/strategist/llm/wire.ts, draftOf.ts',
  weight: 5,
  open() {
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [] }).values;
    const market = simulatedMarket('BTC/USDT');
    const scene: DraftScene = { market, now: NOW, price: 64_000, costBps: 24, atr: 321, settings, evidence: ['ob:1h:2026-01-05T06:00'] };
    return {
      inputs: fc.oneof({ arbitrary: mutated(WIRE), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
      take(json) {
        const judged = judgeForm(wholeAnswer(json), wireSchema);
        if (judged.verdict !== 'good') return;
        for (const condition of judged.value.conditions) {
          const read = draftOf(condition, scene);
          if ('refused' in read) {
            const fault = faultOfSentence(`It is refused: ${read.refused}.`, textOf(json));
            holds(fault === undefined, `the refusal ${fault}: ${read.refused}`);
            continue;
          }
          const parsed = draftSchema.safeParse(read.draft);
          holds(parsed.success, 'a draft was made that is none');
          holds(read.draft.riskPct <= settings.desk.riskPct, 'it would risk more than the desk takes');
          const limits = { now: NOW, market, price: 64_000, deskMarkets: ['BTC/USDT'], costPct: 0.24, limits: settings.condition };
          const fault = faultOfDraft(read.draft, limits);
          if (fault === undefined) {
            holds(read.draft.market === 'BTC/USDT', 'it is of another market');
            holds(Math.abs(Number(read.draft.referencePrice) - 64_000) < 1, 'it was held against another price');
          } else holds(faultOfSentence(`${fault}.`, textOf(json)) === undefined, `its fault is no sentence: ${fault}`);
        }
      },
    };
  },
});

const DRAFT = {
  market: 'BTC/USDT',
  side: 'long',
  entry: {
    type: 'all',
    of: [
      { type: 'price', is: 'crossesAbove', level: '64300' },
      { type: 'not', trigger: { type: 'candle', timeframe: '1h', closes: 'below', level: '63000' } },
    ],
  },
  stop: '63300',
  targets: [{ price: '66000', sharePct: 50 }],
  riskPct: 0.5,
  expiresAt: NOW + 3_600_000,
  exits: { trail: [{ fromR: 1, atr: 2 }], breakEvenAfter: 1, timeLimitMs: 0, atr: '321' },
  thesis: 'It goes on.',
  evidence: [],
  referencePrice: '64000',
};

export const drafts = target<unknown>({
  name: 'conditions of a strategist',
  at: 'src/domain/draft.ts, src/triggers/schema.ts',
  weight: 3,
  open() {
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [] }).values;
    const market = simulatedMarket('BTC/USDT');
    return {
      inputs: fc.oneof({ arbitrary: mutated(DRAFT), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
      take(said) {
        // As src/strategist/offer.ts does it.
        const parsed = fitting(draftSchema, said);
        if (!parsed.success) return;
        const fault = faultOfDraft(parsed.data, {
          now: NOW,
          market,
          price: 64_000,
          deskMarkets: ['BTC/USDT'],
          costPct: 0.24,
          limits: settings.condition,
        });
        if (fault !== undefined) holds(faultOfSentence(`${fault}.`, textOf(said)) === undefined, `its fault is no sentence: ${fault}`);
      },
    };
  },
});

export const newsAnswers = target<unknown>({
  name: 'what a model makes of news',
  at: 'src/news/wire.ts',
  weight: 5,
  open() {
    const schema = newsSchema(['BTC/USDT', 'ETH/USDT']);
    return {
      inputs: fc.oneof({ arbitrary: mutated(NEWS), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
      take(json) {
        const judged = judgeForm(wholeAnswer(json), schema);
        if (judged.verdict !== 'good') return;
        const { market, topic, sentiment, confidence } = judged.value;
        holds(['BTC/USDT', 'ETH/USDT', 'all'].includes(market) && /^[a-z]+$/.test(topic), 'a text got through');
        holds(Math.abs(sentiment) <= 1 && confidence >= 0 && confidence <= 1, 'a figure got through');
      },
    };
  },
});

export const statements = target<string>({
  name: 'statements of an answer to a question',
  at: 'src/ask/checked.ts',
  weight: 6,
  open() {
    const evidence = new Evidence();
    evidence.note({
      rows: [
        { id: 't1', pnl: '12.5' },
        { id: 'c1', r: '-1.2' },
      ],
    });
    return {
      inputs: fc.oneof(
        mutatedText('The trade won 12.5 USDT. [t1]', '- It lost 1.2 R. [t1 c1]', 'NONE'),
        fc.tuple(anyText, anyText).map(([a, b]) => `${a} [${b}]`),
      ),
      take(line) {
        const said = checked(line, evidence);
        if (typeof said === 'string') return;
        holds(
          said.ids.every((id) => ['t1', 'c1'].includes(id)),
          'it cites what was never looked up',
        );
        holds(!/:\/\/|www\./i.test(said.text), 'it holds an address');
      },
    };
  },
});

export const lookUps = target<{ name: number; args: unknown }>({
  name: 'what a model looks up',
  at: 'src/ask/query.ts, src/ask/tools',
  weight: 0.6,
  async open() {
    const world = await openWorld({ path: ':memory:', prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });
    await world.proposes();
    const { ledger, quotes } = world.app;
    const books: Books = { reader: ledger, quotes, clock: world.clock, zone: 'UTC', intervalPct: 95, priorTrades: 10 };
    const all = { market: null, strategist: null, since: null, until: null };
    const given = mutated(
      { ...all, limit: 5, order: 'newest' },
      { ...all, status: null, limit: 5 },
      { about: 'c1' },
      { id: 't1' },
      { kinds: ['condition.proposed'], about: null, limit: 5 },
      { period: 'week', desk: null },
      { ...all, by: 'market' },
      {},
    );
    const before = ledger.head.seq;
    return {
      inputs: fc.record({
        name: fc.nat(QUERIES.length - 1),
        args: fc.oneof({ arbitrary: given, weight: 9 }, { arbitrary: anyJson, weight: 1 }),
      }),
      take({ name, args }) {
        const one = QUERIES[name];
        if (one === undefined) return;
        try {
          canonicalJson(toolOf(one, books, (words) => holds(words !== '', 'nobody can say what was looked up')).run(args as never));
        } catch (error) {
          // A text for the model, which Heron writes down (src/model/inquiry.ts).
          holds(error instanceof Error && error.constructor === Error, `threw ${String((error as Error).stack)}`);
        }
        holds(ledger.head.seq === before, 'a look changed the ledger');
      },
      close: () => world.end(),
    };
  },
});

const LINE = canonicalJson({
  questionHash: 'a'.repeat(64),
  answer: '{}',
  tokensIn: 1,
  tokensOut: 1,
  cost: '0.01',
  latencyMs: 5,
  model: 'm',
});

export const recordedAnswers = target<string>({
  name: 'files of recorded answers',
  at: 'src/model/recording.ts',
  weight: 1.5,
  open() {
    const files = scratch('answers');
    return {
      inputs: mutatedText(LINE, `${LINE}\n${LINE}\n`),
      take(text) {
        const path = files.written('answers.jsonl', text);
        refusedOr(() => new Recording({ path }).newest, text);
      },
      close: files.close,
    };
  },
});

export const waits = target<string>({
  name: 'how long a model server wants to be left alone',
  at: 'src/model/retryAfter.ts',
  weight: 3,
  open: () => ({
    inputs: mutatedText('120', '0.5', 'Sat, 21 Nov 2026 11:07:43 GMT', '999999999'),
    take(text) {
      const ms = retryAfterMs({ get: (name) => (name === 'retry-after' ? text : null) }, NOW);
      holds(ms === undefined || (Number.isFinite(ms) && ms >= 0), 'it is no time to wait');
    },
  }),
});
