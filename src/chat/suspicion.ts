import type { Clock } from '#src/domain/clock.ts';
import type { FrontDoor } from './platform.ts';

/**
 * SEC-21: where somebody else uses the token of a bot, whatever is heard through it may come from them. For a while after the last sign of it nothing but
 * a halt counts that comes from that platform.
 */
export class Suspicion {
  /** The front door of that platform. */
  readonly door: FrontDoor;
  readonly #wall: Pick<Clock, 'mono'>;
  readonly #lastsMs: number;
  #untilMs = Number.NEGATIVE_INFINITY;
  #because = '';

  constructor(door: FrontDoor, wall: Pick<Clock, 'mono'>, lastsMs: number) {
    this.#wall = wall;
    this.#lastsMs = lastsMs;
    this.door = {
      hear: (heard, progress) => door.hear(wall.mono() < this.#untilMs ? { ...heard, barred: this.#because } : heard, progress),
      shown: (...shown) => door.shown(...shown),
      roleOf: (...who) => door.roleOf(...who),
      joined: (...joined) => door.joined(...joined),
      left: (...left) => door.left(...left),
      moved: (...moved) => door.moved(...moved),
    };
  }

  /** `reason`: what was seen, as a sentence. */
  arises(reason: string): void {
    this.#untilMs = this.#wall.mono() + this.#lastsMs;
    this.#because = `somebody else may be using the token of this bot, so only /halt counts from here (${reason.replace(/\.$/, '')})`;
  }
}
