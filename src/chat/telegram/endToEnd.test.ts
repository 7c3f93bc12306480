import { afterEach, describe, expect, test } from 'vitest';
import type { Role } from '#src/chat/command.ts';
import { pairPerson } from '#src/chat/people.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Chart } from '#src/domain/chart.ts';
import { instant, systemClock } from '#src/domain/clock.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import { type FakeMessage, type FakePerson, FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { png } from '#test/fakes/telegram/png.ts';
import { openWorld, type World } from '#test/harness.ts';
import { createTelegram, type Telegram } from './telegram.ts';

const PRICES = { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 };

/** The whole app, with grammY and a Bot API server of its own, and Ann and Bob paired. */
class Scene implements AsyncDisposable {
  readonly fake: FakeTelegram;
  readonly world: World;
  readonly ann: FakePerson;
  readonly bob: FakePerson;
  telegram: Telegram;

  constructor(fake: FakeTelegram, world: World, telegram: Telegram) {
    this.fake = fake;
    this.world = world;
    this.telegram = telegram;
    this.ann = this.#paired(111, 'Ann', 'owner');
    this.bob = this.#paired(222, 'Bob', 'trader');
  }

  #paired(id: number, name: string, role: Role): FakePerson {
    const chat = { platform: 'telegram', channel: `telegram:${id}`, chatTitle: name };
    pairPerson(this.world.ledger, { ...chat, userId: String(id), name, role });
    return this.fake.person({ id, first_name: name });
  }

  /** What somebody's chat shows of a condition: its card. */
  card(id: string, chat = 111): FakeMessage {
    const message = this.fake.said(chat).find(({ text }) => text.includes(id));
    if (message === undefined) throw new Error(`no card of ${id}`);
    return message;
  }

  texts = (chat = 111): string[] => this.fake.said(chat).map(({ text }) => text);

  /** Says something and waits for the next message in that chat. */
  async says(person: FakePerson, text: string, chat = person.id): Promise<string> {
    const before = this.fake.said(chat).length;
    this.fake.says(person, text, { chat });
    await this.fake.until(() => this.fake.said(chat).length > before);
    return this.texts(chat).at(-1) as string;
  }

  /** Taps and waits for the toast. */
  async taps(person: FakePerson, message: FakeMessage, label: string): Promise<string> {
    const tap = this.fake.taps(person, message, label);
    await this.fake.until(() => tap.toast !== undefined);
    return tap.toast?.text as string;
  }

  /** Time for what waits to be sent. */
  passes = (): Promise<void> => this.world.minutes(1);

  async [Symbol.asyncDispose](): Promise<void> {
    await this.telegram.stop();
    await this.world.end();
    await this.fake[Symbol.asyncDispose]();
  }
}

async function opened(...sets: readonly string[]): Promise<Scene> {
  const fake = await FakeTelegram.open({ limits: false });
  let telegram: Telegram | undefined;
  const world = await openWorld({
    prices: PRICES,
    history: new Map(Object.entries(PRICES).map(([market, price]) => [market, quietHours(price)])),
    sets: ['policy.autoUpToPct=0', ...sets],
    platforms: (name) => (name.startsWith('telegram:') ? telegram?.channel(name) : undefined),
  });
  telegram = createTelegram({
    token: fake.token,
    apiRoot: fake.root,
    frontDoor: world.door,
    clock: systemClock(),
    paint: async (chart) => {
      painted.push(chart);
      return png();
    },
    menu: () => [],
    people: () => [...world.ledger.memory.people.values()].map(({ user_id }) => user_id),
    speaksIn: (channel) => world.ledger.memory.chats.has(channel),
    panic: ['halt'],
    log: { error: (line) => log.push(line) },
    onUp: () => undefined,
    onDown: () => undefined,
    onSuspicion: () => undefined,
    pollSeconds: 1,
  });
  const scene = new Scene(fake, world, telegram);
  telegram.start();
  await fake.until(() => telegram?.state().state === 'up');
  return scene;
}

const log: string[] = [];
const painted: Chart[] = [];
afterEach(() => {
  expect(log.splice(0)).toEqual([]);
  painted.length = 0;
});

/** Twelve hours of minutes around a price, up to the beginning of the world. */
const quietHours = (price: number): Candle[] =>
  Array.from({ length: 720 }, (_, i) => {
    const openedAt = instant(Date.UTC(2026, 0, 5, 8) - (720 - i) * 60_000);
    return { openedAt, open: price, high: price * 1.001, low: price * 0.999, close: price, volume: 1 };
  });

describe('the whole app on Telegram', () => {
  test('answers /status, proposes with buttons, is told yes, and edits every copy', async () => {
    await using scene = await opened();
    const { world, ann, bob } = scene;
    expect(await scene.says(ann, '/status')).toMatch(/PAPER/);
    const id = await world.proposes();
    await scene.passes();
    const copies = [scene.card(id), scene.card(id, 222)];
    expect(copies.map(({ keyboard }) => keyboard?.flat().some(({ text }) => text === 'Approve'))).toEqual([true, true]);
    expect(await scene.taps(bob, copies[1] as FakeMessage, 'Approve')).toContain(`${id} is armed`);
    await scene.passes();
    for (const card of [scene.card(id), scene.card(id, 222)]) {
      expect(card.text).toMatch(/Approved by Bob on Telegram/);
      expect(card.keyboard?.flat().map(({ text }) => text) ?? []).not.toContain('Approve');
    }
    expect(world.events('condition.armed')[0]?.actor).toBe('user:telegram:222:Bob');
  });

  test('a restart between proposal and tap: the tap works (case 1)', async () => {
    await using scene = await opened();
    const { world, ann } = scene;
    const id = await world.proposes();
    await scene.passes();
    await world.restart({ crash: true });
    expect(await scene.taps(ann, scene.card(id), 'Approve')).toContain(`${id} is armed`);
  });

  test('two taps in the same instant: one decision, and the second reads it (case 2)', async () => {
    await using scene = await opened();
    const { world, ann, bob } = scene;
    const id = await world.proposes();
    await scene.passes();
    const toasts = await Promise.all([scene.taps(ann, scene.card(id), 'Approve'), scene.taps(bob, scene.card(id, 222), 'Reject')]);
    expect(toasts.filter((toast) => toast.includes('already'))).toHaveLength(1);
    expect(world.events('condition.armed').length + world.events('condition.rejected').length).toBe(1);
  });

  test("a stranger's tap and a forged one change nothing and are recorded (case 3)", async () => {
    await using scene = await opened();
    const { world, fake, ann } = scene;
    const id = await world.proposes();
    await scene.passes();
    const card = scene.card(id);
    await scene.taps(fake.person({ id: 666, first_name: 'Mallory' }), card, 'Approve');
    const forged = fake.taps(ann, card, 'Approve', { data: 'A'.repeat(22) });
    await fake.until(() => forged.toast !== undefined);
    await scene.passes();
    expect(scene.card(id)).toEqual(card);
    expect(world.condition(id)?.status).toBe('proposed');
    expect(world.events('tap.refused').map(({ data }) => data.user_id)).toEqual(['666', '111']);
  });

  test('an old query has its effect, and the card is finished all the same (case 4)', async () => {
    await using scene = await opened();
    const { world, fake, ann } = scene;
    const id = await world.proposes();
    await scene.passes();
    fake.taps(ann, scene.card(id), 'Approve', { old: true });
    await fake.until(() => world.condition(id)?.status === 'armed');
    await scene.passes();
    expect(scene.card(id).text).toMatch(/Approved by Ann on Telegram/);
  });

  test('expiry edits every copy, a late yes is refused, a late halt is not (case 5)', async () => {
    await using scene = await opened();
    const { world, ann, bob, fake } = scene;
    const id = await world.proposes({ hours: 1 });
    await scene.passes();
    const card = scene.card(id);
    const approve = card.keyboard?.flat().find(({ text }) => text === 'Approve')?.data as string;
    await world.minutes(90);
    expect([scene.card(id), scene.card(id, 222)].map(({ text }) => /expired/i.test(text))).toEqual([true, true]);
    const late = fake.taps(ann, card, 'Approve', { data: approve });
    await fake.until(() => late.toast !== undefined);
    expect(late.toast?.text).toMatch(/expired/i);
    expect(world.events('condition.armed')).toEqual([]);
    expect(await scene.says(bob, '/halt')).toMatch(/[Hh]alted/);
  });

  test('a price beyond tolerance at the tap is asked about again, with the difference (case 9)', async () => {
    await using scene = await opened('policy.priceTolerancePct=0.2');
    const { world, fake, ann } = scene;
    const id = await world.proposes({ entry: 64_500, stop: 62_000, targets: [[70_000, 100]] });
    await scene.passes();
    await world.price('BTC/USDT', 64_100);
    const before = fake.said(111).length;
    fake.taps(ann, scene.card(id), 'Approve');
    await fake.until(() => fake.said(111).length > before);
    const asked = fake.said(111).at(-1) as FakeMessage;
    expect(asked.text).toMatch(/the price has moved since the proposal[\s\S]*price: 63,800 → 64,100/);
    expect(world.condition(id)?.status).toBe('proposed');
    expect(await scene.taps(ann, asked, 'Approve at this price')).toContain(`${id} is armed`);
  });

  test("a card's picture shows its own market and the newest candle of it (case 10)", async () => {
    await using scene = await opened();
    const { world } = scene;
    await world.minutes(61);
    const ids = [await world.proposes(), await world.proposes({ market: 'ETH/USDT', entry: 3_250, stop: 3_100, targets: [[3_600, 100]] })];
    await scene.passes();
    expect(ids.map((id) => scene.card(id).photo !== undefined)).toEqual([true, true]);
    const charts = painted.filter((chart) => chart.kind === 'candles');
    expect(new Set(charts.map(({ market }) => market))).toEqual(new Set(['BTC/USDT', 'ETH/USDT']));
    for (const { market, timeframe, candles } of charts) {
      const newest = world.app.candles.of(market, timeframe as Timeframe).at(-1);
      expect(candles.at(-1)?.[0]).toBe(newest?.openedAt);
      expect(candles.at(-1)?.[4]).toBe(newest?.close);
    }
  });

  test('an owner ends a halt only with the code that the machine alone shows; a trader halts in one step (SEC-15, SEC-16)', async () => {
    await using scene = await opened();
    const { world, fake, ann, bob } = scene;
    fake.says(bob, '/halt', { chat: 222 });
    await fake.until(() => world.ledger.memory.halt !== undefined);
    expect(await scene.says(ann, '/resume "resume trading"')).toContain('needs a second step');
    const code = /\/confirm (\d{6})/.exec(world.machine.at(-1) ?? '')?.[1] ?? '';
    expect(scene.texts().join('\n')).not.toContain(code);
    expect(await scene.says(ann, `/confirm ${code === '000000' ? '000001' : '000000'}`)).toContain('not the code');
    expect(world.ledger.memory.halt).toBeDefined();
    expect(await scene.says(ann, `/confirm ${code}`)).not.toContain('not the code');
    expect(world.ledger.memory.halt).toBeUndefined();
  });

  test('a card that is not like the last ones says so, where the eye falls on it (SEC-28)', async () => {
    await using scene = await opened();
    const { world, ann } = scene;
    const wide = { entry: 64_000, stop: 60_000, targets: [[72_000, 100]] as [number, number][] };
    for (let i = 0; i < 3; i++) {
      const id = await world.proposes({ ...wide, riskPct: 0.2 });
      await scene.passes();
      await scene.taps(ann, scene.card(id), 'Approve');
      await world.says(`/disarm ${id}`);
    }
    const large = await world.proposes({ ...wide, riskPct: 0.8 });
    await scene.passes();
    expect(scene.card(large).text).toMatch(/unusual: 4\.0 × the risk of the last ones/);
  });

  test('a flood of strangers is dropped before the ledger, and a halt comes through (SEC-36)', async () => {
    await using scene = await opened();
    const { world, fake, bob } = scene;
    const heard = (): number => world.ledger.get<{ n: number }>("select count(*) as n from inbox where actor like 'stranger:%'")?.n ?? 0;
    const mallory = fake.person({ id: 666, first_name: 'Mallory' });
    for (let i = 0; i < 100; i++) fake.says(mallory, `/status ${i}`, { chat: 666 });
    fake.says(bob, '/halt', { chat: 222 });
    await fake.until(() => world.ledger.memory.halt !== undefined);
    expect(heard()).toBeLessThanOrEqual(5);
    expect(fake.said(666).length).toBeLessThanOrEqual(5);
  });

  test('a tap on parameters that were changed under the card is refused (SEC-14)', async () => {
    await using scene = await opened();
    const { world, ann } = scene;
    const id = await world.proposes();
    await scene.passes();
    const condition = world.condition(id);
    if (condition === undefined) throw new Error('no condition');
    world.ledger.memory.conditions.set(id, { ...condition, paramsHash: 'another' });
    expect(await scene.taps(ann, scene.card(id), 'Approve')).toContain(`${id} was changed since this was shown.`);
    expect(world.events('condition.armed')).toEqual([]);
    world.ledger.memory.conditions.set(id, condition);
  });

  test('is halted once by two words and stays halted (case 6)', async () => {
    await using scene = await opened();
    const { world, ann, bob } = scene;
    await scene.says(ann, '/halt too wild');
    await scene.says(bob, '/halt');
    await world.restart({ crash: true });
    expect(await scene.says(ann, '/status')).toMatch(/halted/i);
    expect(world.events('halt.set')).toHaveLength(1);
  });

  test('hears nobody twice when updates come again (INV-10)', async () => {
    await using scene = await opened();
    const { world, fake, ann } = scene;
    await scene.says(ann, '/pause');
    await fake.until(() => fake.updates.pending === 0);
    const before = fake.said(111).length;
    fake.updates.deliverAgain();
    await scene.says(ann, '/version');
    expect(fake.said(111)).toHaveLength(before + 1);
    expect(world.events('desk.paused')).toHaveLength(1);
  });

  test('lets in a person by the code of the machine, and nobody by the first word', async () => {
    await using scene = await opened();
    const { world, fake } = scene;
    const eve = fake.person({ id: 333, first_name: 'Eve' }, { stranger: true });
    await scene.says(eve, '/start');
    expect(world.ledger.memory.people.has('telegram:333')).toBe(false);
    const code = /\b[A-Z0-9]{4,}(?:-[A-Z0-9]+)*\b/.exec((await world.says('/pair viewer')).replace(/^.*$/m, ''))?.[0];
    await scene.says(eve, `/start ${code}`);
    expect(world.ledger.memory.people.get('telegram:333')).toMatchObject({ role: 'viewer', name: 'Eve' });
  });

  test('stays in a group that an owner brought it into, and leaves any other (SEC-12)', async () => {
    await using scene = await opened();
    const { fake, ann, bob, world } = scene;
    fake.group(-100, 'Desk', { bot: false });
    fake.group(-200, 'Bazaar', { bot: false });
    fake.addsBot(ann, -100);
    fake.addsBot(bob, -200);
    await fake.until(() => fake.chat(-200).bot === 'left');
    expect([...world.ledger.memory.chats.keys()]).toContain('telegram:-100');
    expect(await scene.says(ann, '/version', -100)).toMatch(/\d/);
  });
});
