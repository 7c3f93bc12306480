import { expect, it } from 'vitest';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import { keepDeadMan } from './deadMan.ts';

const LOOK_MS = 20_000;

/** A venue with such a switch, and what rests there: so many entries, and so many stops that protect a position each. */
class Scene {
  readonly clock = new VirtualClock(instant(0));
  readonly #memory = { positions: new Map<string, unknown>(), orders: new Map<string, unknown>() };
  readonly #said: number[] = [];
  #tell: (event: AnyEvent) => void = () => undefined;

  constructor() {
    const venue = { deadMan: async (withinMs: number) => void this.#said.push(withinMs) } as unknown as NetworkVenue;
    const listen: Ledger['listen'] = (listener) => {
      this.#tell = listener;
      return () => undefined;
    };
    keepDeadMan(venue, { memory: this.#memory, listen } as unknown as Ledger, this.clock, (error) => expect(error).toBeUndefined());
  }

  rest(entries: number, stops: number): void {
    const { orders, positions } = this.#memory;
    orders.clear();
    positions.clear();
    for (let i = 0; i < entries; i++) orders.set(`e${i}`, { order: { reduceOnly: false } });
    for (let i = 0; i < stops; i++) orders.set(`s${i}`, { order: { reduceOnly: true } });
    for (let i = 0; i < stops; i++) positions.set(`t${i}`, {});
  }

  fill(): void {
    this.#tell({ kind: 'fill.recorded' } as AnyEvent);
  }

  /** The last that was asked of the venue since this was asked. */
  async asked(): Promise<number | undefined> {
    await Promise.resolve();
    return this.#said.splice(0).at(-1);
  }

  async looks(entries: number, stops: number): Promise<number | undefined> {
    this.rest(entries, stops);
    this.clock.advanceTo(instant(this.clock.now() + LOOK_MS));
    return this.asked();
  }
}

it('FI-69: the switch of the venue is set while entries rest alone, and taken off before a stop stands there that it would take away', async () => {
  const scene = new Scene();
  expect(await scene.looks(0, 0)).toBeUndefined();
  expect(await scene.looks(2, 0)).toBe(60_000);
  expect(await scene.looks(1, 0)).toBe(60_000);
  expect(await scene.looks(1, 1)).toBe(0);
  expect(await scene.looks(0, 1)).toBeUndefined();
  expect(await scene.looks(1, 0)).toBe(60_000);
  expect(await scene.looks(0, 0)).toBe(0);
});

it('FI-69: it is taken off with the first fill, not at the next look: Heron could die in between, and the switch would take the stop', async () => {
  const scene = new Scene();
  expect(await scene.looks(1, 0)).toBe(60_000);
  scene.rest(0, 1);
  scene.fill();
  expect(await scene.asked()).toBe(0);
});
