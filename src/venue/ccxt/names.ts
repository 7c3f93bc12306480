/** So many orders are remembered; older ones are asked for again. */
const MOST = 20_000;

/**
 * Which order of ours a venue's order id belongs to. A fill names only the venue's id, and some venues number orders per market, so the market is
 * part of the key (FI-32).
 */
export class OrderNames {
  readonly #ours = new Map<string, string>();
  readonly #theirs = new Map<string, string>();

  learn(market: string, venueOrderId: string, clientOrderId: string): void {
    if (venueOrderId === '' || clientOrderId === '') return;
    this.#ours.set(keyOf(market, venueOrderId), clientOrderId);
    this.#theirs.set(keyOf(market, clientOrderId), venueOrderId);
    forget(this.#ours);
    forget(this.#theirs);
  }

  /** What we (or somebody else) called it. */
  clientOrderId(market: string, venueOrderId: string): string | undefined {
    return this.#ours.get(keyOf(market, venueOrderId));
  }

  venueOrderId(market: string, clientOrderId: string): string | undefined {
    return this.#theirs.get(keyOf(market, clientOrderId));
  }
}

const keyOf = (market: string, id: string): string => `${market} ${id}`;

function forget(names: Map<string, string>): void {
  if (names.size <= MOST) return;
  const [oldest] = names.keys();
  if (oldest !== undefined) names.delete(oldest);
}
