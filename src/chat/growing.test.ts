import { describe, expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { Growing } from './growing.ts';
import { say } from './reply.ts';

const turns = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

function stage(put?: (title: string) => Promise<void>) {
  const clock = new VirtualClock(instant(0));
  const shown: [number, string][] = [];
  const growing = new Growing(
    async ({ title }) => {
      await put?.(title);
      shown.push([clock.now(), title]);
    },
    clock,
    1_000,
  );
  const pass = async (ms: number): Promise<void> => {
    clock.advanceTo(later(clock.now(), ms));
    await turns();
  };
  return { growing, shown, pass };
}

describe('an answer that grows', () => {
  it('is shown at once, then at most once a second, and always its newest state', async () => {
    const { growing, shown, pass } = stage();
    for (const title of ['one', 'two', 'three']) growing.show(say(title));
    await turns();
    await pass(500);
    growing.show(say('four'));
    await pass(500);
    await pass(1_000);
    await pass(1_000);
    growing.show(say('five'));
    await turns();
    expect(shown).toEqual([
      [0, 'one'],
      [1_000, 'four'],
      [3_000, 'five'],
    ]);
  });

  it('is not shown any more once it has ended, and has ended when nothing is under way', async () => {
    const gate = Promise.withResolvers<void>();
    const { growing, shown, pass } = stage(() => gate.promise);
    growing.show(say('one'));
    let isOver = false;
    const end = growing.end().then(() => {
      isOver = true;
    });
    growing.show(say('two'));
    await turns();
    expect(isOver).toBe(false);
    gate.resolve();
    await turns();
    await pass(1_000);
    await end;
    expect(shown.map(([, title]) => title)).toEqual(['one']);
  });

  it('that cannot be shown is left alone, and its end comes all the same', async () => {
    const { growing, shown } = stage(() => Promise.reject(new Error('down')));
    growing.show(say('one'));
    await turns();
    growing.show(say('two'));
    await growing.end();
    expect(shown).toEqual([]);
  });
});
