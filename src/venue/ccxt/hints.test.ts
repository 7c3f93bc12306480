import { expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { Hints } from './hints.ts';

/** A stream whose pushes and breaks the test makes. */
function stream() {
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let asked = 0;
  return {
    next: () => {
      asked++;
      return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    },
    push: () => waiting.shift()?.resolve(),
    breaks: () => waiting.shift()?.reject(new Error('cut')),
    asked: () => asked,
  };
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await Promise.resolve();
};

it('calls back at each push, and asks for the next', async () => {
  const account = stream();
  const hints = new Hints(new VirtualClock(instant(0)), [account.next]);
  let heard = 0;
  const end = hints.listen(() => heard++);
  account.push();
  await turns();
  account.push();
  await turns();
  expect([heard, account.asked()]).toEqual([2, 3]);
  end();
  account.push();
  await turns();
  expect(heard).toBe(2);
});

it('opens a broken stream again, later each time, and says that there may be something to read', async () => {
  const clock = new VirtualClock(instant(0));
  const account = stream();
  const hints = new Hints(clock, [account.next]);
  let heard = 0;
  hints.listen(() => heard++);
  const asked: number[] = [];
  for (let i = 0; i < 8; i++) {
    account.breaks();
    await turns();
    for (let second = 0; second < 200 && account.asked() === i + 1; second++) {
      clock.advanceTo(later(clock.now(), 1_000));
      await turns();
    }
    asked.push(clock.now() / 1_000);
  }
  const pauses = asked.map((at, i) => at - (asked[i - 1] ?? 0));
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  expect(heard).toBe(8);
});

it('is silent after it was closed', async () => {
  const account = stream();
  const hints = new Hints(new VirtualClock(instant(0)), [account.next]);
  let heard = 0;
  hints.listen(() => heard++);
  hints.close();
  account.push();
  await turns();
  expect(heard).toBe(0);
});
