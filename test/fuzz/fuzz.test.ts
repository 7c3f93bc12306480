import { describe, expect, it } from 'vitest';
import { fuzz, shares } from './fuzz.ts';
import { target } from './target.ts';
import { TARGETS } from './targets.ts';

const INPUTS = 20_000;
const counts = shares(TARGETS, INPUTS);

describe('whatever comes from outside', () => {
  it.each(TARGETS.map((one, index) => [one.name, one, counts[index] as number] as const))(
    'is taken or refused in a sentence, and brings nothing down: %s',
    async (_, one, inputs) => {
      const { found } = await fuzz(one, inputs, 20_261_121);
      expect(found).toBeUndefined();
    },
  );
});

describe('the search itself', () => {
  it('finds what throws something that is no refusal, or refuses without a sentence, and names seed and input', async () => {
    const { constant, nat } = (await import('fast-check')).default;
    const { holds, refusedOr } = await import('./flaw.ts');
    const { OutsideError } = await import('#src/domain/errors.ts');
    const broken = (take: (input: number) => void) =>
      target<number>({ name: 'a parser', at: '', weight: 1, open: () => ({ inputs: nat(1_000), take }) });
    const crash = await fuzz(
      broken((n) => (n > 500 ? void (undefined as never as { x: number }).x : undefined)),
      100,
      1,
    );
    expect(crash.found).toMatch(/a parser: it crashed: TypeError.*seed 1.*501/s);
    const mute = await fuzz(
      broken(() =>
        refusedOr(() => {
          throw new OutsideError('x', '[object Object] is wrong.', 'Try again later.');
        }, 1),
      ),
      5,
      1,
    );
    expect(mute.found).toContain('raw words');
    const half = await fuzz(
      broken((n) => holds(n < 900, 'it is half done')),
      1_000,
      1,
    );
    expect(half.found).toMatch(/it is half done .*900/);
    const good = await fuzz(
      target<string>({ name: 'b', at: '', weight: 1, open: () => ({ inputs: constant('x'), take: () => undefined }) }),
      10,
      1,
    );
    expect([good.found, good.inputs]).toEqual([undefined, 10]);
  });
});
