import { atLeast, isKnown } from './bound.ts';
import { percent } from './figure.ts';
import type { Guard, GuardContext } from './guard.ts';

const name = 'liquidationBuffer';

/** The stop must be reached well before the venue closes the position by force. Spot holdings cannot be liquidated. */
export const liquidationBuffer: Guard = {
  name,
  describe: ({ liquidationBufferPct }) =>
    `From stop to liquidation price it is at least ${percent(liquidationBufferPct)} of the way from entry to liquidation price.`,
  check(context, { liquidationBufferPct }) {
    if (context.market.kind === 'spot') return undefined;
    return atLeast({
      guard: name,
      what: 'the distance from the stop to the liquidation price',
      figure: bufferPct(context),
      limit: liquidationBufferPct,
      show: percent,
      text: (figure, limit) =>
        `From the stop to the liquidation price it is ${figure} of the way from the entry; at least ${limit} is needed. Less leverage helps.`,
    });
  },
};

/** Negative when the position is liquidated before its stop; undefined when a price is missing or liquidation lies on the side of the profit. */
function bufferPct({ entryPrice, stopPrice, liquidationPrice, intent }: GuardContext): number | undefined {
  if (!isKnown(stopPrice) || !isKnown(liquidationPrice) || !isKnown(entryPrice)) return undefined;
  const toward = intent.side === 'buy' ? 1 : -1;
  const room = (entryPrice - liquidationPrice) * toward;
  return room > 0 ? (((stopPrice - liquidationPrice) * toward) / room) * 100 : undefined;
}
