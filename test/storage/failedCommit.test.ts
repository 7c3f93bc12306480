import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { storageFaultOf } from '#src/ledger/storageFault.ts';
import { agrees, arms, CALM, enters, opens, ordersOf, stopsAt, TRIGGERED } from '#test/live/acts.ts';
import type { LiveWorld } from '#test/live/liveWorld.ts';

/** How long the Heron waits for the lock here. */
const PATIENCE_MS = 200;

/** Somebody else takes the lock of the ledger, as a database tool does that was left open in the middle of something. */
class Somebody implements Disposable {
  readonly #db: Database.Database;

  constructor({ world }: LiveWorld) {
    // Until the next start; that it is five seconds is said in busy.test.ts.
    world.ledger.get(`pragma busy_timeout = ${PATIENCE_MS}`);
    this.#db = new Database(world.path);
    this.#db.exec('begin immediate');
  }

  [Symbol.dispose](): void {
    if (!this.#db.open) return;
    this.#db.exec('rollback');
    this.#db.close();
  }
}

/** The faults of storage that were heard of in this world: what a shell would have been told. */
const faultsIn = ({ world }: LiveWorld): string[] =>
  world.bugs.splice(0).map((bug) => storageFaultOf(bug)?.what ?? `another error: ${String(bug)}`);

/** The step that fails is the end of this start: the shell stands still after it. */
async function fails(step: Promise<unknown>): Promise<string> {
  const error: unknown = await step.then(
    () => undefined,
    (failed: unknown) => failed,
  );
  return storageFaultOf(error)?.what ?? `no fault of storage: ${String(error)}`;
}

describe('an order', () => {
  it('that adds risk is not sent when the row before it could not be written', async () => {
    await using live = await opens('kraken');
    await arms(live);
    using somebody = new Somebody(live);
    expect(await fails(live.price(TRIGGERED))).toBe('another program holds its lock');
    await live.settled();
    expect(live.server.createsOf()).toBe(0);
    expect(live.exchange.orders()).toEqual([]);
    somebody[Symbol.dispose]();

    // The next start finds it armed, and looks anew: nothing fires on a trigger that is only remembered.
    await live.restart(true);
    expect(ordersOf(live)).toEqual([]);
    await live.price(CALM);
    expect(live.server.createsOf()).toBe(0);
    await live.price(TRIGGERED);
    for (let i = 0; i < 3; i++) await live.seconds(1);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    faultsIn(live);
    await agrees(live);
  });

  it('whose answer could not be written is found again at the venue, once, and gets its stop', async () => {
    await using live = await opens('kraken');
    await arms(live);
    live.server.faults.plan('holdAnswer', { kind: 'create' });
    await live.price(TRIGGERED);
    expect(ordersOf(live)).toEqual(['entry submitting']);
    {
      using _ = new Somebody(live);
      live.server.faults.release();
      await live.settled();
    }
    await live.restart(true);
    for (let i = 0; i < 4; i++) await live.seconds(1);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    faultsIn(live);
    await agrees(live);
  });

  it('that protects is not doubled when the row of a fill could not be written', async () => {
    await using live = await opens('kraken');
    await enters(live);
    expect(stopsAt(live)).toHaveLength(1);
    {
      using _ = new Somebody(live);
      expect(await fails(live.price(66_100))).toBe('another program holds its lock');
    }
    await live.restart(true);
    for (let i = 0; i < 6; i++) await live.seconds(1, 66_100);
    expect(stopsAt(live)).toHaveLength(1);
    faultsIn(live);
    await agrees(live);
  });
});
