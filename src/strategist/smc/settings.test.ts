import { describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import { decisionsOver, SAMPLE_SETTINGS } from './sample.ts';
import type { SmcProfile, SmcSettings } from './settings.ts';

/** Every setting with another value for it. Each must change what is proposed over eleven days (SMC-2, SMC-5). */
const OTHER = {
  'structures.swingWidth': 4,
  'structures.lookback': 12,
  'structures.displacementRanges': 3,
  'structures.gapMinPct': 0.3,
  'structures.breakCandles': 1,
  'structures.atrLength': 30,
  'structures.adxLength': 5,
  neutralBps: 150,
  'fib.zone.from': 0.7,
  'fib.zone.to': 0.65,
  'fib.levels': [0.2],
  'fib.tolerance': 0.1,
  'fib.extensions': [2.5],
  'points.block': 0,
  'points.gap': 0,
  'points.break': 0,
  'points.fibZone': 0,
  'points.fibLevel': 0,
  'points.fibExtension': 0,
  'points.biasAligned': 15,
  'points.biasNeutral': 20,
  'points.adx': [{ from: 10, points: 15 }],
  'points.cost': [{ upToBps: 50, points: 12 }],
  'tight.gate.aligned': 75,
  'tight.gate.neutral': 50,
  'tight.stopAtr.decision': 1,
  'tight.stopAtr.finest': 1,
  'tight.sharesPct': [30, 30],
  'tight.finalR': 6,
  'tight.costPctOfRisk': 10,
  'wide.gate.aligned': 80,
  'wide.gate.neutral': 50,
  'wide.stopAtr.decision': 1.5,
  'wide.stopAtr.finest': 1.5,
  'wide.sharesPct': [50, 20],
  'wide.finalR': 6,
  'wide.costPctOfRisk': 5,
  'entry.maxDistancePct': 0.2,
  'entry.maxDistanceAtr': 0.5,
  'entry.offsetAtr': 0.3,
  'stop.noiseAtr': 1.2,
  'stop.maxAtr': 1,
  'targets.firstR': 2,
  'targets.secondR': 4,
  'targets.minRewardRisk': 2,
  'exits.trail': [{ fromR: 4, atr: 0.5 }],
  'exits.runnerAtr': 2.5,
  'exits.breakEvenAfter': 2,
  'cooldown.marketMinutes': 240,
  'cooldown.winMinutes': 300,
  'cooldown.lossMinutes': 400,
  'cooldown.structureMinutes': 600,
};

const OTHER_PROFILE = {
  'bias.timeframe': '15m',
  'bias.emaLength': 6,
  decision: '15m',
  refinement: ['5m'],
  asks: '1h',
  invalidation: '5m',
  expiryHours: 3,
  'timeLimit.timeframe': '1h',
  'timeLimit.candles': 7,
};

/** The averages of the shipped profiles take longer than that to be warm. */
const BASE: SmcSettings = {
  ...SAMPLE_SETTINGS,
  profiles: {
    swing: { ...SAMPLE_SETTINGS.profiles.swing, bias: { timeframe: '1d', emaLength: 3 } },
    intraday: { ...SAMPLE_SETTINGS.profiles.intraday, bias: { timeframe: '4h', emaLength: 10 } },
  },
};

/** The settings with another value at a dotted key, which must be there. */
function changed(settings: SmcSettings, key: string, value: unknown): SmcSettings {
  const copy = structuredClone(settings);
  const names = key.split('.');
  const last = names.pop() as string;
  let place = copy as unknown as Record<string, unknown>;
  for (const name of names) place = place[name] as Record<string, unknown>;
  if (!(last in place)) throw new Error(`${key} is not a setting`);
  place[last] = value;
  return copy;
}

/** Dotted keys; lists and figures are leaves. */
const keysOf = (value: unknown, prefix = ''): string[] =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? [prefix]
    : Object.entries(value).flatMap(([name, inner]) => keysOf(inner, prefix === '' ? name : `${prefix}.${name}`));

const proposals = (settings: SmcSettings): readonly ConditionDraft[] => decisionsOver(settings).drafts;

describe('each setting of smc', () => {
  const before = { intraday: proposals(BASE), swing: proposals({ ...BASE, profile: 'swing' }) };

  for (const [key, value] of Object.entries(OTHER)) {
    it(`${key} changes what is proposed`, () => {
      expect(proposals(changed(BASE, key, value))).not.toEqual(before.intraday);
    });
  }

  for (const profile of ['swing', 'intraday'] as const) {
    for (const [key, value] of Object.entries(OTHER_PROFILE)) {
      it(`profiles.${profile}.${key} changes what is proposed`, () => {
        const settings = changed({ ...BASE, profile }, `profiles.${profile}.${key}`, value);
        expect(proposals(settings)).not.toEqual(before[profile]);
      });
    }
  }

  it('profile changes what is proposed', () => {
    expect(before.swing).not.toEqual(before.intraday);
  });

  it('has a test here', () => {
    const profileKeys = keysOf(SAMPLE_SETTINGS.profiles.swing satisfies SmcProfile);
    expect(Object.keys(OTHER_PROFILE).sort()).toEqual(profileKeys.sort());
    const { profile: _, profiles: __, ...rest } = SAMPLE_SETTINGS;
    expect(Object.keys(OTHER).sort()).toEqual(keysOf(rest).sort());
  });

  it('is shipped with the figure of the rules', () => {
    expect(loadSettings({ env: {}, sets: [], folder: '/nowhere' }).values.smc).toEqual(SAMPLE_SETTINGS);
  });
});
