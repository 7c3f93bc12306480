import { rngOf } from './plan.ts';

const around = (...calls: readonly string[]): string[] => calls.flatMap((call) => [`${call}.before`, `${call}.after`]);
const commits = (...kinds: readonly string[]): string[] => kinds.flatMap((kind) => [`commit.before:${kind}`, `commit.after:${kind}`]);

/** Hooks that most worlds pass, some of them hundreds of times. */
const COMMON: ReadonlySet<string> = new Set([
  ...around('chat.heard', 'chat.send', 'venue.hint', 'venue.submit', 'venue.said.accepted'),
  ...around('venue.balances', 'venue.closedOrders', 'venue.fillsSince', 'venue.fundingSince', 'venue.openOrders', 'venue.orderById'),
  ...around('venue.positions', 'venue.transfersSince'),
  ...commits('ledger.opened', 'schedule.added', 'equity.marked', 'live.unlocked', 'person.paired', 'app.started', 'rows'),
  ...commits('condition.proposed', 'condition.armed', 'condition.triggered', 'order.submitted', 'order.accepted', 'fill.recorded'),
]);
/** Hooks that every fourth or tenth world passes. Whatever is in neither list is passed seldom. */
const OCCASIONAL: ReadonlySet<string> = new Set([
  ...around('venue.cancel', 'venue.said.rejected', 'venue.said.unknown'),
  ...commits('order.cancel_asked', 'order.canceled', 'order.rejected', 'order.unknown'),
]);

/** A hook counts with its rate when it is passed for the first time in a world; some are passed hundreds of times, and no start would ever come to its end. */
const AGAIN = 0.02;
/** Shares of the worlds in which a hook kills, once, when it is passed: were they more, hooks that come later would never be reached alive. */
const SHARE = { occasional: 0.06, rare: 0.35 };
const MOST = 3;
/** Of their own: when what is seldom passed comes, the others have long been used up. */
const MOST_RARE = 2;

/** Decides at which hooks the processes of a world die. */
export class Crashes {
  readonly #seed: number;
  #rare = 0;
  #others = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Whether it dies here. `rate` of the plan, 0 where nothing crashes; `draw` from 0 to 1; how often the hook was passed, this time included, and killed. */
  isDue(hook: string, rate: number, draw: number, { passed, crashed }: { readonly passed: number; readonly crashed: number }): boolean {
    if (rate === 0) return false;
    if (COMMON.has(hook)) {
      if (this.#others >= MOST || draw >= (passed === 1 ? rate : rate * AGAIN)) return false;
      this.#others++;
      return true;
    }
    const isRare = !OCCASIONAL.has(hook);
    if ((isRare ? this.#rare : this.#others) >= (isRare ? MOST_RARE : MOST)) return false;
    if (crashed > 0 || rngOf(this.#seed, `crash at ${hook}`).next() >= SHARE[isRare ? 'rare' : 'occasional']) return false;
    if (isRare) this.#rare++;
    else this.#others++;
    return true;
  }
}
