import { describe, expect, it } from 'vitest';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Gathering } from './gathering.ts';

const START = parseInstant('2026-01-05T08:00:00Z');

/** A gathering of two seconds whose questions are answered when the test says so. */
function scene() {
  const clock = new VirtualClock(START);
  const asked: (readonly string[])[] = [];
  const answers: ((answer: string) => void)[] = [];
  const gathering = new Gathering<string>({
    clock,
    waitMs: 2_000,
    ask(names) {
      asked.push(names);
      return new Promise((answer) => answers.push(answer));
    },
  });
  const pass = (ms: number): void => clock.advanceTo((clock.now() + ms) as typeof START);
  const answer = async (text: string): Promise<void> => {
    answers.shift()?.(text);
    await new Promise((done) => setTimeout(done));
  };
  return { gathering, asked, pass, answer };
}

describe('what falls due', () => {
  it('within the window is asked in one question, at its end', () => {
    const { gathering, asked, pass } = scene();
    gathering.due('BTC');
    pass(1_500);
    gathering.due('ETH');
    gathering.due('BTC');
    expect(asked).toEqual([]);
    pass(500);
    expect(asked).toEqual([['BTC', 'ETH']]);
  });

  it('while a question is under way waits for its answer, and is then asked at once and together', async () => {
    const { gathering, asked, pass, answer } = scene();
    gathering.due('BTC');
    pass(2_000);
    gathering.due('ETH');
    gathering.due('SOL');
    pass(60_000);
    expect(asked).toEqual([['BTC']]);
    await answer('yes');
    expect(asked).toEqual([['BTC'], ['ETH', 'SOL']]);
    await answer('yes');
    expect(gathering.pending()).toBeUndefined();
    pass(60_000);
    expect(asked).toHaveLength(2);
  });

  it('after the end is not asked, and neither is what waited', async () => {
    const { gathering, asked, pass, answer } = scene();
    gathering.due('BTC');
    pass(2_000);
    gathering.due('ETH');
    gathering.end();
    gathering.due('SOL');
    await answer('too late');
    pass(60_000);
    expect(asked).toEqual([['BTC']]);
    expect(await gathering.now(['BTC'])).toBeUndefined();
  });
});

describe('somebody who asks now', () => {
  it('does not wait for the window, and takes what is due along', async () => {
    const { gathering, asked, pass, answer } = scene();
    gathering.due('ETH');
    const said = gathering.now(['BTC']);
    expect(asked).toEqual([['ETH', 'BTC']]);
    await answer('both');
    expect(await said).toBe('both');
    pass(60_000);
    expect(asked).toHaveLength(1);
  });

  it('gets the answer of the question after the one that is under way, as everybody who asks meanwhile', async () => {
    const { gathering, asked, pass, answer } = scene();
    gathering.due('BTC');
    pass(2_000);
    const said = [gathering.now(['BTC']), gathering.now(['ETH'])];
    await answer('old');
    expect(asked).toEqual([['BTC'], ['BTC', 'ETH']]);
    await answer('new');
    expect(await Promise.all(said)).toEqual(['new', 'new']);
  });
});
