import type { ReadyCheck } from './check.ts';

/** SEC-24: each limit that money depends on is one, and not so wide that it is none. */
export const limitsSet: ReadyCheck = {
  name: 'limits',
  look({ settings: { guards, policy } }) {
    const { riskPct, dailyLossPct, drawdownHaltPct, marketExposurePct, grossExposurePct, openPositions, ordersPerMinute } = guards;
    const faults = [
      ...below('guards.riskPct', riskPct, 5),
      ...below('guards.dailyLossPct', dailyLossPct, 20),
      ...below('guards.drawdownHaltPct', drawdownHaltPct, 50),
      ...below('guards.marketExposurePct', marketExposurePct, 100),
      ...below('guards.grossExposurePct', grossExposurePct, 500),
      ...below('guards.openPositions', openPositions, 50),
      ...below('guards.ordersPerMinute', ordersPerMinute, 100),
      ...(policy.autopilot ? ['policy.autopilot is on: nobody is asked'] : []),
    ];
    return {
      ok: faults.length === 0,
      figure:
        faults.length > 0
          ? faults.join(', ')
          : `risk ${riskPct} %, day ${dailyLossPct} %, drawdown ${drawdownHaltPct} %, ${openPositions} positions, gross ${grossExposurePct} %`,
      hint: 'Set them in the settings of live; config/live.example.yaml begins with a third of what paper has.',
    };
  },
};

const below = (name: string, value: number, most: number): string[] => (value > 0 && value <= most ? [] : [`${name} is ${value}`]);
