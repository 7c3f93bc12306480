import Database from 'better-sqlite3';
import { TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import { DESK } from '#src/found.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import { openWorld, type World } from './harness.ts';
import type { Idea } from './scriptedStrategist.ts';
import { ScriptedTrials } from './scriptedTrials.ts';
import type { Stage } from './stage.ts';
import { ToldModel } from './toldModel.ts';

type Groups = Readonly<Record<string, string | undefined>>;

/** One kind of sentence. `form` is how CONTRIBUTING would explain it; upper case words stand for figures and names. */
interface Directive {
  readonly form: string;
  readonly pattern: RegExp;
  run(world: World, groups: Groups, model: ToldModel | undefined): Promise<unknown> | unknown;
}

const PRICE = String.raw`[\d,]+(?:\.\d+)?`;
const MARKET = String.raw`[A-Z]+\/[A-Z]+(?::[A-Z]+)?`;
const MINUTES = { second: 1 / 60, minute: 1, hour: 60, day: 1440 } as const;
const SPAN = String.raw`(?<count>\d+) (?<unit>second|minute|hour|day)s?`;

/** Everything that can happen to a world, in the words of a transcript. */
const DIRECTIVES: readonly Directive[] = [
  {
    form: 'MARKET trades at PRICE and MARKET at PRICE, with a spread of N bps',
    pattern: new RegExp(`^(?<moves>${MARKET} trades at .+?)(?:, with a spread of (?<spread>\\d+) bps)?$`),
    async run(world, { moves = '', spread }) {
      for (const [market, price] of pricesIn(moves.replace(' trades at ', ' at ')))
        await world.price(market, price, spread === undefined ? {} : { spreadBps: Number(spread) });
    },
  },
  {
    form: 'N minutes pass in silence',
    pattern: new RegExp(`^${SPAN} pass(?:es)? in silence$`),
    run: (world, groups) => world.silence(minutesOf(groups)),
  },
  {
    form: 'N hours pass; MARKET goes to PRICE and MARKET to PRICE',
    pattern: new RegExp(`^${SPAN} pass(?:es)?(?:; (?<moves>${MARKET} goes to .+))?$`),
    run: (world, { moves = '', ...span }) =>
      world.minutes(minutesOf(span), Object.fromEntries(pricesIn(moves.replace(' goes to ', ' at ').replaceAll(' to ', ' at ')))),
  },
  {
    form: 'the strategist proposes a long in MARKET: crosses above PRICE, stop PRICE, targets PRICE (50) PRICE (50), risk 0.5 %, for 2 hours',
    pattern: new RegExp(`^the strategist proposes a (?<side>long|short) in (?<market>${MARKET}): (?<terms>.+)$`),
    async run(world, { side, market = '', terms = '' }) {
      const idea = { ...ideaOf(terms.split(/, (?=[a-z])/)), market, side: side === 'short' ? 'short' : 'long' } as const;
      await world.proposes(idea);
    },
  },
  {
    form: 'MARKET is traded, of which nothing is shown here: won, lost, won',
    pattern: new RegExp(`^(?<market>${MARKET}) is traded, of which nothing is shown here: (?<ends>(?:won|lost)(?:, (?:won|lost))*)$`),
    run: (world, { market = '', ends = '' }) => trade(world, market, ends.split(', ')),
  },
  {
    form: 'a reflection suggests to bench MARKET: REASON.',
    pattern: new RegExp(`^a reflection suggests to bench (?<market>${MARKET}): (?<reason>.+)$`),
    async run(world, { market = '', reason = '' }) {
      const change = { kind: 'market', market, action: 'bench' };
      const { ok, text } = await world.app.adaptations.propose({ deskId: DESK, change, reason, insightId: null, proposedBy: 'rules' });
      if (!ok) throw new Error(text);
      await world.minutes(0.1);
    },
  },
  {
    form: 'the model proposes nothing, or: a long in MARKET: crosses above PRICE, stop PRICE, targets PRICE (50) PRICE (50), risk 0.5 %, for 2 hours',
    pattern: new RegExp(`^the model proposes (?:nothing|a (?<side>long|short) in (?<market>${MARKET}): (?<terms>.+))$`),
    async run(world, { side, market, terms }, model) {
      if (market !== undefined && terms !== undefined)
        told(model).proposes({ ...ideaOf(terms.split(/, (?=[a-z])/)), market, side: side === 'short' ? 'short' : 'long' });
      await world.app.proposer.now(market);
      await world.minutes(0.1);
    },
  },
  {
    form: 'asked next, the model looks up NAME {ARGUMENTS}, and says: SENTENCE [ID] / SENTENCE [ID]',
    pattern: /^asked next, the model looks up (?<tool>[a-z_]+) (?<args>\{.*?\}), and says: (?<text>.+)$/,
    run: (_, { tool = '', args = '', text = '' }, model) => told(model).answers(tool, JSON.parse(args), text.split(' / ')),
  },
  {
    form: 'the server of the model goes down, or: comes back',
    pattern: /^the server of the model (?<how>goes down|comes back)$/,
    run: (_, { how }, model) => (how === 'comes back' ? told(model).up() : told(model).down()),
  },
  {
    form: 'longs in MARKET pay N % of funding',
    pattern: new RegExp(`^longs in (?<market>${MARKET}) pay (?<pct>-?[\\d.]+) % of funding$`),
    run: (world, { market = '', pct }) => world.funding(market, Number(pct)),
  },
  {
    form: 'Heron is stopped (or: is killed) and started again, N hours later',
    pattern: new RegExp(`^Heron is (?<how>stopped|killed) and started again(?:, ${SPAN} later)?$`),
    run: (world, { how, ...span }) =>
      world.restart({ crash: how === 'killed', afterMinutes: span.count === undefined ? 0 : minutesOf(span) }),
  },
  {
    form: 'somebody edits the ledger: SQL',
    pattern: /^somebody edits the ledger: (?<sql>.+)$/,
    run(world, { sql = '' }) {
      world.auditsAtEnd = false;
      edit(world.path, sql);
    },
  },
];

const OPENING = /^a new Heron(?<model> with a language model)?(?:, with (?<sets>.+))?$/;

const told = (model: ToldModel | undefined): ToldModel => {
  if (model === undefined) throw new Error('begin with "~ a new Heron with a language model"');
  return model;
};

/** A stage whose prices and proposals the transcript says. */
export class WorldStage implements Stage {
  readonly #world: World;
  readonly #model: ToldModel | undefined;

  private constructor(world: World, model?: ToldModel) {
    this.#world = world;
    this.#model = model;
  }

  /**
   * `a new Heron`, `a new Heron with a language model`, `a new Heron, with guards.openPositions=1, policy.autopilot=true`; undefined for any other sentence.
   * Changes are replayed by a script; the model is a server on a socket, and its desk has a history to draw on.
   */
  static async open(sentence: string): Promise<WorldStage | undefined> {
    const opening = OPENING.exec(sentence);
    if (opening === null) return undefined;
    const sets = opening.groups?.sets?.split(/, (?=[a-z])/i) ?? [];
    if (opening.groups?.model === undefined)
      return new WorldStage(await openWorld({ sets, parts: () => ({ trials: new ScriptedTrials() }) }));
    const model = await ToldModel.open();
    return new WorldStage(await model.world(sets), model);
  }

  async says(line: string): Promise<string[]> {
    return [await this.#world.says(line), ...this.#world.heard()];
  }

  async happens(sentence: string): Promise<string[]> {
    for (const { pattern, run } of DIRECTIVES) {
      const match = pattern.exec(sentence);
      if (match === null) continue;
      await run(this.#world, match.groups ?? {}, this.#model);
      return this.#world.heard();
    }
    throw new Error(`"${sentence}" is not understood; say one of:\n${DIRECTIVES.map(({ form }) => `  ${form}`).join('\n')}`);
  }

  async end(): Promise<void> {
    await this.#world.end();
    await this.#model?.end();
  }
}

/** Round trips of eleven minutes each that end at the target or at the stop; the price is afterwards where it was. */
async function trade(world: World, market: string, ends: readonly string[]): Promise<void> {
  const price = world.feed.last(market) as number;
  const at = (factor: number): number => Number((price * factor).toPrecision(4));
  for (const end of ends) {
    const id = await world.proposes({ market, entry: at(1.004), stop: at(0.984), targets: [[at(1.034), 100]], riskPct: 0.2 });
    if (world.condition(id)?.status === 'proposed') await world.says(`/approve ${id}`);
    await world.price(market, at(1.005));
    await world.minutes(5, { [market]: at(end === 'won' ? 1.036 : 0.982) });
    await world.minutes(5, { [market]: price });
  }
  world.heard();
}

/** Somebody with a database tool who knows about the triggers, and puts them back. */
function edit(path: string, sql: string): void {
  const db = new Database(path);
  try {
    const triggers = db.prepare("select name, sql from sqlite_schema where type = 'trigger'").all() as { name: string; sql: string }[];
    for (const { name } of triggers) db.exec(`drop trigger "${name}"`);
    if (db.prepare(sql).run().changes === 0) throw new Error(`nothing was changed by: ${sql}`);
    for (const trigger of triggers) db.exec(trigger.sql);
  } finally {
    db.close();
  }
}

const numberOf = (text: string): number => Number(text.replaceAll(',', ''));

const minutesOf = ({ count, unit }: Groups): number => Number(count) * MINUTES[unit as keyof typeof MINUTES];

/** `BTC/USDT at 63,800 and ETH/USDT at 3,200`. */
const pricesIn = (text: string): Map<string, number> =>
  new Map(
    [...text.matchAll(new RegExp(`(?<market>${MARKET}) at (?<price>${PRICE})`, 'g'))].map(({ groups }) => [
      groups?.market ?? '',
      numberOf(groups?.price ?? ''),
    ]),
  );

function ideaOf(terms: readonly string[]): Idea {
  let idea: Idea = {};
  for (const term of terms) {
    const [, name, rest = ''] = /^(stop|targets|risk|for|out after) (.+)$/.exec(term) ?? [];
    if (name === undefined) idea = { ...idea, entry: triggerOf(term) };
    else if (name === 'stop') idea = { ...idea, stop: numberOf(rest) };
    else if (name === 'targets')
      idea = {
        ...idea,
        targets: [...rest.matchAll(/([\d,.]+) \((\d+)\)/g)].map(([, price = '', share]) => [numberOf(price), Number(share)] as const),
      };
    else if (name === 'risk') idea = { ...idea, riskPct: Number.parseFloat(rest) };
    else if (name === 'for') idea = { ...idea, hours: minutesIn(rest) / 60 };
    else if (name === 'out after')
      idea = { ...idea, exits: { trail: [], breakEvenAfter: 1, timeLimitMs: minutesIn(rest) * 60_000, atr: '1' } };
    else throw new Error(`"${term}" is not understood`);
  }
  return idea;
}

const minutesIn = (span: string): number => minutesOf(new RegExp(`^${SPAN}$`).exec(span)?.groups ?? {});

function triggerOf(text: string): Trigger {
  const [, is, level = ''] = new RegExp(`^(crosses above|crosses below|is above|is below) (${PRICE})$`).exec(text) ?? [];
  if (is !== undefined) {
    const relations = {
      'crosses above': 'crossesAbove',
      'crosses below': 'crossesBelow',
      'is above': 'above',
      'is below': 'below',
    } as const;
    return { type: 'price', is: relations[is as keyof typeof relations], level: String(numberOf(level)) };
  }
  const candle = new RegExp(`^a (\\w+) candle closes (above|below) (${PRICE})$`).exec(text);
  const timeframe = TIMEFRAMES.find((one) => one === candle?.[1]) satisfies Timeframe | undefined;
  if (candle === null || timeframe === undefined) throw new Error(`"${text}" is not an entry`);
  return { type: 'candle', timeframe, closes: candle[2] === 'above' ? 'above' : 'below', level: String(numberOf(candle[3] ?? '')) };
}
