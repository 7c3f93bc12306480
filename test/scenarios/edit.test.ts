import { describe, expect, it } from 'vitest';
import { toText } from '#src/domain/decimal.ts';
import { openWorld, type World } from '#test/harness.ts';

const IDEA = {
  entry: 64_000,
  stop: 62_900,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ] as [number, number][],
};
const open = (sets: readonly string[] = []): Promise<World> => openWorld({ prices: { 'BTC/USDT': 63_800 }, sets });

describe('/edit', () => {
  it('makes a new condition that supersedes the old one, bound to parameters of its own', async () => {
    await using world = await open();
    const id = await world.proposes(IDEA);
    const before = world.condition(id);
    await world.says(`/edit ${id} stop 63100`);
    const after = world.condition('c2');
    expect(world.condition(id)).toBeUndefined();
    expect(after).toMatchObject({
      status: 'proposed',
      stop: '63100',
      entry: before?.entry,
      targets: before?.targets,
      thesis: before?.thesis,
    });
    expect(after?.paramsHash).not.toBe(before?.paramsHash);
    const [superseded] = world.events('condition.superseded');
    expect(superseded).toMatchObject({ subject: id, actor: 'user:terminal' });
    expect(world.events('condition.proposed').at(-1)).toMatchObject({ subject: 'c2', actor: 'user:terminal', cause: superseded?.seq });
    expect(await world.says(`/approve ${id}`)).toContain('superseded already');
  });

  it('asks again, also where the policy would have approved that little by itself', async () => {
    await using world = await open();
    const id = await world.proposes(IDEA);
    await world.says(`/edit ${id} size 0.1%`);
    expect(world.condition('c2')?.status).toBe('proposed');
    expect(Number(toText(world.condition('c2')?.riskAmount as never))).toBeLessThan(10.1);
    expect(world.events('condition.armed')).toEqual([]);
  });

  it('takes what was armed out of the sniper: only the new one triggers, once it is approved', async () => {
    await using world = await open();
    const id = await world.proposes(IDEA);
    await world.says(`/approve ${id}`);
    await world.says(`/edit ${id} size half`);
    await world.price('BTC/USDT', 64_010);
    expect(world.events('condition.triggered')).toEqual([]);
    await world.price('BTC/USDT', 63_900);
    await world.says('/approve c2');
    await world.price('BTC/USDT', 64_010);
    expect(world.events('condition.triggered').map(({ subject }) => subject)).toEqual(['c2']);
  });

  it('survives a restart as it is', async () => {
    await using world = await open();
    await world.proposes(IDEA);
    await world.says('/edit c1 expiry 90min');
    await world.restart({ crash: true });
    expect(await world.says('/proposals')).toContain('c2');
    await world.minutes(91);
    expect(world.events('condition.expired').map(({ subject }) => subject)).toEqual(['c2']);
  });

  it.each([
    ['stop 64100', 'on the wrong side of the entry'],
    ['stop 63995', 'inside the noise'],
    ['stop 61000', 'Reward to risk is'],
    ['size 1.5%', 'the guards allow 1 % for one trade'],
    ['size 200', 'the guards allow 1 % for one trade'],
    ['size 0.001', 'the'],
    ['expiry 73h', 'more than 72 h'],
    ['size 25 EUR', '25 EUR is no size.'],
    ['expiry 25:00', '25:00 is no expiry.'],
  ])('refuses %s in words, and changes nothing', async (what, why) => {
    await using world = await open();
    const id = await world.proposes(IDEA);
    const { seq } = world.ledger.head;
    expect(await world.says(`/edit ${id} ${what}`)).toContain(why);
    expect(world.ledger.head.seq).toBe(seq);
    expect(world.condition(id)?.status).toBe('proposed');
  });

  it('refuses what is over, and what has expired in the meantime', async () => {
    await using world = await open();
    await world.proposes({ ...IDEA, hours: 1 });
    await world.silence(61);
    expect(await world.says('/edit c1 size half')).toMatch(/c1 (?:expired at|is expired)/);
    expect(await world.says('/edit c9 size half')).toContain('There is no condition c9.');
    await world.minutes(2);
    const id = await world.proposes(IDEA);
    await world.says(`/reject ${id}`);
    expect(await world.says(`/edit ${id} size half`)).toContain(`${id} is rejected; only what is proposed or armed can be changed.`);
  });

  it('refuses more than the policy ever allows', async () => {
    await using world = await open(['policy.neverAbovePct=0.3', 'policy.autoUpToPct=0']);
    await world.proposes({ ...IDEA, riskPct: 0.2 });
    expect(await world.says('/edit c1 size 0.4%')).toContain('more than the policy ever allows (0.3 % of equity)');
  });

  it('is for traders', async () => {
    await using world = await open();
    await world.proposes(IDEA);
    expect(await world.says('/edit c1 size half', { role: 'viewer' })).toContain('needs the role trader');
  });
});

describe('/stop, which freqtrade taught', () => {
  it('stops for good, as there; /stopentry and /stopbuy only pause', async () => {
    await using world = await open();
    expect(await world.says('/stop the news')).toContain('Heron is halted');
    expect(world.ledger.memory.halt?.reason).toBe('the news');
    await world.says('/resume "resume trading"');
    expect(await world.says('/stopbuy')).toContain('Desk main is paused');
    expect(world.ledger.memory.halt).toBeUndefined();
  });
});
