import { coordinate } from '#src/analysts/coordinator.ts';
import { type AnalystRow, lastOpinions } from '#src/ledger/opinions.ts';
import { short } from '#src/strategist/llm/figures.ts';
import { ofMarkets, type PartMaker } from '#src/strategist/llm/part.ts';

/** What the analysts hold, together and each with its weight, and how good each has been so far. */
export const analystsPart: PartMaker = (asked, { ledger, settings, clock }) => {
  const known = new Set<string>(settings.analysts.on);
  const { analysts } = ledger.memory;
  const markets = ofMarkets(asked, ({ context: { market } }) => {
    const held = lastOpinions(ledger, market.symbol).filter(({ analyst }) => known.has(analyst));
    const { upProbability, voices } = coordinate(held, analysts, clock.now());
    if (voices.length === 0) return undefined;
    const each = voices.map(
      ({ analyst, direction, strength, weight }) =>
        `${analyst} ${direction}${direction === 'flat' ? '' : ` ${short(strength)}`} (weight ${short(weight)})`,
    );
    return `analysts: chance of up ${short(upProbability)}; ${each.join(', ')}`;
  });
  const records = [...analysts.values()].filter(({ name, resolved }) => known.has(name) && resolved > 0);
  return { ...markets, desk: records.length === 0 ? undefined : `analysts so far: ${records.map(recordOf).join('; ')}` };
};

const recordOf = ({ name, resolved, right_count, brier_sum }: AnalystRow): string =>
  `${name} right ${short((right_count / resolved) * 100, 0)} % of ${resolved}, Brier ${short(brier_sum / resolved)}`;
