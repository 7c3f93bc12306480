import { toPlainText } from '#src/chat/plainText.ts';
import { type Answer, type Channel, type FrontDoor, type Heard, type Message, NeverSend, SendLater, type Tap } from '#src/chat/platform.ts';
import type { Rng } from '#src/domain/rng.ts';
import type { Asker } from './net.ts';
import type { Rates } from './plan.ts';
import type { Scheduler } from './scheduler.ts';

/** Somebody who is let in, with their private chat. */
export interface SimPerson {
  readonly platform: 'telegram' | 'discord';
  readonly userId: string;
  readonly name: string;
  readonly role: 'trader' | 'owner';
}

export const PEOPLE: readonly SimPerson[] = [
  { platform: 'telegram', userId: '111', name: 'Ann', role: 'owner' },
  { platform: 'discord', userId: '333', name: 'Cleo', role: 'owner' },
  { platform: 'telegram', userId: '222', name: 'Bob', role: 'trader' },
];

export const channelOf = ({ platform, userId }: Pick<SimPerson, 'platform' | 'userId'>): string => `${platform}:${userId}`;

/** What is to be seen in one chat. */
interface Shown {
  readonly ref: string;
  nonce: string;
  text: string;
  taps: readonly Tap[];
}

interface Waiting {
  readonly heard: Heard;
  isDone: boolean;
}

export interface ChatsOptions {
  readonly scheduler: Scheduler;
  readonly rng: Rng;
  readonly rates: () => Rates;
  /** The running process with its front door; undefined while none runs. */
  readonly process: () => { readonly asker: Asker; readonly door: FrontDoor } | undefined;
  readonly tell: (line: string) => void;
}

const PACE = { everyMs: 1_000, perMinute: 60 };
const NO_MESSAGE = 'the message to edit was deleted';

/** Telegram and Discord as their adapters know them: what they show, what they lose, what they say twice. */
export class SimChats {
  readonly screens = new Map<string, Shown[]>();
  /** Every text that was ever shown, for whoever looks for what must not be there. */
  readonly texts: string[] = [];
  /** Channel → nonces of messages that were shown, as often as they were. */
  readonly nonces = new Map<string, string[]>();
  /** Update ids that were given to Heron with what was said, and how often an answer came that was not "heard before". */
  readonly updates = new Map<string, { readonly heard: Heard; answers: number; deliveries: number }>();
  readonly downUntil = { telegram: 0, discord: 0 };
  readonly counts = { sent: 0, lostAcks: 0, refused: 0, updates: 0, redelivered: 0 };
  readonly #options: ChatsOptions;
  #refs = 0;
  #updates = 0;
  #waiting: Waiting[] = [];

  constructor(options: ChatsOptions) {
    this.#options = options;
  }

  isDown = (platform: SimPerson['platform']): boolean => this.#options.scheduler.now < this.downUntil[platform];

  /** A chat as one process sees it. */
  channel(name: string, asker: Asker): Channel {
    const platform = name.startsWith('telegram:') ? 'telegram' : 'discord';
    return { name, edits: true, pace: PACE, send: (message) => this.#send(name, platform, asker, message) };
  }

  /** The newest message with such a button. */
  button(channel: string, label: string): { readonly tap: Tap; readonly messageRef: string } | undefined {
    for (const { ref, taps } of [...(this.screens.get(channel) ?? [])].reverse()) {
      const tap = taps.find((one) => one.label === label);
      if (tap !== undefined) return { tap, messageRef: ref };
    }
    return undefined;
  }

  says(person: SimPerson, said: Heard['said']): void {
    const { platform, userId, name } = person;
    if (this.isDown(platform)) return;
    const updateId = String(++this.#updates);
    const heard: Heard = {
      platform,
      updateId,
      channel: channelOf(person),
      chatKind: 'private',
      chatTitle: name,
      userId,
      userName: name,
      said,
    };
    this.updates.set(`${platform}|${updateId}`, { heard, answers: 0, deliveries: 0 });
    this.counts.updates++;
    const { rng, rates, scheduler } = this.#options;
    const one: Waiting = { heard, isDone: false };
    this.#waiting.push(one);
    this.#deliver(one);
    if (rng.next() < rates().chatTwice) {
      this.counts.redelivered++;
      scheduler.in(Math.floor(rng.next() * 120_000), () => this.#deliver(one, true));
    }
  }

  /** A process is there again: Telegram brings what nobody acknowledged; on Discord the interaction has failed. */
  up(): void {
    for (const one of this.#waiting) if (one.heard.platform === 'telegram') this.#deliver(one);
    this.#waiting = this.#waiting.filter(({ isDone, heard }) => !isDone && heard.platform === 'telegram');
  }

  #deliver(one: Waiting, again = false): void {
    const { scheduler, rng, process } = this.#options;
    if (one.isDone && !again) return;
    scheduler.in(20 + Math.floor(rng.next() * 200), () => {
      const running = process();
      if (running === undefined || (one.isDone && !again)) return;
      running.asker.hears(() => void this.#hear(running.door, running.asker, one));
    });
  }

  async #hear(door: FrontDoor, asker: Asker, one: Waiting): Promise<void> {
    const { heard } = one;
    const known = this.updates.get(`${heard.platform}|${heard.updateId}`);
    if (known !== undefined) known.deliveries++;
    const answer = await door.hear(heard);
    if (!asker.isAlive) return;
    one.isDone = true;
    if (answer === undefined) return;
    // "Something went wrong" is no answer: nothing was done, and it may come again.
    if (known !== undefined && answer.reply.failed !== true) known.answers++;
    this.texts.push(toPlainText(answer.reply));
    if (answer.show === 'message') this.#answer(door, asker, heard.channel, answer);
  }

  #answer(door: FrontDoor, asker: Asker, channel: string, answer: Answer): void {
    const { scheduler, rng } = this.#options;
    const platform = channel.startsWith('telegram:') ? 'telegram' : 'discord';
    scheduler.in(20 + Math.floor(rng.next() * 200), () => {
      if (this.isDown(platform)) return;
      const ref = this.#show(channel, {
        reply: answer.reply,
        taps: answer.taps,
        nonce: '',
        ...(answer.edits !== undefined && { ref: answer.edits }),
      });
      scheduler.in(20, () => asker.hears(() => door.shown(answer, channel, ref)));
    });
  }

  #send(channel: string, platform: SimPerson['platform'], asker: Asker, message: Message): Promise<string> {
    const { scheduler, rng, rates } = this.#options;
    const [there, back, lost, busy, wait] = [rng.next(), rng.next(), rng.next(), rng.next(), rng.next()] as const;
    return new Promise((resolve, reject) => {
      const answer = (ms: number, give: () => void): void => void scheduler.in(ms, () => asker.hears(give));
      scheduler.in(10 + Math.floor(there * 150), () => {
        const backMs = 10 + Math.floor(back * 150);
        if (this.isDown(platform)) {
          this.counts.refused++;
          return answer(backMs, () => reject(new Error('fetch failed')));
        }
        if (busy < rates().tooMany * 0.2) {
          this.counts.refused++;
          return answer(backMs, () => reject(new SendLater('too many requests', 1_000 + Math.floor(wait * 20_000))));
        }
        const isThere = message.ref === undefined || (this.screens.get(channel) ?? []).some(({ ref }) => ref === message.ref);
        if (message.action === 'edit' && !isThere) return answer(backMs, () => reject(new NeverSend(NO_MESSAGE)));
        const ref = this.#show(channel, message, platform === 'discord');
        if (lost < rates().chatTwice * 0.3) {
          this.counts.lostAcks++;
          return answer(backMs, () => reject(new Error('socket hang up')));
        }
        this.counts.sent++;
        answer(backMs, () => resolve(ref));
      });
    });
  }

  #show(
    channel: string,
    message: Pick<Message, 'reply' | 'taps' | 'nonce' | 'ref'> & { action?: Message['action'] },
    knowsNonces = false,
  ): string {
    const screen = this.screens.get(channel) ?? [];
    this.screens.set(channel, screen);
    const text = toPlainText(message.reply);
    this.texts.push(text);
    const { taps, nonce } = message;
    const known = screen.find(({ ref, nonce: one }) =>
      message.ref !== undefined && message.action !== 'send' ? ref === message.ref : knowsNonces && nonce !== '' && one === nonce,
    );
    if (nonce !== '') {
      const nonces = this.nonces.get(channel) ?? [];
      this.nonces.set(channel, nonces);
      if (known === undefined || message.action === 'edit') nonces.push(nonce);
    }
    if (known !== undefined) {
      // A platform that knows the nonce gives the message that is there; an edit changes it.
      if (message.ref !== undefined) Object.assign(known, { text, taps });
      return known.ref;
    }
    const ref = `m${++this.#refs}`;
    screen.push({ ref, nonce, text, taps });
    return ref;
  }
}
