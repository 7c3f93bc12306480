import { expect, it } from 'vitest';
import type { Heard } from '#src/chat/platform.ts';
import { seededRng } from '#src/domain/rng.ts';
import { openWorld, type World } from '#test/harness.ts';

const PRESSES = 10_000;
const ANN = 'telegram:111';
const OTHERS = 500;

/** Everything that a press could have an effect on. */
const stateOf = ({ ledger }: World): string =>
  JSON.stringify([
    ledger.all('select * from condition order by id'),
    ledger.all('select * from approval order by id'),
    ledger.all('select * from "order" order by id'),
    ledger.all('select * from person order by id'),
    ledger.all('select * from chat order by id'),
    // A button of a proposal that is over may be used up by whoever it was for: they are told so.
    ledger.all(
      "select token, used_at, message_ref from button where subject in (select id from condition where status = 'proposed') order by token",
    ),
    ledger.get('select count(*) as n from posting'),
    ledger.memory.halt ?? null,
  ]);

type Kind =
  | 'altered'
  | 'random'
  | 'foreign chat'
  | 'foreign message'
  | 'another person'
  | 'a stranger'
  | 'replayed'
  | 'expired'
  | 'another life';

it('ten thousand presses that are forged, altered, replayed, foreign, expired, of another life or those of strangers change nothing, leave every button, and are all recorded', {
  timeout: 300_000,
}, async () => {
  await using world = await openWorld({
    prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200, 'SOL/USDT': 150 },
    sets: ['policy.autoUpToPct=0', 'chat.lockAfterRefusals=1000000'],
  });
  const ann = world.person('telegram', '111', 'trader');
  const vic = world.person('telegram', '222', 'viewer', 'Vic');
  /** Proposes, and gives back the button that says yes to it in Ann's chat. */
  const proposed = async (market: string, hours: number) => {
    const id = await world.proposes({ market, hours });
    const found = ann.screen.button('Approve');
    return { id, token: found.tap.token, ref: found.messageRef };
  };
  const expired = await proposed('ETH/USDT', 1);
  await world.minutes(61);
  const used = await proposed('BTC/USDT', 72);
  await ann.taps('Approve');
  expect(world.condition(used.id)?.status).toBe('armed');
  const waiting = await proposed('SOL/USDT', 72);
  // A token as another start would have made it: this ledger never heard of it.
  await using other = await openWorld({ prices: { 'SOL/USDT': 150 }, sets: ['policy.autoUpToPct=0'] });
  const ofAnother = other.person('telegram', '111', 'trader');
  await other.proposes({ market: 'SOL/USDT' });
  const foreignLife = ofAnother.screen.button('Approve').tap.token;
  await world.restart({ crash: true });

  const rng = seededRng(20_261_121);
  const below = (n: number): number => Math.floor(rng.next() * n);
  const random = (): string => Buffer.from(Uint8Array.from({ length: 16 }, () => below(256))).toString('base64url');
  const altered = (token: string): string => {
    const at = below(token.length);
    const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.replace(token[at] ?? '', '');
    return token.slice(0, at) + signs[below(signs.length)] + token.slice(at + 1);
  };
  const base = { platform: 'telegram', channel: ANN, chatKind: 'private', chatTitle: 'Ann', userId: '111', userName: 'Ann' } as const;
  const press = (token: string, messageRef = waiting.ref, who: Partial<Heard> = {}): Omit<Heard, 'updateId'> => ({
    ...base,
    ...who,
    said: { token, messageRef },
  });
  const someone = (): Partial<Heard> => {
    const userId = String(600 + below(OTHERS));
    return { userId, userName: 'Ann', channel: `telegram:${userId}` };
  };
  const makers: Readonly<Record<Kind, () => Omit<Heard, 'updateId'>>> = {
    altered: () => press(altered(waiting.token)),
    random: () => press(random()),
    'foreign chat': () => press(waiting.token, waiting.ref, { channel: `telegram:-${1 + below(1_000)}`, chatKind: 'group' }),
    'foreign message': () => press(waiting.token, `t${100_000 + below(1_000)}`),
    'another person': () => press(waiting.token, waiting.ref, { userId: vic.userId, userName: 'Ann', channel: vic.channel }),
    'a stranger': () => press(waiting.token, waiting.ref, below(2) === 0 ? { ...someone(), channel: ANN } : someone()),
    replayed: () => press(used.token, used.ref),
    expired: () => press(expired.token, expired.ref),
    'another life': () => press(foreignLife, waiting.ref, below(2) === 0 ? {} : { platform: 'discord', channel: 'discord:111' }),
  };
  const kinds = Object.keys(makers) as Kind[];
  const inbox = (): number => world.ledger.get<{ n: number }>('select count(*) as n from inbox')?.n ?? 0;
  const [before, rows] = [stateOf(world), inbox()];
  const counts = new Map<Kind, number>();
  let answered = 0;

  for (let i = 0; i < PRESSES; i++) {
    // Slowly enough that none is dropped as a flood.
    await world.silence(1 / 20);
    const kind = kinds[i % kinds.length] as Kind;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const answer = await world.frontDoor.hear({ ...makers[kind](), updateId: `forged${i}` });
    if (answer !== undefined) answered++;
    if (answer !== undefined && (answer.show !== 'toast' || answer.taps.length > 0))
      throw new Error(`press ${i} (${kind}) brought a message`);
  }

  expect(stateOf(world)).toBe(before);
  expect([...counts.values()].reduce((sum, n) => sum + n, 0)).toBe(PRESSES);
  expect(inbox() - rows).toBe(answered);
  expect(answered).toBe(PRESSES);
  // And the one button still works, for whom it is meant.
  await world.price('SOL/USDT', 150);
  await ann.presses(waiting.token, waiting.ref);
  expect(world.condition(waiting.id)?.status).toBe('armed');
});
