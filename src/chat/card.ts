import type { App } from '#src/app.ts';
import type { Condition } from '#src/domain/condition.ts';
import { divide, fromNumber, isPositive, multiply, subtract, absolute, decimal, type Decimal } from '#src/domain/decimal.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { type Dimension, gradeNow } from '#src/ledger/scores.ts';
import { describe } from '#src/triggers/describe.ts';
import { badged } from './badge.ts';
import { quoteOf } from './lookup.ts';
import { coins, money, percent, price } from './money.ts';
import { buttons, fields, type Reply, text } from './reply.ts';
import { deadline, duration } from './time.ts';
import { GRADE_WORDS } from './words.ts';

/** What a card is drawn from, beside the ledger. */
export type Scene = Pick<App, 'clock' | 'quotes' | 'mode' | 'feed' | 'sniper'>;

/** The card of a proposal: everything that a person decides by, the figures that are approved, and what to say. */
export function cardOf(condition: Condition, memory: Memory, scene: Scene): Reply {
  const { id, market, side, stop, thesis, against, strategist, pattern, regime, score } = condition;
  const now = scene.clock.now();
  const by = [strategist, pattern?.replaceAll('_', ' '), regime, score === undefined ? undefined : `score ${Math.round(score)}`];
  return {
    title: badged(`Proposal ${id}: ${side} ${market}`, scene),
    blocks: [
      fields({
        desk: condition.deskId,
        entry: `${describe(condition.entry, market)}${distanceText(scene.sniper.distancePct(id))}`,
        stop: price(stop),
        targets: targetsText(condition),
        'reward:risk': rewardRiskText(condition, scene),
        size: sizeText(condition, memory, scene),
        risk: `${money(condition.riskAmount, quoteOf(memory, market))} (${percent(condition.riskPct)} of equity)`,
        exits: exitsText(condition),
        by: by.filter((part) => part !== undefined).join(' · '),
        scores: gradesText(condition, memory, scene),
        against,
        expires: deadline(condition.expiresAt, now),
      }),
      text(thesis),
      answerButtons(id),
    ],
  };
}

export const answerButtons = (id: string) =>
  buttons({ Approve: `/approve ${id}`, Reject: `/reject ${id}`, 'Half size': `/approve ${id} half`, Why: `/why ${id}` });

/** ` (0.82 % below the price)`, from the signed distance of the entry level. */
export const distanceText = (distancePct: number | undefined): string =>
  distancePct === undefined ? '' : ` (${percent(Math.abs(distancePct))} ${distancePct < 0 ? 'below' : 'above'} the price)`;

function targetsText({ targets }: Condition): string {
  const taken = targets.map((target) => `${price(target.price)} (${target.sharePct} %)`);
  const rest = 100 - targets.reduce((total, { sharePct }) => total + sharePct, 0);
  return [...taken, ...(rest > 0 ? [`the last ${rest} % trail`] : [])].join(' · ');
}

/** Where it would be entered: the level of its trigger as far as it has one, else the price that it was proposed at. */
function entryPriceOf({ id, market, referencePrice }: Condition, { quotes, sniper }: Scene): Decimal {
  const distancePct = sniper.distancePct(id);
  const last = quotes.get(market)?.last;
  return distancePct === undefined || last === undefined ? decimal(referencePrice) : fromNumber(last * (1 + distancePct / 100), 8);
}

function rewardRiskText(condition: Condition, scene: Scene): string | undefined {
  const entry = entryPriceOf(condition, scene);
  const risk = absolute(subtract(entry, decimal(condition.stop)));
  if (!isPositive(risk)) return undefined;
  const ratios = condition.targets.map((target) => divide(absolute(subtract(decimal(target.price), entry)), risk, 1));
  return ratios.map((ratio) => `${price(ratio)} : 1`).join(', ');
}

/** What risk and stop distance come to, before costs, limits and rounding to the market's step; the sniper decides when it is time. */
function sizeText(condition: Condition, memory: Memory, scene: Scene): string | undefined {
  const market = memory.markets.get(condition.market);
  const entry = entryPriceOf(condition, scene);
  const risk = multiply(absolute(subtract(entry, decimal(condition.stop))), market?.contractSize ?? decimal('1'));
  if (market === undefined || !isPositive(risk)) return undefined;
  const amount = divide(condition.riskAmount, risk, 12);
  const worth = multiply(multiply(amount, market.contractSize), entry);
  return `at most ${coins(amount, market.kind === 'spot' ? market.base : 'contracts')}, worth ${money(worth, market.quote)}`;
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
function gradesText({ deskId, market, pattern, regime }: Condition, memory: Memory, { clock }: Scene): string | undefined {
  const keys: [Dimension, string | undefined][] = [['market', market], ['pattern', pattern], ['regime', regime]];
  const said = keys.flatMap(([dimension, key]) => {
    const grade = gradeNow(memory.scores.get(`${deskId}|${dimension}|${key}`), clock.now());
    return key === undefined || grade === 'normal' || grade === 'unknown' ? [] : [`${key} is ${GRADE_WORDS[grade]}`];
  });
  return said.length === 0 ? undefined : said.join('; ');
}
