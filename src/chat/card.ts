import type { App } from '#src/app.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { roundTripCostPct } from '#src/domain/cost.ts';
import { divide, fromNumber, isPositive, toNumber } from '#src/domain/decimal.ts';
import { likelyEntry } from '#src/domain/sense.ts';
import { recentlyApprovedRisks } from '#src/ledger/approvals.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { type Dimension, gradeNow } from '#src/ledger/scores.ts';
import { describe } from '#src/triggers/describe.ts';
import { badged } from './badge.ts';
import { quoteOf } from './lookup.ts';
import { coins, money, percent, price } from './money.ts';
import type { Outcome } from './outcome.ts';
import { type Block, buttons, fields, type Reply, text } from './reply.ts';
import { deadline, duration } from './time.ts';
import { GRADE_WORDS } from './words.ts';

/** Approvals that say what is usual, how many they must be, and how far from it is unusual. */
const RECENT = 10;
const FEWEST = 3;
const LARGE = 2;

/** What a message is drawn from; the part of the app that exists before everything else. */
export type Scene = Pick<App, 'ledger' | 'quotes' | 'feed' | 'settings' | 'mode'> & Partial<Pick<App, 'wall' | 'candles' | 'supervised'>>;

/** The card of a proposal: everything that a person decides by, the figures that are approved, and what to say. `more` comes above the buttons. */
export function cardOf(condition: Condition, scene: Scene, now: Instant, more: readonly Block[] = []): Reply {
  const { id, market, side, thesis } = condition;
  return {
    title: badged(`Proposal ${id}: ${side} ${market}`, scene),
    blocks: [
      fields({
        ...planOf(condition, scene, now, scene.quotes.get(market)?.last),
        against: condition.against,
        expires: deadline(condition.expiresAt, now),
      }),
      text(thesis),
      ...supervisedText(scene),
      ...more,
      answerButtons(id),
    ],
  };
}

/** What the venue cannot do is said before somebody approves: nobody should learn of it afterwards. */
const supervisedText = ({ supervised = [] }: Scene): Block[] =>
  supervised.length === 0 ? [] : [text(`Supervised, because this venue cannot do everything by itself: ${supervised.join(' ')}`)];

/** The same card when there is nothing left to answer: what was decided by, and what became of it. */
export function settledCard(condition: Condition, outcome: Outcome, scene: Scene, now: Instant, more: readonly Block[] = []): Reply {
  const { id, market, side, thesis, status } = condition;
  return {
    title: badged(`${id} ${outcome.verb}: ${side} ${market}`, scene),
    ...(outcome.tone && { tone: outcome.tone }),
    blocks: [
      fields({ ...planOf(condition, scene, now, undefined), against: condition.against }),
      text(thesis),
      ...more,
      text(outcome.lines.join('\n')),
      buttons({ ...(status === 'armed' && { Disarm: `/disarm ${id}` }), Why: `/why ${id}` }),
    ],
  };
}

/** `last`: the price of now; without it the figures stay those that were answered, whatever the price does since. */
function planOf(condition: Condition, scene: Scene, now: Instant, last: number | undefined) {
  const { market, stop, strategist, pattern, regime, score } = condition;
  const entry = likelyEntry(condition, last ?? Number(condition.referencePrice));
  const by = [
    strategist,
    pattern?.replaceAll('_', ' '),
    regime?.replaceAll('_', ' '),
    score === undefined ? undefined : `score ${Math.round(score)}`,
  ];
  return {
    desk: condition.deskId,
    entry: `${describe(condition.entry, market)}${last === undefined ? '' : distanceText(condition, scene)}`,
    stop: price(stop),
    targets: targetsText(condition),
    'reward:risk': rewardRiskText(condition, entry),
    size: sizeText(condition, entry, scene),
    risk: riskText(condition, scene),
    unusual: last === undefined ? undefined : unusualText(condition, scene),
    exits: exitsText(condition),
    by: by.filter((part) => part !== undefined).join(' · '),
    scores: gradesText(condition, scene, now),
  };
}

/** SEC-28: who approves by habit must see when this one is not like the last ones. */
function unusualText({ deskId, riskAmount, market }: Condition, { ledger }: Scene): string | undefined {
  const recent = recentlyApprovedRisks(ledger, deskId, RECENT).sort((a, b) => a - b);
  const usual = recent[Math.floor(recent.length / 2)];
  if (usual === undefined || recent.length < FEWEST || usual <= 0) return undefined;
  const factor = toNumber(riskAmount) / usual;
  if (factor < LARGE && factor > 1 / LARGE) return undefined;
  return `${factor.toFixed(1)} × the risk of the last ones (${money(fromNumber(usual, 2), quoteOf(market))})`;
}

export const answerButtons = (id: string) =>
  buttons({ Approve: `/approve ${id}`, Reject: `/reject ${id}`, 'Half size': `/approve ${id} half`, Why: `/why ${id}` });

/** ` (0.82 % below the price)`: how far the price has to go until it may be entered. */
export function distanceText({ entry, market }: Condition, { quotes }: Scene): string {
  const last = quotes.get(market)?.last;
  const level = last === undefined ? undefined : likelyEntry({ entry }, last);
  if (last === undefined || level === undefined || level === last) return '';
  return ` (${percent(Math.abs(level / last - 1) * 100)} ${level < last ? 'below' : 'above'} the price)`;
}

/** `100.00 USDT (1 % of equity)`, of the equity as it is now: limits may have left less than was wanted. */
export function riskText({ riskAmount, market, accountId }: Condition, { ledger: { memory }, quotes }: Scene): string {
  const { equity } = equityOf(memory, quotes, accountId);
  const share = isPositive(equity) ? ` (${percent(toNumber(divide(riskAmount, equity, 8)) * 100)} of equity)` : '';
  return `${money(riskAmount, quoteOf(market))}${share}`;
}

function targetsText({ targets }: Condition): string {
  const taken = targets.map((target) => `${price(target.price)} (${target.sharePct} %)`);
  const rest = 100 - targets.reduce((total, { sharePct }) => total + sharePct, 0);
  return [...taken, ...(rest > 0 ? [`the last ${rest} % trail`] : [])].join(' · ');
}

/** Distance of each target in multiples of the distance of the stop, before costs. */
function rewardRiskText(condition: Condition, entry: number): string | undefined {
  const risk = Math.abs(entry - Number(condition.stop));
  if (risk === 0) return undefined;
  return condition.targets.map((target) => `${(Math.abs(Number(target.price) - entry) / risk).toFixed(1)} : 1`).join(', ');
}

/** What the money at risk comes to at this distance of the stop, costs counted; the sniper decides when it is time. */
function sizeText(condition: Condition, entry: number, scene: Scene): string | undefined {
  const market = scene.ledger.memory.markets.get(condition.market);
  const costs = (entry * roundTripCostPct(scene.settings.values.paper)) / 100;
  const lossPerUnit = Math.abs(entry - Number(condition.stop)) + costs;
  if (market === undefined || lossPerUnit === 0) return undefined;
  const units = toNumber(condition.riskAmount) / lossPerUnit;
  return `about ${coins(fromNumber(units, 12), market.base)}, worth ${money(fromNumber(units * entry, 2), market.quote)}`;
}

function exitsText({ exits }: Condition): string | undefined {
  const parts = [
    exits.breakEvenAfter > 0 ? `break-even after target ${exits.breakEvenAfter}` : undefined,
    exits.timeLimitMs > 0 ? `out after ${duration(exits.timeLimitMs)} without target 1` : undefined,
  ];
  const said = parts.filter((part) => part !== undefined).join(', ');
  return said === '' ? undefined : said;
}

/** What the scores make of it, as far as they make something: they change the size. */
function gradesText({ deskId, market, pattern, regime }: Condition, { ledger: { memory } }: Scene, now: Instant): string | undefined {
  const keys: [Dimension, string | undefined][] = [
    ['market', market],
    ['pattern', pattern],
    ['regime', regime],
  ];
  const said = keys.flatMap(([dimension, key]) => {
    const grade = gradeNow(memory.scores.get(`${deskId}|${dimension}|${key}`), now);
    return key === undefined || grade === 'normal' || grade === 'unknown' ? [] : [`${key} is ${GRADE_WORDS[grade]}`];
  });
  return said.length === 0 ? undefined : said.join('; ');
}
