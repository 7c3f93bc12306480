import { writeFileSync } from 'node:fs';
import { loadSettings } from '#src/config/load.ts';
import { type Instant, instant, VirtualClock } from '#src/domain/clock.ts';
import { type Condition, paramsHashOf } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import { Ledger, type LedgerTx } from '#src/ledger/ledger.ts';
import { boundOf } from '#src/live.ts';
import { FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';
import { units } from '#test/fakes/venue/units.ts';
import { until } from '#test/realMarketStage.ts';
import { draftOf } from '#test/scriptedStrategist.ts';
import { type Ended, HeronProcess, heron, temporaryFolder } from './heron.ts';

const VAULT_KEY = 'J7#mQ2vR9xT4zL8pW1sD';
const BTC = 'BTC/USDT';
const MINUTE_MS = 60_000;
const QUOTE_EVERY_MS = 200;
const START = 64_000;

/** A folder with the settings of a live Heron, a Binance on a port of this machine that says its `price` five times a second; what is started is a real process. */
export class Newcomer implements AsyncDisposable {
  readonly fake: FakeBinance;
  price = START;
  readonly #folder = temporaryFolder();
  readonly #beat: NodeJS.Timeout;

  private constructor(fake: FakeBinance) {
    this.fake = fake;
    const [price, volume] = [units(String(START)), units('100')];
    const past = Math.floor(Date.now() / MINUTE_MS - 900) * MINUTE_MS;
    fake.spot.tape(BTC).draw(MINUTE_MS, { at: past, open: price, high: price, low: price, close: price, volume });
    fake.spot.deposit('USDT', '10000');
    const quote = (): void =>
      fake.spot.quote(BTC, (this.price - 0.5).toFixed(2), (this.price + 0.5).toFixed(2), { last: this.price.toFixed(2) });
    quote();
    this.#beat = setInterval(quote, QUOTE_EVERY_MS);
    writeFileSync(this.#folder.file('heron.yaml'), this.settings.join('\n'));
  }

  static open = async (): Promise<Newcomer> => new Newcomer(await FakeBinance.open());

  get settings(): string[] {
    return ['mode: live', 'feed: { source: binance }', `venue: { url: "${this.fake.url}" }`, `desk: { markets: ["${BTC}"] }`, ''];
  }

  get ledgerPath(): string {
    return this.#folder.file('data/live.db');
  }

  start(...args: readonly string[]): HeronProcess {
    return new HeronProcess(['start', ...args], this.#options);
  }

  run(args: readonly string[], input = ''): Promise<Ended> {
    return heron(args, { ...this.#options, input });
  }

  get #options() {
    return { cwd: this.#folder.path, env: { HERON_VAULT_KEY: VAULT_KEY } };
  }

  /** While nobody runs: writes to the ledger, as of now. */
  write(run: (tx: LedgerTx, now: Instant) => void): void {
    const now = instant(Date.now());
    const ledger = new Ledger({ path: this.ledgerPath, clock: new VirtualClock(now) });
    ledger.transact((tx) => run(tx, now));
    ledger.close();
  }

  /** While nobody runs: the gate is passed, and two proposals wait, one above the other. Returns their ids. */
  passes(): [string, string] {
    const { values } = loadSettings({ file: this.#folder.file('heron.yaml'), env: {}, sets: [] });
    const { apiKey, secret } = this.fake.key;
    const bound = boundOf(values, { apiKey, secret });
    this.write((tx, now) => {
      suggest(tx, { id: 'c1', entry: START + 300, now });
      suggest(tx, { id: 'c2', entry: START + 800, now });
      tx.append({ kind: 'gate.passed', subject: 'gate', actor: 'user:shell', data: { hash: 'h', bound, checks: [] } });
    });
    return ['c1', 'c2'];
  }

  /** Orders that opened something, as they arrived. */
  entries(): unknown[] {
    return this.fake.spot.orders().filter(({ side }) => side === 'buy');
  }

  until = (fits: () => boolean, what: string): Promise<number> => until(fits, what, MINUTE_MS);

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#beat);
    await this.fake[Symbol.asyncDispose]();
    this.#folder.remove();
  }
}

/** Writes a proposal to buy when the price crosses `entry` from below. */
export function suggest(
  tx: LedgerTx,
  { id, entry, now }: { readonly id: string; readonly entry: number; readonly now: Instant },
): Condition {
  const draft = draftOf({ entry, riskPct: 0.3 }, START, now);
  const condition: Condition = {
    ...draft,
    id,
    deskId: 'main',
    accountId: 'live',
    strategist: 'smc',
    status: 'proposed',
    paramsHash: paramsHashOf(draft, 'main', 'live'),
    riskAmount: decimal('30'),
    createdAt: now,
  };
  tx.append({ kind: 'condition.proposed', subject: id, actor: 'strategist:smc', data: conditionRow(condition) });
  return condition;
}
