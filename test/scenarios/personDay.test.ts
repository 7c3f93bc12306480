import { describe, expect, it } from 'vitest';
import { DayBook } from '#src/sniper/dayBook.ts';
import { openWorld, type World } from '#test/harness.ts';
import type { Person } from '#test/person.ts';
import { Vandal } from '#test/vandal.ts';
import { BTC, ETH, ethIdea, idea, PERP, perpIdea } from './acts.ts';

/**
 * SEC-39: what one person can approve in a day has an end. With these settings an idea is worth about 11 % of equity: 20 of 10,000 at risk between a stop
 * that is 1.56 % away and costs of 0.22 %.
 */
const SMALL = { riskPct: 0.2, hours: 60 } as const;
const PRICES = { [BTC]: 63_900, [ETH]: 3_180, [PERP]: 63_900 };
const open = (sets: readonly string[] = []): Promise<World> =>
  openWorld({ prices: PRICES, sets: ['policy.autoUpToPct=0', 'guards.personDayPct=25', ...sets] });
const REFUSED =
  /^! c\d+ is not armed\. With this one the same person would have approved 3\d\.\d+ % of equity within 24 h; at most 25 % is allowed\.\nNothing was changed\./;

async function says(world: World, who: Person, line: string): Promise<string> {
  await world.silence(0.1);
  for (const market of [BTC, ETH, PERP]) await world.price(market, world.feed.last(market) as number);
  return (await who.says(line)) ?? '';
}

/** Proposals in three markets, each worth about 11 % of equity. */
async function three(world: World): Promise<readonly [string, string, string]> {
  return [await world.proposes(idea(SMALL)), await world.proposes(ethIdea(SMALL)), await world.proposes(perpIdea(SMALL))];
}

describe('what one person approves in a day', () => {
  it('has an end, said in a sentence with its figure; somebody else has a day of their own', async () => {
    await using world = await open();
    const ann = world.person('telegram', '111', 'trader');
    const bob = world.person('discord', '222', 'owner', 'Bob');
    const [first, second, third] = await three(world);
    expect(await says(world, ann, `/approve ${first}`)).toContain('is armed');
    expect(await says(world, ann, `/approve ${second}`)).toContain('is armed');
    expect(await says(world, ann, `/approve ${third}`)).toMatch(REFUSED);
    expect(world.condition(third)?.status).toBe('proposed');
    expect(world.events('condition.superseded')).toEqual([]);
    expect(await says(world, bob, `/approve ${third}`)).toContain('is armed');
    // What was taken back before it traded makes room.
    await says(world, ann, `/disarm ${first}`);
    const fourth = await world.proposes(idea({ ...SMALL, entry: 64_050 }));
    expect(await says(world, ann, `/approve ${fourth}`)).toContain('is armed');
  });

  it('lets half of it pass where half of it fits', async () => {
    await using world = await open(['guards.personDayPct=28']);
    const [first, second, third] = await three(world);
    for (const id of [first, second]) await world.says(`/approve ${id}`);
    expect(await world.says(`/approve ${third}`)).toContain('at most 28 % is allowed');
    expect(await world.says(`/approve ${third} half`)).toContain('is armed');
  });

  it('is counted for whoever sits at the machine too, and shown by /risk', async () => {
    await using world = await open();
    const [first, second, third] = await three(world);
    await world.says(`/approve ${first}`);
    await world.says(`/approve ${second}`, { actor: 'user:shell' });
    expect(await world.says(`/approve ${third}`)).toMatch(REFUSED);
    expect(await world.says('/risk')).toMatch(
      /What one person approves within 24 h is worth at most 25 % of equity; the policy counts as a person\.\n +now: 2\d\.\d+ %/,
    );
  });

  it('is the same after a crash and a restart, ends 24 hours after it was said, and counts what has traded', async () => {
    await using world = await open();
    const ann = world.person('telegram', '111', 'trader');
    const [first, second, third] = await three(world);
    await says(world, ann, `/approve ${first}`);
    await says(world, ann, `/approve ${second}`);
    await world.price(BTC, 64_010);
    await world.price(BTC, 62_900);
    expect(world.events('trade.closed')).toHaveLength(1);
    await world.restart({ crash: true });
    expect(await says(world, ann, `/approve ${third}`)).toMatch(REFUSED);
    await world.restart();
    await world.minutes(24 * 60 - 30);
    expect(await says(world, ann, `/approve ${third}`)).toMatch(REFUSED);
    await world.minutes(31);
    expect(await says(world, ann, `/approve ${third}`)).toContain('is armed');
  });

  it('is asked again at the trigger: of two that were within it, only the later one is denied when it has become smaller', async () => {
    await using world = await open();
    const ann = world.person('telegram', '111', 'trader');
    const [first, second] = await three(world);
    await says(world, ann, `/approve ${first}`);
    await says(world, ann, `/approve ${second}`);
    const { values } = world.settings;
    Object.assign(world, { settings: { ...world.settings, values: { ...values, guards: { ...values.guards, personDayPct: 20 } } } });
    await world.restart();
    await world.price(ETH, 3_201);
    expect(world.events('condition.denied')).toMatchObject([{ subject: second, data: { guard: 'personDay', limit: '20 %' } }]);
    await world.price(BTC, 64_010);
    expect(world.events('condition.triggered').map(({ subject }) => subject)).toEqual([first]);
  });

  it('counts everything of a day, however much it is', async () => {
    await using world = await open();
    await world.says(`/approve ${await world.proposes(idea(SMALL))}`);
    world.auditsAtEnd = false;
    await world.app.stop('to be multiplied');
    {
      using vandal = new Vandal(world.path);
      const copy = (table: string, set: Record<string, string>): void => {
        const columns = (vandal.db.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name);
        vandal.db.exec(
          `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 120)
           insert into "${table}" select ${columns.map((name) => (name === 'id' ? "id || '-' || n" : (set[name] ?? `one."${name}"`))).join(', ')}
           from numbers, (select * from "${table}" limit 1) as one`,
        );
      };
      copy('condition', {});
      copy('approval', { condition_id: "condition_id || '-' || n" });
    }
    await world.open(world.now, world.feed.seen());
    // 121 of them and this one, each 11.152 % of equity.
    expect(await world.says(`/approve ${await world.proposes(ethIdea(SMALL))}`)).toContain('would have approved 13');
    expect(await world.says('/risk')).toMatch(/the policy counts as a person\.\n +now: 13\d\d\.\d+ %/);
  });

  it('is not got round by the policy, which leaves what is too much for its own day to a person', async () => {
    await using world = await open(['policy.autopilot=true']);
    const [first, second, third] = await three(world);
    expect([first, second, third].map((id) => world.condition(id)?.status)).toEqual(['armed', 'armed', 'proposed']);
    expect(world.events('policy.asked')).toMatchObject([
      {
        subject: third,
        data: {
          because: expect.stringMatching(/^it has approved enough for a day: 3\d\.\d+ % of equity with this one, at most 25 %$/),
          rules: [],
        },
      },
    ]);
    expect(await world.says(`/approve ${third}`)).toContain('is armed');
  });

  it('counts for both where two have to approve', async () => {
    await using world = await open(['chat.twoPersonAbovePct=0.1']);
    const ann = world.person('telegram', '111', 'trader');
    const bob = world.person('telegram', '222', 'trader', 'Bob');
    const cid = world.person('telegram', '333', 'trader', 'Cid');
    const [first, second, third] = await three(world);
    for (const [id, other] of [
      [first, bob],
      [second, cid],
    ] as const) {
      expect(await says(world, ann, `/approve ${id}`)).toContain('the first of two approvals');
      expect(await says(world, other, `/approve ${id}`)).toContain('is armed');
    }
    expect(await says(world, ann, `/approve ${third}`)).toMatch(REFUSED);
    expect(await says(world, bob, `/approve ${third}`)).toContain('the first of two approvals');
  });

  it('is the same, counted along or counted from the ledger', async () => {
    await using world = await openWorld({ prices: PRICES });
    const along = new DayBook(world.ledger, () => 0.22);
    const deaf = world.ledger.listen((event) => along.note(event));
    const approved = (book: DayBook): number => book.most(world.clock.now());
    expect(approved(along)).toBe(0);
    const armed = (await three(world)).filter((id) => world.condition(id)?.status === 'armed');
    expect(armed.length).toBeGreaterThan(1);
    expect(approved(along)).toBeGreaterThan(2_000);
    expect(approved(along)).toBe(approved(new DayBook(world.ledger, () => 0.22)));
    await world.says(`/disarm ${armed[0]}`);
    expect(approved(along)).toBe(approved(new DayBook(world.ledger, () => 0.22)));
    deaf();
  });
});
