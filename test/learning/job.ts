import type { Kind } from './plan.ts';
import { simulate } from './simulate.ts';
import type { Run } from './table.ts';

/** Ideas in a world: 25 days of them, so that a find of the first half is decided before the end. */
const IDEAS = 300;

/** A world to be lived. */
export interface Job {
  readonly kind: Kind;
  readonly seed: number;
  readonly compares: boolean;
}

/** Lives one world with learning, and, where something is planted that can be gained from and `compares` says so, without. */
export async function liveWorld(kind: Kind, seed: number, compares: boolean, nowMs: () => number): Promise<Run> {
  const learnt = await simulate({ kind, seed, ideas: IDEAS, learns: true, nowMs });
  const plain =
    !compares || kind === 'no edge' || kind === 'harmful change'
      ? undefined
      : await simulate({ kind, seed, ideas: IDEAS, learns: false, nowMs });
  return { kind, seed, learnt, plain };
}
