import type { Sourced } from '#src/config/load.ts';
import type { Settings } from '#src/config/settings.ts';
import type { Json } from '#src/domain/hash.ts';
import type { Market } from '#src/domain/market.ts';

/** `auto`: everything within the guards is approved; `policy`: as the settings say; `none`: nothing is. */
export type Approve = 'auto' | 'policy' | 'none';

/** The settings of a replay: one market, who approves, and who proposes: the model of that name, or the rules. */
export function settingsFor({ values, ...rest }: Sourced, approve: Approve, market: Market, modelName?: string): Sourced {
  const policy =
    approve === 'auto'
      ? { ...values.policy, autopilot: true }
      : approve === 'none'
        ? { ...values.policy, autopilot: false, autoUpToPct: 0 }
        : values.policy;
  const strategist: Settings['desk']['strategist'] = modelName === undefined ? 'smc' : 'llm';
  const desk = { ...values.desk, markets: [market.symbol], quote: market.quote, strategist };
  return { ...rest, values: { ...values, policy, desk, model: { ...values.model, name: modelName ?? '' } } };
}

/**
 * What decides in a replay. Where the ledger lies, what is logged, who is told, and how a server of a model is reached decide nothing: the same
 * replay has the same ids wherever it is kept, recorded or not.
 */
export function decisiveOf({ values }: Sourced): Json {
  const { ledger: _path, log: _level, chat: _chat, telegram: _telegram, discord: _discord, model, ...decisive } = values;
  const { name } = model;
  return { ...decisive, model: { name } };
}
