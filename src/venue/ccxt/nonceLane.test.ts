import { expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { turns } from '#test/fixtures/handMadeVenue.ts';
import { NonceLane } from './nonceLane.ts';

function laneOf() {
  const clock = new VirtualClock(instant(0));
  const lane = new NonceLane(clock);
  const begun: string[] = [];
  const ends = new Map<string, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  const send = (name: string) =>
    lane.send(() => {
      begun.push(name);
      return new Promise<string>((resolve, reject) => ends.set(name, { resolve, reject }));
    });
  const pass = async (ms: number): Promise<void> => {
    clock.advanceTo(later(clock.now(), ms));
    await turns();
  };
  return { begun, ends, send, pass };
}

it('sends the first at once, and the next when it was answered', async () => {
  const { begun, ends, send } = laneOf();
  const first = send('a');
  void send('b');
  await turns();
  expect(begun).toEqual(['a']);
  ends.get('a')?.resolve('done');
  expect(await first).toBe('done');
  await turns();
  expect(begun).toEqual(['a', 'b']);
});

it('waits for no answer longer than a moment, and keeps the order in which it was asked', async () => {
  const { begun, send, pass } = laneOf();
  for (const name of ['a', 'b', 'c']) void send(name);
  await turns();
  await pass(49);
  expect(begun).toEqual(['a']);
  await pass(1);
  expect(begun).toEqual(['a', 'b']);
  await pass(50);
  expect(begun).toEqual(['a', 'b', 'c']);
});

it('goes on after a request that failed, and tells who sent it', async () => {
  const { begun, ends, send } = laneOf();
  const first = send('a');
  void send('b');
  await turns();
  ends.get('a')?.reject(new Error('cut'));
  await expect(first).rejects.toThrow('cut');
  await turns();
  expect(begun).toEqual(['a', 'b']);
});

it('leaves no wait behind for a request that comes later', async () => {
  const { begun, ends, send } = laneOf();
  void send('a');
  await turns();
  ends.get('a')?.resolve('done');
  await turns();
  void send('b');
  await turns();
  expect(begun).toEqual(['a', 'b']);
});
