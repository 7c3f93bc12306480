import { expect, it, vi } from 'vitest';
import { openWorld } from '#test/harness.ts';
import { size } from '#test/size.ts';
import { Vandal } from '#test/vandal.ts';
import { arms, BTC, idea } from './acts.ts';

const evaluations = vi.hoisted(() => ({ count: 0 }));
vi.mock('#src/triggers/evaluate.ts', async (original) => {
  const real = await original<typeof import('#src/triggers/evaluate.ts')>();
  return {
    ...real,
    evaluate: (...given: Parameters<typeof real.evaluate>) => {
      evaluations.count++;
      return real.evaluate(...given);
    },
  };
});

const ARMED = size(100_000, 20_000);

it(`a quote that crosses nothing touches none of ${ARMED} armed conditions`, async () => {
  await using world = await openWorld({ prices: { [BTC]: 63_900 } });
  await arms(world, idea({ hours: 20 }));
  world.auditsAtEnd = false;
  await world.app.stop('to be multiplied');
  {
    // As many conditions as nobody would approve by hand: levels from 64,001 on, a tenth apart.
    using vandal = new Vandal(world.path);
    const copy = (table: string, id: string, set: Record<string, string>): void => {
      const columns = (vandal.db.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name);
      const values = columns.map((name) => (name === id ? `${id} || '-' || n` : (set[name] ?? `"${name}"`)));
      vandal.db.exec(
        `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${ARMED - 1})
         insert into "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) select ${values.join(', ')} from numbers, (select * from "${table}" limit 1)`,
      );
    };
    copy('condition', 'id', { entry: `json_set(entry, '$.level', cast(64001 + n / 10.0 as text))`, seq: 'seq' });
    copy('approval', 'id', { condition_id: "condition_id || '-' || n", seq: 'seq' });
  }
  await world.open(world.now, world.feed.seen());
  expect(world.app.recovered.armed).toBe(ARMED);
  await world.price(BTC, 63_900); // the first quote after a start looks at all of them
  evaluations.count = 0;
  for (let i = 0; i < 500; i++) await world.price(BTC, 63_850 + (i % 100));
  await world.minutes(10);
  expect(evaluations.count).toBe(0);
  await world.price(BTC, 64_001.15);
  expect(evaluations.count).toBe(2); // the one at 64,000 and the one at 64,001.1
});
