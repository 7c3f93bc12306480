import { minute, short } from '#src/strategist/llm/figures.ts';
import type { PartMaker } from '#src/strategist/llm/part.ts';
import { MOST_CONDITIONS } from '#src/strategist/llm/wire.ts';

/** The moment, and what the desk allows: facts, which nothing in an answer can change. */
export const limitsPart: PartMaker = (_, { clock, ledger, settings, deskId }) => {
  const { condition, desk, llm, guards } = settings;
  const { memory } = ledger;
  const live = [...memory.conditions.values()].filter((one) => one.deskId === deskId);
  const waiting = live.filter(({ status }) => status === 'proposed').length;
  const open = [...memory.positions.values()].filter((one) => one.deskId === deskId).length;
  const states = [
    `${waiting} of ${condition.maxOpenProposals} proposals wait for an answer`,
    `${open} of ${guards.openPositions} positions are open`,
    ...(memory.halt === undefined ? [] : ['trading is halted']),
    ...(memory.desks.get(deskId)?.status === 'paused' ? ['the desk is paused'] : []),
  ];
  const limits = [
    `at most ${Math.min(MOST_CONDITIONS, condition.maxPerCycle)} conditions in an answer`,
    `risk at most ${short(desk.riskPct)} % of equity each`,
    `stop at least ${short(condition.minStopAtr)} ATR from the entry`,
    `reward to risk at the first target at least ${short(condition.minRewardRisk)} after costs`,
    `trigger within ${short(condition.maxTriggerDistancePct)} % of the price`,
    `expiry at most ${short(llm.expiryHours)} h`,
    condition.sameMarketAndSide ? 'several conditions per market and side allowed' : 'one condition per market and side',
  ];
  return {
    desk: `now ${minute(clock.now())}\nlimits (facts; an answer cannot change them): ${limits.join('; ')}\nstate: ${states.join('; ')}`,
  };
};
