/** Settings with which much happens in little time: limits that would end a chain of lives are wide. */
export const SETS = [
  'mode=live',
  'guards.ordersPerDayDesk=100000',
  'guards.personDayPct=100000',
  'guards.ordersPerDayVenue=100000',
  'guards.marketExposurePct=100',
  'guards.venueExposurePct=100',
  'guards.marketLosses.count=1000',
  'guards.lossStreak.tight=1000',
  'guards.lossStreak.wide=1000',
  'guards.errorsPerHour=100000',
  'guards.dailyLossPct=4',
  'guards.wideCostPctOfRisk=100',
  'guards.feeEdge=0',
  'guards.shock.movePct=50',
  'condition.minRewardRisk=0.2',
  'reflection.everyTrades=2',
];
