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
  readonly reported: unknown[] = [];
  /** So many calls fail from now on; each of the others is answered after so long. */
  failing = 0;
  answerMs = 0;
  #tell: (event: AnyEvent) => void = () => undefined;

  constructor() {
    const deadMan = async (withinMs: number): Promise<void> => {
      this.#said.push(withinMs);
      if (this.answerMs > 0) await new Promise<void>((answered) => void this.clock.after(this.answerMs, answered));
      if (this.failing-- > 0) throw new Error('no answer');
    };
    const venue = { deadMan } as unknown as NetworkVenue;
    const listen: Ledger['listen'] = (listener) => {
      this.#tell = listener;
      return () => undefined;
    };
    keepDeadMan(venue, { memory: this.#memory, listen } as unknown as Ledger, this.clock, (error) => void this.reported.push(error));
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
    return (await this.all()).at(-1);
  }

  /** Everything that was asked of it since this was asked. */
  async all(): Promise<number[]> {
    for (let i = 0; i < 10; i++) await Promise.resolve();
    return this.#said.splice(0);
  }

  async seconds(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.clock.advanceTo(instant(this.clock.now() + 1_000));
      for (let j = 0; j < 10; j++) await Promise.resolve();
    }
  }

  async looks(entries: number, stops: number): Promise<number | undefined> {
    this.rest(entries, stops);
    this.clock.advanceTo(instant(this.clock.now() + LOOK_MS));
    return this.asked();
  }
}

it('FI-69: the switch of the venue is set while entries rest alone, and taken off before a stop stands there that it would take away', async () => {
  const scene = new Scene();
  expect(await scene.asked()).toBe(0);
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

it('FI-69: it is taken off at the start, before anything is placed: who died may have set it, and it would take the stop of the next life', async () => {
  const scene = new Scene();
  scene.rest(0, 1);
  expect(await scene.all()).toEqual([0]);
  await scene.seconds(120);
  expect(await scene.all()).toEqual([]);
});

it('FI-69: a call that takes it off and fails is repeated within seconds, until the switch cannot be set any more', async () => {
  const scene = new Scene();
  await scene.looks(1, 0);
  await scene.all();
  scene.failing = 3;
  scene.rest(0, 1);
  scene.fill();
  await scene.seconds(8);
  expect(await scene.all()).toEqual([0, 0, 0, 0]);
  expect(scene.reported).toHaveLength(3);
  await scene.seconds(300);
  expect(await scene.all()).toEqual([]);
  scene.failing = 1_000;
  await scene.looks(1, 0);
  scene.rest(0, 1);
  await scene.seconds(400);
  expect((await scene.all()).length).toBeLessThan(20);
});

it('FI-69: of two calls the later one is made after the earlier one was answered, so that it cannot be overtaken', async () => {
  const scene = new Scene();
  await scene.all();
  scene.answerMs = 1_500;
  await scene.looks(1, 0);
  scene.rest(0, 1);
  scene.fill();
  expect(await scene.all()).toEqual([]);
  await scene.seconds(2);
  expect(await scene.all()).toEqual([0]);
});

it('FI-69: where a call that sets it was given up and may arrive late, it is taken off once more', async () => {
  const scene = new Scene();
  await scene.all();
  scene.failing = 1;
  await scene.looks(1, 0);
  scene.rest(0, 1);
  await scene.seconds(30);
  const first = await scene.all();
  expect(first.filter((ms) => ms === 0).length).toBeGreaterThanOrEqual(2);
  await scene.seconds(200);
  await scene.all();
  await scene.seconds(100);
  expect(await scene.all()).toEqual([]);
});
