import { describe, expect, it } from 'vitest';
import { commands as allCommands } from '#commands/index.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Answer } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { toIso } from '#src/domain/clock.ts';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import { seededRng } from '#src/domain/rng.ts';
import { openWorld, type World } from '#test/harness.ts';
import type { Person } from '#test/person.ts';

const PRICES = { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200, 'SOL/USDT': 150 };
const fresh = (...sets: readonly string[]): Promise<World> => openWorld({ prices: PRICES, sets: ['policy.autoUpToPct=0', ...sets] });
const textOf = (answer: Answer | undefined): string | undefined => answer && toPlainText(answer.reply);
const inbox = (world: World): { actor: string; text: string; outcome: string | null; platform: string }[] =>
  world.ledger.all('select platform, actor, text, outcome from inbox order by id');
/** Everything that trading and answers hang on. */
const stateOf = (world: World): string =>
  canonicalJson({
    conditions: world.ledger.all('select id, status from condition order by id'),
    approvals: world.ledger.all('select id from approval order by id'),
    people: world.ledger.all('select id, role, status from person order by id'),
    orders: world.ledger.all('select id, status from "order" order by id'),
    halts: world.ledger.all('select seq from halt order by seq'),
  } as Json);

describe('a tap', () => {
  it('works after a crash between proposal and tap', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const id = await world.proposes();
    await world.restart({ crash: true });
    const answer = await ann.taps('Approve');
    expect(answer).toMatchObject({ show: 'toast', discreet: false });
    expect(textOf(answer)).toContain(`${id} is armed`);
    expect(world.condition(id)?.status).toBe('armed');
    expect(world.events('condition.armed')[0]?.actor).toBe('user:telegram:111:Ann');
  });

  it('works once: the second, also on the other platform, reads what was decided', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader', 'Ann');
    const bob = world.person('discord', '222', 'owner', 'Bob');
    const id = await world.proposes();
    // The copies on both platforms, as they were before the first tap.
    const [onTelegram, onDiscord] = [ann.screen.button('Approve'), bob.screen.button('Reject')];
    const [first, second] = await Promise.all([
      ann.presses(onTelegram.tap.token, onTelegram.messageRef),
      bob.presses(onDiscord.tap.token, onDiscord.messageRef),
    ]);
    expect(textOf(first)).toContain(`${id} is armed`);
    expect(second?.show).toBe('toast');
    expect(textOf(second)).toContain(`${id} was approved already, by Ann on Telegram at 08:01 UTC`);
    expect(textOf(await ann.presses(onTelegram.tap.token, onTelegram.messageRef))).toContain('was approved already, by Ann on Telegram');
    expect(world.events('condition.armed')).toHaveLength(1);
    expect(world.events('condition.rejected')).toEqual([]);
  });

  it('of an update that is delivered again does nothing again and is not answered again', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    await world.proposes();
    const { tap, messageRef } = ann.screen.button('Reject');
    expect(await ann.presses(tap.token, messageRef, { updateId: 'u7' })).toBeDefined();
    expect(await ann.presses(tap.token, messageRef, { updateId: 'u7' })).toBeUndefined();
    expect(await ann.presses('x'.repeat(22), messageRef, { updateId: 'u8' })).toBeDefined();
    expect(await ann.presses('x'.repeat(22), messageRef, { updateId: 'u8' })).toBeUndefined();
    expect(inbox(world)).toHaveLength(2);
  });

  it('of a stranger is answered to them alone, changes nothing, leaves the buttons, and is recorded', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const mallory = world.person('telegram', '666', undefined, 'Mallory: owner');
    const id = await world.proposes();
    const before = stateOf(world);
    const shown = ann.screen.sent.length;
    const { tap, messageRef } = ann.screen.button('Approve');
    const answer = await mallory.presses(tap.token, messageRef, { channel: ann.channel });
    expect(answer).toMatchObject({ show: 'toast', discreet: true, taps: [] });
    expect(textOf(answer)).toBe('This Heron does not know you.\nNothing was changed.');
    expect(stateOf(world)).toBe(before);
    expect(ann.screen.sent).toHaveLength(shown);
    expect(inbox(world)).toEqual([
      {
        platform: 'telegram',
        actor: 'stranger:telegram:666:Mallory owner',
        text: `/approve ${id}`,
        outcome: 'This Heron does not know you.',
      },
    ]);
    expect(world.events('tap.refused')).toMatchObject([
      { subject: 'telegram:666', data: { name: 'Mallory owner', reason: 'not known here' } },
    ]);
    expect(textOf(await ann.taps('Approve'))).toContain('is armed');
  });

  it('that comes after the expiry of its proposal is refused with the reason', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const id = await world.proposes({ hours: 1 });
    const { tap, messageRef } = ann.screen.button('Approve');
    await world.silence(61);
    const answer = await ann.presses(tap.token, messageRef);
    expect(answer?.show).toBe('toast');
    expect(textOf(answer)).toContain(`${id} expired at 09:01 UTC`);
    expect(world.events('condition.armed')).toEqual([]);
  });

  it('works only in its own message, and belongs to the first one where nobody could say which it is', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const cid = world.person('telegram', '333', 'trader', 'Cid');
    await world.proposes();
    const { tap, messageRef } = ann.screen.button('Approve');
    expect(textOf(await ann.presses(tap.token, 'm99'))).toContain('belongs to another message');
    expect(textOf(await cid.presses(tap.token, messageRef))).toContain('belongs to another message');
    expect(world.events('condition.armed')).toEqual([]);
    expect(world.events('tap.refused')).toHaveLength(2);
    // The platform took the message, but its answer was lost: the tap itself tells which message it is.
    const answer = await world.frontDoor.hear({
      platform: 'telegram',
      updateId: 'q1',
      channel: ann.channel,
      chatKind: 'private',
      chatTitle: 'Ann',
      userId: '111',
      userName: 'Ann',
      said: { text: '/proposals' },
    });
    const reject = answer?.taps.find(({ label }) => label === 'Reject');
    expect(textOf(await ann.presses(reject?.token ?? '', 'm50'))).toContain('is rejected');
    expect(textOf(await ann.presses(reject?.token ?? '', 'm51'))).toContain('belongs to another message');
  });

  it('on what is used up, or expired by the clock of the people, says so', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    await world.says(`/approve ${await world.proposes({ entry: 64_000 })}`);
    await world.minutes(1, { 'BTC/USDT': 64_001 });
    await ann.says('/positions');
    const { tap, messageRef } = ann.screen.button('Close');
    const details = ann.screen.button('Details');
    expect(await ann.presses(details.tap.token, details.messageRef)).toMatchObject({ show: 'message' });
    expect(await ann.presses(details.tap.token, details.messageRef)).toMatchObject({ show: 'message' });
    expect(textOf(await ann.presses(tap.token, messageRef))).toContain('t1 is closed');
    expect(textOf(await ann.presses(tap.token, messageRef))).toBe(
      'This was done already, by Ann on Telegram at 08:02 UTC.\nNothing was changed.',
    );
    await world.silence(15);
    expect(textOf(await ann.presses(details.tap.token, details.messageRef))).toBe(
      'This button expired at 08:17 UTC.\nNothing was changed. If you still want it, say /position t1',
    );
    expect(world.events('trade.closed')).toHaveLength(1);
  });

  it('asks again at another price, and only the new button says yes to that price', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const id = await world.proposes();
    const card = ann.screen.button('Approve');
    await world.price('BTC/USDT', 63_300);
    const answer = await ann.presses(card.tap.token, card.messageRef);
    expect(answer).toMatchObject({ show: 'message' });
    expect(textOf(answer)).toContain('price: 63,800 → 63,300');
    // A hasty second tap on the old card has not seen the new price.
    expect(textOf(await ann.presses(card.tap.token, card.messageRef))).toContain('price: 63,800 → 63,300');
    expect(world.condition(id)?.status).toBe('proposed');
    expect(textOf(await ann.taps('Approve at this price'))).toContain(`${id} is armed`);
  });

  it('on parameters that were changed under the card is refused', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const id = await world.proposes();
    const { tap, messageRef } = ann.screen.button('Approve');
    const condition = world.condition(id);
    if (condition === undefined) throw new Error('no condition');
    world.ledger.memory.conditions.set(id, { ...condition, paramsHash: 'another' });
    expect(textOf(await ann.presses(tap.token, messageRef))).toContain(`${id} was changed since this was shown.`);
    expect(world.events('condition.armed')).toEqual([]);
    world.ledger.memory.conditions.set(id, condition);
  });

  it('shows to a viewer what their role lacks, and the button still works for a trader', async () => {
    await using world = await fresh('chat.groupButtons=true');
    world.person('telegram', '111', 'owner');
    const vera = world.person('telegram', '444', 'viewer', 'Vera');
    const cid = world.person('telegram', '333', 'trader', 'Cid');
    expect(world.frontDoor.joined({ platform: 'telegram', channel: 'telegram:-5', chatTitle: 'Desk', userId: '111', userName: '' })).toBe(
      true,
    );
    world.screen('telegram:-5');
    const id = await world.proposes();
    expect(await vera.taps('Approve', { channel: 'telegram:-5' })).toMatchObject({
      show: 'toast',
      discreet: true,
      reply: { title: '/approve needs the role trader.' },
    });
    expect(textOf(await cid.taps('Approve', { channel: 'telegram:-5' }))).toContain(`${id} is armed`);
  });
});

describe('a thousand presses that are forged, replayed, foreign, expired or those of strangers', () => {
  it('change nothing, leave every button, and are all recorded', async () => {
    await using world = await fresh('chat.lockAfterRefusals=1000000', 'chat.twoPersonAbovePct=100');
    const ann = world.person('telegram', '111', 'trader');
    const cid = world.person('telegram', '333', 'trader', 'Cid');
    const rng = seededRng(5);
    await world.proposes({ market: 'ETH/USDT', hours: 1 });
    const expired = ann.screen.button('Approve');
    await world.silence(61);
    await world.price('BTC/USDT', 63_800);
    await world.price('SOL/USDT', 150);
    const done = await world.proposes({ hours: 72 });
    const replayed = ann.screen.button('Approve');
    await ann.presses(replayed.tap.token, replayed.messageRef);
    const waiting = await world.proposes({ market: 'SOL/USDT', hours: 72 });
    const live = ann.screen.button('Approve');
    expect([world.condition(done)?.status, world.condition(waiting)?.status]).toEqual(['armed', 'proposed']);
    const before = stateOf(world);
    const shown = ann.screen.sent.length;
    const rows = inbox(world).length;
    const forged = (): string => Buffer.from(Uint8Array.from({ length: 16 }, () => Math.floor(rng.next() * 256))).toString('base64url');
    const attacks: readonly ((i: number) => Promise<Answer | undefined>)[] = [
      () => cid.presses(forged(), 'm1'),
      (i) => cid.presses(`${live.tap.token.slice(0, -1)}${i % 10}${"'; drop table button; --"}`, 'm1'),
      () => cid.presses(live.tap.token, live.messageRef),
      () => ann.presses(live.tap.token, 'm777'),
      () => ann.presses(replayed.tap.token, replayed.messageRef),
      () => ann.presses(expired.tap.token, expired.messageRef),
      (i) => world.person('telegram', String(10_000 + i)).presses(live.tap.token, live.messageRef, { channel: ann.channel }),
      (i) => world.person('discord', '111').presses(live.tap.token, live.messageRef, { channel: ann.channel, updateId: `d${i}` }),
    ];
    for (let i = 0; i < 1_000; i++) {
      // Slowly enough that no press is dropped as a flood.
      await world.silence(2 / 60);
      const answer = await (attacks[i % attacks.length] as (i: number) => Promise<Answer | undefined>)(i);
      expect(answer, `press ${i}`).toMatchObject({ show: 'toast', taps: [] });
    }
    expect(stateOf(world)).toBe(before);
    expect(inbox(world)).toHaveLength(rows + 1_000);
    expect(inbox(world).filter(({ outcome }) => outcome === null)).toEqual([]);
    expect(ann.screen.sent).toHaveLength(shown);
    expect(world.events('tap.refused').length).toBeGreaterThan(100);
    await world.price('SOL/USDT', 150);
    expect(textOf(await ann.presses(live.tap.token, live.messageRef))).toContain(`${waiting} is armed`);
  });
});

describe('a lockout', () => {
  it('comes after too many forged taps, is one event, keeps recording, lets a halt through, and ends', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const id = await world.proposes({ hours: 8 });
    for (let i = 0; i < 5; i++) expect(textOf(await ann.presses(`forged${i}`, 'm1'))).toContain('not one that Heron knows');
    await world.silence(0.1);
    expect(textOf(await ann.taps('Approve'))).toContain('too many refused taps or codes');
    expect(await ann.says('/status')).toContain('Try again in 9 min');
    expect(world.events('person.locked')).toHaveLength(1);
    expect(inbox(world).slice(-2)).toMatchObject([{ text: `/approve ${id}` }, { text: '/status' }]);
    expect(await ann.says('/halt they have my phone')).toContain('Heron is halted');
    await world.says('/resume "resume trading"');
    await world.silence(10);
    await world.price('BTC/USDT', 63_800);
    expect(textOf(await ann.taps('Approve'))).toContain(`${id} is armed`);
  });

  it('does not come from honest taps that are late or second', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    await world.proposes();
    const { tap, messageRef } = ann.screen.button('Reject');
    for (let i = 0; i < 10; i++) {
      await ann.presses(tap.token, messageRef);
      await world.silence(1 / 60);
    }
    expect(world.events('person.locked')).toEqual([]);
  });
});

describe('pairing', () => {
  const codeOf = async (world: World, role = 'trader'): Promise<string> =>
    /code +([A-Z2-9]{8})/.exec(await world.says(`/pair ${role}`))?.[1] ?? '';

  it('lets in whoever says the code of the machine, in their private chat, once', async () => {
    await using world = await fresh();
    const code = await codeOf(world);
    const ann = world.person('telegram', '111');
    const bob = world.person('telegram', '222', undefined, 'Bob');
    expect(await ann.says('/status')).toContain('This Heron does not know you.');
    expect(await ann.says(`/pair ${code}`)).toBe(
      '✓ Welcome, Ann: you are a trader\nHeron speaks to you here from now on.\n\n/status · /help',
    );
    expect(world.ledger.memory.people.get('telegram:111')).toMatchObject({ role: 'trader', name: 'Ann' });
    expect(world.ledger.memory.chats.get('telegram:111')).toMatchObject({ kind: 'private', person_id: 'telegram:111' });
    expect(await bob.says(`/pair ${code}`)).toContain('does not work');
    expect(world.frontDoor.roleOf('telegram', '222')).toBeUndefined();
    const id = await world.proposes();
    expect(textOf(await ann.taps('Approve'))).toContain(`${id} is armed`);
    expect(world.events('pairing.offered')).toHaveLength(1);
    expect(world.events('pairing.failed')).toMatchObject([{ subject: 'telegram:222' }]);
  });

  it('takes /start with a code, which is what a link of Telegram says', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111');
    expect(await ann.says('/start')).toContain('does not know you');
    expect(await ann.says(`/start ${await codeOf(world, 'owner')}`)).toContain('you are an owner');
  });

  it('shows the code on the machine and writes it nowhere', async () => {
    await using world = await fresh();
    const code = await codeOf(world);
    const written = world.ledger
      .all<{ name: string }>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
      .flatMap(({ name }) => world.ledger.all(`select * from "${name}"`));
    expect(code).toHaveLength(8);
    expect(JSON.stringify(written)).not.toContain(code);
  });

  it('voids the code after five wrong ones, locks the guesser out, and does not survive a restart', async () => {
    await using world = await fresh();
    const code = await codeOf(world);
    const mallory = world.person('telegram', '666', undefined, 'Mallory');
    for (let i = 0; i < 5; i++) expect(await mallory.says(`/pair AAAABBB${i + 2}`)).toContain('does not work');
    expect(world.events('person.locked')).toMatchObject([{ subject: 'telegram:666' }]);
    const ann = world.person('telegram', '111');
    expect(await ann.says(`/pair ${code}`)).toContain('does not work');
    const second = await codeOf(world);
    await world.restart();
    expect(await ann.says(`/pair ${second}`)).toContain('does not work');
    expect(world.ledger.memory.people.size).toBe(0);
  });

  it('voids a code that was said in a group', async () => {
    await using world = await fresh();
    const code = await codeOf(world);
    const ann = world.person('telegram', '111');
    expect(await ann.says(`/pair ${code}`, { channel: 'telegram:-5' })).toContain('that code is void now');
    expect(await ann.says(`/pair ${code}`)).toContain('does not work');
    expect(world.ledger.memory.people.size).toBe(0);
  });

  it('needs a Heron that runs: a code lives in its memory', async () => {
    await using world = await fresh();
    const commands = createRegistry(allCommands);
    const dispatch = createDispatch({ app: world.app, commands, report: () => undefined });
    const user = { actor: 'user:shell', role: 'owner' } as const;
    const said = await dispatch({ platform: 'shell', updateId: '1', chat: 'offline', user, text: '/pair trader' });
    expect(said?.title).toBe('No Heron is running on this ledger.');
    expect(world.events('pairing.offered')).toEqual([]);
  });

  it('makes codes at the machine alone', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'owner');
    expect(await ann.says('/pair owner')).toContain('Codes are made at the machine.');
    expect(world.events('pairing.offered')).toEqual([]);
  });
});

describe('people', () => {
  it('are asked for their role at every word: whoever is removed is a stranger at once', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const id = await world.proposes();
    const { tap, messageRef } = ann.screen.button('Approve');
    expect(await world.says('/users')).toContain('telegram:111\n  name Ann · role trader');
    expect(await world.says('/users telegram:111 role viewer')).toContain('Ann is viewer now');
    expect(textOf(await ann.presses(tap.token, messageRef))).toContain('needs the role trader');
    expect(await world.says('/users telegram:111 remove')).toContain('Ann is removed');
    expect(textOf(await ann.presses(tap.token, messageRef))).toContain('does not know you');
    expect(world.condition(id)?.status).toBe('proposed');
    expect(world.ledger.memory.chats.size).toBe(0);
  });

  it('without a number are nobody, whatever they are called', async () => {
    await using world = await fresh();
    world.person('telegram', '111', 'owner');
    const nobody = world.person('telegram', undefined, undefined, 'Ann');
    expect(await nobody.says('/halt')).toBeUndefined();
    expect(textOf(await nobody.presses('x'.repeat(22), 'm1'))).toContain('does not know you');
    expect(world.events('halt.set')).toEqual([]);
  });

  it('who do not meet a rule of their platform are told which', async () => {
    await using world = await fresh();
    const ann = world.person('discord', '111', 'trader');
    const barred = 'the role that Heron asks for in this server is missing';
    const answer = await ann.asks('/pause', { channel: 'discord:9', barred });
    expect(answer?.discreet).toBe(true);
    expect(textOf(answer)).toContain('The role that Heron asks for in this server is missing. Nothing was changed.');
    expect(world.events('desk.paused')).toEqual([]);
    await ann.asks('/halt', { channel: 'discord:9', barred });
    expect(world.events('halt.set')).toHaveLength(1);
  });
});

describe('a second step', () => {
  const machineCode = (world: World): string => /\/confirm (\d{6})/.exec(world.machine.at(-1) ?? '')?.[1] ?? '';

  it('is asked of an owner in private: the code stands on the machine alone', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'owner');
    await world.says('/halt');
    expect(await ann.says('/resume')).toContain('To go on, type the phrase');
    expect(await ann.says('/resume "resume trading"')).toContain('/resume needs a second step');
    expect(world.ledger.memory.halt).toBeDefined();
    const code = machineCode(world);
    expect(world.machine).toEqual([
      `Ann on Telegram asks for /resume "resume trading". If that is right, they type there: /confirm ${code} (5 min left)`,
    ]);
    expect(await world.says('/confirm')).toContain(`Ann on Telegram asks for /resume "resume trading"`);
    expect(ann.screen.texts().join('\n')).not.toContain(code);
    expect(await ann.says('/confirm 000000')).toContain('That is not the code.');
    expect(world.ledger.memory.halt).toBeDefined();
    await world.silence(0.1);
    expect(await ann.says(`/confirm ${code}`)).toContain('✓ Resumed');
    expect(world.ledger.memory.halt).toBeUndefined();
    expect(world.events('halt.ended')[0]?.actor).toBe('user:telegram:111:Ann');
    expect([world.events('step.asked').length, world.events('step.passed').length]).toEqual([1, 1]);
    expect(await ann.says(`/confirm ${code}`)).toContain('Nothing waits for a code here.');
  });

  it('is not open to another owner, to a group, or after five minutes', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'owner');
    const bob = world.person('telegram', '222', 'owner', 'Bob');
    await world.says('/halt');
    expect(await ann.says('/resume "resume trading"', { channel: 'telegram:-5' })).toContain('in a private chat');
    expect(world.machine).toEqual([]);
    await ann.says('/resume "resume trading"');
    const code = machineCode(world);
    expect(await bob.says(`/confirm ${code}`)).toContain('Nothing waits');
    await world.silence(5);
    expect(await ann.says(`/confirm ${code}`)).toContain('Nothing waits');
    expect(world.ledger.memory.halt).toBeDefined();
  });

  it('is voided by five wrong codes, which lock out', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'owner');
    await world.says('/halt');
    await ann.says('/resume "resume trading"');
    const code = machineCode(world);
    for (let i = 0; i < 5; i++) {
      await world.silence(1 / 60);
      await ann.says('/confirm 12');
    }
    expect(world.events('person.locked')).toHaveLength(1);
    await world.silence(0.2);
    expect(await ann.says(`/confirm ${code}`)).toContain('too many refused');
    expect(await world.says('/confirm')).toBe('Nothing waits for a second step.');
    expect(world.ledger.memory.halt).toBeDefined();
  });

  it('is not needed at the machine, and does not stand before a trader’s commands', async () => {
    await using world = await fresh();
    const cid = world.person('telegram', '333', 'trader', 'Cid');
    expect(await cid.says('/halt')).toContain('Heron is halted');
    expect(await cid.says('/resume "resume trading"')).toContain('needs the role owner');
    expect(await world.says('/resume "resume trading"')).toContain('✓ Resumed');
  });
});

describe('a large proposal', () => {
  const large = (): Promise<World> => fresh('chat.twoPersonAbovePct=0.4');

  it('needs two persons: the same one twice does not count', async () => {
    await using world = await large();
    const ann = world.person('telegram', '111', 'trader', 'Ann');
    const bob = world.person('telegram', '222', 'trader', 'Bob');
    const id = await world.proposes();
    const [card, copy] = [ann.screen.button('Approve'), bob.screen.button('Approve')];
    const first = await ann.presses(card.tap.token, card.messageRef);
    expect(first?.show).toBe('toast');
    expect(textOf(first)).toContain(`${id} has the first of two approvals\nIt came by Ann on Telegram at 08:01 UTC.`);
    expect(textOf(await ann.presses(card.tap.token, card.messageRef))).toContain('has the first of two approvals');
    expect(world.condition(id)?.status).toBe('proposed');
    expect(world.events('approval.pledged')).toMatchObject([{ subject: id, actor: 'user:telegram:111:Ann' }]);
    await world.restart({ crash: true });
    expect(textOf(await bob.presses(copy.tap.token, copy.messageRef))).toContain(`${id} is armed`);
    expect(world.events('condition.armed')[0]?.actor).toBe('user:telegram:222:Bob');
  });

  it('does not count the same number on the other platform, but counts whoever sits at the machine as one', async () => {
    await using world = await large();
    const ann = world.person('telegram', '111', 'trader', 'Ann');
    const twin = world.person('discord', '111', 'owner', 'Ann');
    const id = await world.proposes();
    await ann.says(`/approve ${id}`);
    expect(await twin.says(`/approve ${id}`)).toContain('has the first of two approvals');
    expect(world.condition(id)?.status).toBe('proposed');
    expect(await world.says(`/approve ${id}`)).toContain(`${id} is armed`);
    const second = await world.proposes({ market: 'ETH/USDT' });
    await world.says(`/approve ${second}`);
    expect(await world.says(`/approve ${second}`, { actor: 'user:shell' })).toContain('has the first of two approvals');
    expect(world.condition(second)?.status).toBe('proposed');
  });

  it('does not count whoever is known no more, nor somebody who says no', async () => {
    await using world = await large();
    const ann = world.person('telegram', '111', 'trader', 'Ann');
    const bob = world.person('telegram', '222', 'trader', 'Bob');
    const id = await world.proposes();
    await ann.says(`/approve ${id}`);
    await world.says('/users telegram:111 remove');
    expect(await bob.says(`/approve ${id}`)).toContain('It came by Bob on Telegram');
    expect(world.condition(id)?.status).toBe('proposed');
    expect(await world.says(`/reject ${id}`)).toContain('is rejected');
  });

  it('of half the size needs one where half is not large, and asks for the second about the half where it is', async () => {
    await using world = await fresh('chat.twoPersonAbovePct=0.6');
    const ann = world.person('telegram', '111', 'trader', 'Ann');
    await world.proposes({ riskPct: 1 });
    expect(textOf(await ann.taps('Half size'))).toContain('is armed');
    await using strict = await fresh('chat.twoPersonAbovePct=0.1');
    const bob = strict.person('telegram', '222', 'trader', 'Bob');
    const whole = await strict.proposes({ riskPct: 1 });
    expect(textOf(await bob.taps('Half size'))).toContain('c2 has the first of two approvals');
    expect(strict.condition(whole)).toBeUndefined();
    expect(await strict.says('/approve c2')).toContain('c2 is armed');
  });

  it('within the standing policy is armed by it as before', async () => {
    await using world = await openWorld({ prices: PRICES, sets: ['policy.autoUpToPct=1', 'chat.twoPersonAbovePct=0.1'] });
    const id = await world.proposes();
    expect(world.condition(id)?.status).toBe('armed');
    expect(world.events('condition.armed')[0]?.actor).toBe('policy');
  });
});

describe('a group', () => {
  const group = 'telegram:-5';
  const joins = (world: World, who: Person): boolean =>
    world.frontDoor.joined({ platform: 'telegram', channel: group, chatTitle: 'The desk', userId: who.userId, userName: who.name });

  it('is opened by an owner and by nobody else, moves with its id, and is left', async () => {
    await using world = await fresh();
    expect(joins(world, world.person('telegram', '666'))).toBe(false);
    expect(joins(world, world.person('telegram', '333', 'trader'))).toBe(false);
    expect(joins(world, world.person('telegram', undefined))).toBe(false);
    expect(world.ledger.memory.chats.has(group)).toBe(false);
    expect(joins(world, world.person('telegram', '111', 'owner'))).toBe(true);
    expect(world.ledger.memory.chats.get(group)).toMatchObject({ kind: 'group', title: 'The desk', chat_id: '-5' });
    const quiet = { from: '22:00', to: '07:00', zone: 'UTC' };
    world.ledger.transact((tx) => tx.append({ kind: 'quiet.set', subject: group, actor: 'user:terminal', data: quiet }));
    world.frontDoor.moved(group, 'telegram:-1005');
    expect(world.ledger.memory.chats.get('telegram:-1005')).toMatchObject({ chat_id: '-1005', title: 'The desk', quiet_from: '22:00' });
    expect([...world.ledger.memory.chats.keys()].filter((id) => id.includes('-'))).toEqual(['telegram:-1005']);
    world.frontDoor.left('telegram:-1005', 'the bot was put out of the group');
    expect([...world.ledger.memory.chats.keys()].filter((id) => id.includes('-'))).toEqual([]);
  });

  it('hears a halt of any trader in one step, and nothing of strangers', async () => {
    await using world = await fresh();
    const cid = world.person('telegram', '333', 'trader', 'Cid');
    const mallory = world.person('telegram', '666');
    expect(await mallory.says('/halt', { channel: group })).toBeUndefined();
    expect(await mallory.says('nice weather', { channel: group })).toBeUndefined();
    expect(inbox(world)).toEqual([]);
    expect(await cid.says('/halt', { channel: group })).toContain('Heron is halted');
    expect(await cid.says('/halt', { channel: group })).toContain('Heron is still halted');
    expect(world.events('halt.set')).toHaveLength(1);
  });

  it('does not read what is for one person: money, people, refusals', async () => {
    await using world = await fresh();
    const ann = world.person('discord', '111', 'owner');
    const channel = 'discord:9';
    const discreet = async (text: string): Promise<boolean | undefined> => (await ann.asks(text, { channel }))?.discreet;
    expect(await discreet('/balance')).toBe(true);
    expect(await discreet('/resume "resume trading"')).toBe(true);
    expect(await discreet('/nonsense')).toBe(true);
    expect(await discreet('/health')).toBe(false);
    const stranger = await world.person('discord', '666').asks('/balance', { channel });
    expect(stranger?.discreet).toBe(true);
    expect(textOf(stranger)).toContain('does not know you');
  });
});

describe('/status', () => {
  it('is one message in each chat, edited and not repeated', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'viewer');
    const first = await ann.asks('/status');
    expect([first?.pin, first?.edits]).toEqual(['status', undefined]);
    const ref = world.ledger.memory.liveCards.get('telegram:111|status');
    const messages = ann.screen.messages.size;
    await world.restart();
    const again = await ann.asks('/status');
    expect([again?.pin, again?.edits]).toEqual([undefined, ref]);
    expect(ann.screen.messages.size).toBe(messages + 1); // the greeting of the start
    expect(world.events('card.pinned')).toHaveLength(1);
    // The old message is gone: the adapter sent a new one instead.
    if (again) world.frontDoor.shown(again, ann.channel, 'm77');
    expect(world.ledger.memory.liveCards.get('telegram:111|status')).toBe('m77');
  });
});

describe('a flood', () => {
  it('of strangers, 100 messages a second, leaves the database as it was after the first few', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const id = await world.proposes();
    const one = world.person('telegram', '666');
    for (let i = 0; i < 5; i++) await one.says('hello');
    const rows = inbox(world).length;
    const head = world.ledger.head.seq;
    let answers = 0;
    for (let i = 0; i < 3_000; i++) {
      if (i % 100 === 0) await world.silence(1 / 60 / 100);
      if ((await one.asks(i % 2 === 0 ? '/halt' : '/pair AAAABBBB')) !== undefined) answers++;
      if ((await one.presses('x'.repeat(22), 'm1')) !== undefined) answers++;
    }
    expect(answers).toBe(0);
    expect(inbox(world)).toHaveLength(rows);
    expect(world.ledger.head.seq).toBe(head);
    expect(textOf(await ann.taps('Approve'))).toContain(`${id} is armed`);
  });

  it('of many strangers at once passes twenty in a second', async () => {
    await using world = await fresh();
    for (let i = 0; i < 500; i++) await world.person('telegram', String(7_000 + i)).says('hello');
    expect(inbox(world)).toHaveLength(20);
  });

  it('of somebody known is held to one a second, but every halt is heard', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const said: (string | undefined)[] = [];
    for (let i = 0; i < 8; i++) said.push(await ann.says('/version'));
    expect(said.map((one) => one?.split('\n')[0]?.slice(0, 9))).toEqual([
      ...Array.from({ length: 5 }, () => said[0]?.split('\n')[0]?.slice(0, 9)),
      'That was ',
      undefined,
      undefined,
    ]);
    expect(inbox(world)).toHaveLength(5);
    expect(await ann.says('/halt')).toContain('Heron is halted');
    await world.silence(1 / 60);
    expect(await ann.says('/version')).toContain('Heron 0.1.0');
  });
});

it('an update is written before anything is awaited, so that a platform may forget it', async () => {
  await using world = await fresh();
  world.person('telegram', '111', 'trader');
  const heard = world.frontDoor.hear({
    platform: 'telegram',
    updateId: '1',
    channel: 'telegram:111',
    chatKind: 'private',
    chatTitle: 'Ann',
    userId: '111',
    userName: 'Eve',
    said: { text: '/version' },
  });
  expect(inbox(world)).toMatchObject([{ actor: 'user:telegram:111:Ann', text: '/version' }]);
  expect(await heard).toMatchObject({ show: 'message' });
  expect(toIso(world.now)).toBe('2026-01-05T08:01:00.000Z');
});
