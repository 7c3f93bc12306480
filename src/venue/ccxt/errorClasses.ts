/**
 * ccxt's own error classes, from the one small file that every exchange of it imports: an error is told by its class, and names of classes can be
 * anything in a bundle. The whole library would cost 100 MB.
 */
type Ccxt = typeof import('ccxt');
type Name =
  | 'ArgumentsRequired'
  | 'AuthenticationError'
  | 'BadRequest'
  | 'BaseError'
  | 'DDoSProtection'
  | 'DuplicateOrderId'
  | 'ExchangeError'
  | 'ExchangeNotAvailable'
  | 'InsufficientFunds'
  | 'InvalidNonce'
  | 'InvalidOrder'
  | 'NetworkError'
  | 'NotSupported'
  | 'OnMaintenance'
  | 'OperationRejected'
  | 'OrderNotFound'
  | 'RateLimitExceeded'
  | 'RequestTimeout';

export const errorClasses = (await import(new URL('./src/base/errors.js', import.meta.resolve('ccxt')).href)) as Pick<Ccxt, Name>;
