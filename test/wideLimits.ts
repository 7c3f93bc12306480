/** Limits wide enough that what a world tries is tried. */
export const WIDE_LIMITS: readonly string[] = [
  'guards.ordersPerDayDesk=500',
  'guards.personDayPct=100000',
  'guards.marketExposurePct=100',
  'guards.venueExposurePct=100',
  'guards.marketLosses.count=100',
  'guards.lossStreak.tight=100',
  'guards.lossStreak.wide=100',
  'guards.errorsPerHour=1000',
  'guards.dailyLossPct=4',
];
