import { describe, expect, it } from 'vitest';
import { Panel } from '#src/analysts/panel.ts';
import { loadSettings } from '#src/config/load.ts';
import type { Settings } from '#src/config/settings.ts';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';
import { wantedTimeframes } from './wantedTimeframes.ts';

const BTC = 'BTC/USDT';
const settings = (...sets: readonly string[]): Settings => loadSettings({ env: {}, folder: '/nowhere', sets }).values;

describe('the timeframes that are loaded at a start', () => {
  it.each(['swing', 'intraday'])('are all that the rules of %s look at', (profile) => {
    const values = settings(`smc.profile=${profile}`);
    const { timeframes, asks } = smcStrategist(values.smc).forMarket(simulatedMarket(BTC));
    expect(wantedTimeframes(values)).toEqual(expect.arrayContaining([...timeframes, asks]));
  });

  it('are all that the analysts look at', () => {
    const values = settings('smc.profile=intraday');
    const clock = new VirtualClock(parseInstant('2026-03-02T10:00:00Z'));
    const panel = new Panel({
      ledger: new Ledger({ path: ':memory:', clock }),
      quotes: new Quotes(),
      clock,
      on: values.analysts.on,
      horizonMinutes: 60,
      structures: values.smc.structures,
      markets: [BTC],
    });
    expect(panel.timeframes(BTC).length).toBeGreaterThan(1);
    expect(wantedTimeframes(values)).toEqual(expect.arrayContaining([...panel.timeframes(BTC)]));
  });

  it('are no others', () => {
    expect(wantedTimeframes(settings('smc.profile=intraday'))).not.toContain('1d');
    expect(wantedTimeframes(settings('smc.profile=swing'))).not.toContain('5m');
    expect(wantedTimeframes(settings('smc.profile=intraday', 'model.name=small', 'model.baseUrl=http://127.0.0.1:1'))).toContain('1d');
  });
});
