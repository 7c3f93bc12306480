import { below } from './bound.ts';
import { count, counted } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'orderRate';

/** FI-65: what runs away is caught here, whatever the reason. */
export const orderRate: Guard = {
  name,
  describe: ({ ordersPerMinute, ordersPerDayDesk, ordersPerDayVenue }) =>
    `At most ${ordersPerMinute} orders a minute, ${ordersPerDayDesk} a day for a desk and ${ordersPerDayVenue} a day for a venue.`,
  check({ ordersLastMinute, ordersTodayDesk, ordersTodayVenue, intent, market }, { ordersPerMinute, ordersPerDayDesk, ordersPerDayVenue }) {
    const rate = (what: string, figure: number, limit: number) =>
      below({
        guard: name,
        what: `the number of orders ${what}`,
        figure,
        limit,
        show: count,
        text: (_, most) => `${counted(figure, 'order')} sent ${what}; at most ${most} allowed.`,
      });
    return (
      rate('within the last minute', ordersLastMinute, ordersPerMinute) ??
      rate(`today by desk ${intent.deskId}`, ordersTodayDesk, ordersPerDayDesk) ??
      rate(`today to ${market.venue}`, ordersTodayVenue, ordersPerDayVenue)
    );
  },
};
