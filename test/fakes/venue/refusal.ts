/** What an exchange can have against a request; each dialect says it in its own words. */
export type RefusalKind =
  | 'unknown-market'
  | 'market-closed'
  | 'bad-amount'
  | 'amount-off-step'
  | 'below-minimum-amount'
  | 'below-minimum-notional'
  | 'bad-price'
  | 'price-off-tick'
  | 'insufficient-funds'
  | 'duplicate-client-id'
  | 'unknown-order'
  | 'order-is-over'
  | 'reduce-only'
  | 'would-trigger'
  | 'would-match'
  | 'no-quote'
  | 'bad-leverage'
  | 'too-many-orders'
  | 'too-late';

/** Thrown by the exchange core; nothing has changed when it is thrown. */
export class Refused extends Error {
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, more = '') {
    super(more === '' ? kind : `${kind}: ${more}`);
    this.kind = kind;
  }
}
