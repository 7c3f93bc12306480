import type { App } from '#src/app.ts';
import type { Change } from '#src/domain/adaptation.ts';
import { intervalOf, type Measured } from '#src/domain/measured.ts';
import { describeWhen } from '#src/domain/rule.ts';
import { effectsOf } from '#src/ledger/adaptationEffects.ts';
import { type AdaptationRow, changeOf } from '#src/ledger/adaptations.ts';
import { inR } from './money.ts';
import type { Change as Diff } from './reply.ts';
import { plural } from './words.ts';

/** What an adaptation is, in a word. */
export const STATUS_WORDS: Readonly<Record<AdaptationRow['status'], string>> = {
  proposed: 'proposed',
  rejected: 'turned down',
  applied: 'in force, being measured',
  kept: 'in force, proven',
  undone: 'taken back',
};

/** Before and after, in words. */
export function diffOf(change: Change, { favoredFactor, reducedFactor }: { favoredFactor: number; reducedFactor: number }): Diff {
  switch (change.kind) {
    case 'market':
    case 'pattern': {
      const what = change.kind === 'market' ? change.market : change.pattern.replaceAll('_', ' ');
      const isFavor = change.action === 'favor' || change.action === 'boost';
      return { what, before: 'usual size', after: isFavor ? `${favoredFactor} × the size, within the limits` : 'not traded' };
    }
    case 'rule': {
      const after = { no_trade: 'not traded', reduce: `${reducedFactor} × the size`, caution: 'a person is always asked' }[change.action];
      return { what: `when ${describeWhen(change.when)}`, before: 'traded as usual', after };
    }
    case 'parameter':
      return { what: change.key, before: String(change.before), after: String(change.after) };
  }
}

/** What an adaptation has brought since it was applied: of a change of sizes as of now, of a parameter as it was replayed last. */
export interface EffectSoFar extends Omit<Measured, 'look'> {
  /** Over all trades. */
  readonly totalR: number;
}

/** Undefined before it was applied, and for a parameter before the first replay. */
export function effectSoFar(row: AdaptationRow, { ledger, settings }: Pick<App, 'ledger' | 'settings'>): EffectSoFar | undefined {
  if (row.applied_at === null) return undefined;
  if (changeOf(row).kind !== 'parameter') {
    const effects = effectsOf(ledger, row).map(({ effectR }) => effectR);
    const totalR = Number(effects.reduce((sum, effect) => sum + effect, 0).toFixed(4));
    return { ...intervalOf(effects, settings.values.learning.intervalPct), totalR };
  }
  if (row.measured === null) return undefined;
  const { n, meanR, lowR, highR } = JSON.parse(row.measured) as Measured;
  return {
    n,
    meanR,
    lowR: lowR ?? Number.NEGATIVE_INFINITY,
    highR: highR ?? Number.POSITIVE_INFINITY,
    totalR: Number((meanR * n).toFixed(4)),
  };
}

/** `12 trades, +0.21 R each (+0.05 R to +0.37 R)`; the interval where there are two or more. */
export function effectText({ n, meanR, lowR, highR }: Omit<Measured, 'look'>): string {
  if (n === 0) return 'no trade yet';
  const between = Number.isFinite(lowR) && Number.isFinite(highR) ? ` (${inR(lowR)} to ${inR(highR)})` : '';
  return `${plural(n, 'trade')}, ${inR(meanR)} each${between}`;
}
