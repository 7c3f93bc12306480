import { seededRng } from '#src/domain/rng.ts';
import { type FakePerson, FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { type SoakedHeron, sleep } from './heron.ts';

/** What people ask, and how often one of it comes among the others. */
const LINES: readonly (readonly [line: string, weight: number])[] = [
  ['/status', 6],
  ['/positions', 4],
  ['/pnl', 4],
  ['/conditions', 4],
  ['/orders', 2],
  ['/trades', 3],
  ['/performance', 2],
  ['/balance', 2],
  ['/risk', 2],
  ['/chart BTC/USDT', 2],
  ['/market ETH/USDT', 2],
  ['/scorecard', 1],
  ['/insights', 1],
  ['/health', 1],
  ['/why BTC/USDT', 2],
  ['/help', 1],
  ['/pause', 1],
  ['/unpause', 2],
  ['/reflect', 1],
  ['nonsense', 1],
];
const WORDS = LINES.flatMap(([line, weight]) => Array.from({ length: weight }, () => line));
/** One person may say one thing a second. */
const EVERY_MS = 1_500;
/** More is only memory of the fake. */
const KEPT = 500;

/** Telegram on a port of this machine, and three who ask, all the time, and tap what they are shown. */
export class People implements AsyncDisposable {
  readonly fake: FakeTelegram;
  asked = 0;
  tapped = 0;
  #isOver = false;

  private constructor(fake: FakeTelegram) {
    this.fake = fake;
  }

  static open = async (): Promise<People> => new People(await FakeTelegram.open());

  get env(): Readonly<Record<string, string>> {
    return { HERON_TELEGRAM__TOKEN: this.fake.token, HERON_TELEGRAM__APIROOT: this.fake.root };
  }

  /** Everybody is let in by a code of the machine, and begins to talk. */
  async meet(heron: SoakedHeron): Promise<void> {
    const roles = ['owner', 'trader', 'viewer'] as const;
    for (const [index, role] of roles.entries()) {
      const person = this.fake.person({ id: 111 * (index + 1), first_name: role });
      heron.said = '';
      heron.types(`/pair ${role}`);
      const [, code = ''] = await heron.says(/send it \/pair (\S+)/);
      const before = this.fake.said(person.id).length;
      this.fake.says(person, `/pair ${code}`);
      await this.fake.until(() => this.fake.said(person.id).length > before, 60_000);
      void this.#talks(person, index);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await sleep(EVERY_MS);
    await this.fake[Symbol.asyncDispose]();
  }

  async #talks(person: FakePerson, seed: number): Promise<void> {
    const rng = seededRng(seed + 1);
    while (!this.#isOver) {
      await sleep(EVERY_MS * (0.7 + rng.next()));
      if (this.#isOver) return;
      this.#forgets();
      if (rng.next() < 0.2 && this.#taps(person, rng.next())) continue;
      this.fake.says(person, WORDS[Math.floor(rng.next() * WORDS.length)] as string);
      this.asked++;
    }
  }

  #taps(person: FakePerson, draw: number): boolean {
    const shown = this.fake.said(person.id).findLast(({ keyboard }) => (keyboard?.flat().length ?? 0) > 0);
    const buttons = shown?.keyboard?.flat() ?? [];
    const button = buttons[Math.floor(draw * buttons.length)];
    // A halt would end the trading of the rest.
    if (shown === undefined || button === undefined || /halt/i.test(button.text)) return false;
    this.fake.taps(person, shown, button.text);
    this.tapped++;
    return true;
  }

  #forgets(): void {
    const { calls, seen, updates } = this.fake;
    for (const list of [calls, seen, updates.confirmed]) if (list.length > KEPT) list.splice(0, list.length - KEPT);
  }
}
