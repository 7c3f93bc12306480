import { createTelegram, type Telegram, type TelegramDeps } from '#src/chat/telegram/telegram.ts';
import { systemClock } from '#src/domain/clock.ts';
import { FakeTelegram, type FakeTelegramOptions } from './fakeTelegram.ts';
import { HandWrittenDoor } from './handWrittenDoor.ts';
import { png } from './png.ts';

const NO_LIMITS = { limits: false } as const;

/** The adapter on a fake Bot API, with a front door that a test writes by hand. */
export async function started(options: FakeTelegramOptions = NO_LIMITS, over: Partial<TelegramDeps> = {}) {
  const fake = await FakeTelegram.open(options);
  const door = new HandWrittenDoor();
  const ann = fake.person({ id: 111, first_name: 'Ann', last_name: 'Lee' });
  door.people.set('111', 'trader');
  door.chats.add('telegram:111');
  const log: string[] = [];
  const told: string[] = [];
  const platforms: Telegram[] = [];
  const open = (more: Partial<TelegramDeps> = {}): Telegram => {
    const platform = createTelegram({
      token: fake.token,
      apiRoot: fake.root,
      frontDoor: door,
      clock: systemClock(),
      paint: async () => png(),
      menu: (role) => (role === undefined ? [{ name: 'help', summary: 'What helps' }] : [{ name: 'status', summary: `For a ${role}` }]),
      people: () => [...door.people.keys()],
      speaksIn: (channel) => door.chats.has(channel),
      panic: ['halt'],
      log: { error: (line) => log.push(line) },
      onUp: () => told.push('up'),
      onDown: (reason) => told.push(`down: ${reason}`),
      onSuspicion: (reason) => told.push(`suspicion: ${reason}`),
      pollSeconds: 1,
      ...over,
      ...more,
    });
    platforms.push(platform);
    return platform;
  };
  const telegram = open();
  telegram.start();
  await fake.until(() => telegram.state().state === 'up');
  return {
    fake,
    door,
    ann,
    log,
    told,
    telegram,
    open,
    async [Symbol.asyncDispose]() {
      for (const one of platforms) await one.stop();
      await fake[Symbol.asyncDispose]();
    },
  };
}

/** Resolves from outside. */
export function gate<T>() {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** What the bot said in a chat. */
export const texts = (fake: FakeTelegram, chat = 111): string[] => fake.said(chat).map(({ text }) => text);
