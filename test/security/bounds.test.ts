import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { keysOf } from '#src/config/keys.ts';
import { settingsSchema } from '#src/config/settings.ts';
import { PARAMETERS } from '#src/domain/adaptation.ts';
import { GUARDS } from '#src/guards/index.ts';
import { places, sources } from '#test/never-again/sources.ts';

const KEYS = [...keysOf(settingsSchema).leaves.keys()];
/** What bounds risk: nothing but the settings of the machine says it. */
const LIMITS = /^(?:guards|policy|desk|condition|paper|mode|live|vault|chat)\b/;

describe('SEC-05: a key that can only trade', () => {
  it('asks for the list of markets, the volume, the spread, the cost and each size before every order', () => {
    const names = GUARDS.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'symbolList',
        'minVolume',
        'spread',
        'wideCost',
        'feeEdge',
        'marketExposure',
        'venueExposure',
        'grossExposure',
        'riskPerTrade',
        'orderRate',
        'personDay',
      ]),
    );
  });
});

describe('SEC-24: limits', () => {
  it('are not among what learning may change, and no command sets one', () => {
    expect(KEYS.filter((key) => LIMITS.test(key)).length).toBeGreaterThan(40);
    expect(Object.keys(PARAMETERS).filter((key) => LIMITS.test(key) || !KEYS.includes(key))).toEqual([]);
    // There is no word for it, and nothing that is said reaches the settings: they are frozen, and read from file, environment and --set alone.
    expect(commands.map(({ name }) => name).filter((name) => /^(?:set|limits?|policy|leverage|guards?)$/.test(name))).toEqual([]);
    expect(
      places(
        sources('commands', 'src/chat', 'src/strategist', 'src/ask', 'src/news', 'src/reflection'),
        /loadSettings\(|settingsOf\(|writeFileSync\(/,
      ),
    ).toEqual([]);
  });
});
