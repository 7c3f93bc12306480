import type { Refused } from '../refusal.ts';
import { Refusal } from './refusal.ts';

/**
 * What Kraken says for each thing that an exchange can have against a request. Kraken does not document what it says to a `cl_ord_id` that an
 * open order already has; the text here is a guess that ccxt does not know either (it becomes its base class, as any unlisted one would).
 */
const TEXTS: Readonly<Record<Refused['kind'], string>> = {
  'unknown-market': 'EQuery:Unknown asset pair',
  'market-closed': 'EService:Market in cancel_only mode',
  'bad-amount': 'EGeneral:Invalid arguments:volume',
  'amount-off-step': 'EGeneral:Invalid arguments:volume',
  'below-minimum-amount': 'EOrder:Order minimum not met',
  'below-minimum-notional': 'EOrder:Cost minimum not met',
  'bad-price': 'EGeneral:Invalid arguments:price',
  'price-off-tick': 'EOrder:Tick size check failed',
  'insufficient-funds': 'EOrder:Insufficient funds',
  'duplicate-client-id': 'EOrder:Duplicate order',
  'unknown-order': 'EOrder:Unknown order',
  'order-is-over': 'EOrder:Unknown order',
  'reduce-only': 'EOrder:Reduce only:No position exists',
  'would-trigger': 'EOrder:Invalid price',
  'would-match': 'EOrder:Post only order',
  'no-quote': 'EService:Unavailable',
  'bad-leverage': 'EOrder:Cannot open position',
  'too-many-orders': 'EOrder:Orders limit exceeded',
  'too-late': 'EService:Deadline elapsed',
};

export const inKrakensWords = (refused: Refused): Refusal => new Refusal(TEXTS[refused.kind]);
