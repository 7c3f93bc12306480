import { buttons, fields } from './reply.ts';

/** What a halt found and did. */
export interface Halted {
  readonly canceledEntries: number;
  readonly protectedPositions: number;
  readonly openPositions: number;
}

/** As fields of its answer; `between` stands between the entries and the positions. */
export function haltedFields(
  { canceledEntries, protectedPositions, openPositions }: Halted,
  { between = {}, after = {} }: { readonly between?: Parameters<typeof fields>[0]; readonly after?: Parameters<typeof fields>[0] } = {},
): ReturnType<typeof fields> {
  const unprotected = openPositions - protectedPositions;
  return fields({
    'entry orders': canceledEntries === 0 ? 'none at work' : `${canceledEntries} canceled`,
    ...between,
    positions: openPositions === 0 ? 'none open' : `${openPositions} open, ${protectedPositions} with a stop at the venue`,
    'without a stop': unprotected > 0 ? `${unprotected}, watched by the sniper` : undefined,
    ...after,
  });
}

/** What can be done about what is open. */
export const haltedButtons = ({ openPositions }: Halted): ReturnType<typeof buttons> =>
  buttons(openPositions > 0 ? { Positions: '/positions', 'Close all': '/close all' } : { Status: '/status' });
