import { expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { RequestBudget } from './budget.ts';

const START = instant(Date.UTC(2026, 0, 5));

function budgetOf(perSecond = 10) {
  const clock = new VirtualClock(START);
  return { clock, budget: new RequestBudget({ clock, perSecond }) };
}

it('keeps a fifth of each second for cancels, stops and reconciliation', () => {
  const { budget } = budgetOf();
  const entries = Array.from({ length: 12 }, () => budget.take('risk')).filter(Boolean);
  const rest = Array.from({ length: 12 }, () => budget.take('safety')).filter(Boolean);
  expect([entries.length, rest.length]).toEqual([8, 2]);
});

it('never keeps less than a fifth, whatever it is told', () => {
  const clock = new VirtualClock(START);
  const budget = new RequestBudget({ clock, perSecond: 10, reservedPct: 0 });
  expect(Array.from({ length: 12 }, () => budget.take('risk')).filter(Boolean)).toHaveLength(8);
});

it('counts over any one second, not by the second on the clock', () => {
  const { clock, budget } = budgetOf();
  clock.advanceTo(later(START, 900));
  for (let i = 0; i < 10; i++) expect(budget.take('safety')).toBe(true);
  clock.advanceTo(later(START, 1_100));
  expect(budget.take('safety')).toBe(false);
  clock.advanceTo(later(START, 1_901));
  expect(budget.take('safety')).toBe(true);
});

it('lets what waits go in turn, safety before entries', async () => {
  const { clock, budget } = budgetOf(5);
  for (let i = 0; i < 5; i++) budget.take('safety');
  const gone: string[] = [];
  void budget.turn('risk').then(() => gone.push('entry'));
  void budget.turn('safety').then(() => gone.push('cancel'));
  await Promise.resolve();
  expect(gone).toEqual([]);
  clock.advanceTo(later(START, 1_002));
  await Promise.resolve();
  await Promise.resolve();
  expect(gone).toEqual(['cancel', 'entry']);
});

it('holds entries back for as long as the venue asked, and only entries; a shorter pause ends no longer one', () => {
  const { clock, budget } = budgetOf();
  budget.pause(60_000);
  budget.pause(1_000);
  expect([budget.take('risk'), budget.take('safety'), budget.pauseMs()]).toEqual([false, true, 60_000]);
  clock.advanceTo(later(START, 60_000));
  expect([budget.take('risk'), budget.pauseMs()]).toEqual([true, 0]);
});

it('never lets more than the budget begin in any second, whoever asks and when', async () => {
  const { clock, budget } = budgetOf(7);
  const began: number[] = [];
  /** Millisecond by millisecond, so that each is written down when it begins. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed <= ms; passed++) {
      for (let i = 0; i < 4; i++) await Promise.resolve();
      if (passed < ms) clock.advanceTo(later(clock.now(), 1));
    }
  };
  for (let i = 0; i < 200; i++) {
    void budget.turn(i % 3 === 0 ? 'safety' : 'risk').then(() => began.push(clock.now()));
    await pass(i % 5 === 0 ? 37 : 0);
  }
  await pass(40_000);
  expect(began).toHaveLength(200);
  for (const at of began) expect(began.filter((one) => one > at - 1_000 && one <= at).length).toBeLessThanOrEqual(7);
});
