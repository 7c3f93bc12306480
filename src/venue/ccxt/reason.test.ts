import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorClasses as ccxt } from './errorClasses.ts';
import { reasonOf, safeText } from './reason.ts';

const told = (message: string): string => reasonOf(new ccxt.ExchangeError(message), 'Binance');

describe('a reason is the sentence that the venue wrote', () => {
  it.each([
    [
      'binance {"code":-2010,"msg":"Account has insufficient balance for requested action."}',
      'Account has insufficient balance for requested action.',
    ],
    ['binance Account has insufficient balance for requested action.', 'Account has insufficient balance for requested action.'],
    ['kraken {"error":["EOrder:Insufficient funds"]}', 'EOrder:Insufficient funds'],
    [
      'okx {"code":"1","data":[{"clOrdId":"0123456789abcdef0123456789abcdef","ordId":"","sCode":"51008","sMsg":"Order failed. Insufficient USDT balance"}],"msg":"All operations failed"}',
      'Order failed. Insufficient USDT balance',
    ],
    ['okx {"code":"50011","data":[],"msg":"Rate limit reached."}', 'Rate limit reached.'],
    ['bybit {"retCode":10016,"retMsg":"System error. Please try again later.","result":{}}', 'System error. Please try again later.'],
    ['krakenfutures {"errors":[{"code":92,"message":"INSUFFICIENT_MARGIN"}]}', 'INSUFFICIENT_MARGIN'],
    ['krakenfutures: createOrder failed due to clientOrderIdAlreadyExist', 'createOrder failed due to clientOrderIdAlreadyExist'],
    [
      'luno {"error":"Cannot stop unknown or non-pending order.","error_code":"ErrCannotStopUnknownOrNonPendingOrder"}',
      'Cannot stop unknown or non-pending order.',
    ],
    ['delta {"success":false,"error":{"code":"insufficient_margin","context":{}}}', 'insufficient_margin'],
    [
      'hyperliquid {"status":"ok","response":{"type":"order","data":{"statuses":[{"error":"Order has zero size."}]}}}',
      'Order has zero size.',
    ],
    [
      'hyperliquid {"status":"err","response":"User or API Wallet 0x1234567890123456789012345678901234567890 does not exist."}',
      'User or API Wallet … does not exist.',
    ],
  ])('%s', (message, sentence) => {
    expect(told(message)).toBe(`Binance says: ${sentence}`);
  });

  it('or that there is none', () => {
    expect(told('binance {}')).toBe('Binance gave no reason.');
    expect(told('binance {"code":null}')).toBe('Binance gave no reason.');
    expect(told('binance GET https://api.binance.com/api/v3/order?symbol=BTCUSDT&signature=ab12 404 Not Found ')).toBe(
      'Binance says: 404 Not Found',
    );
    expect(told('binance [1,')).toBe('Binance says: [1,');
    expect(told('binance {"error":{"error":{"error":{"error":{"error":{"error":"deep"}}}}}}')).toBe('Binance gave no reason.');
  });

  it('or what happened, where the venue said nothing', () => {
    const url = 'https://api.binance.com/api/v3/order?timestamp=1&signature=0a1b2c3d';
    expect(reasonOf(new ccxt.RequestTimeout(`binance POST ${url} request timed out (10000 ms)`), 'Binance')).toBe(
      'Binance did not answer in time.',
    );
    expect(reasonOf(new ccxt.NetworkError(`binance POST ${url} fetch failed: connect ECONNREFUSED 10.0.0.1:443`), 'Binance')).toBe(
      'The connection to Binance failed.',
    );
    expect(reasonOf(new ccxt.ExchangeNotAvailable(`binance POST ${url} 502 Bad Gateway <html><body>secret</body></html>`), 'Binance')).toBe(
      'Binance answered with a web page instead of data.',
    );
    expect(reasonOf(new ccxt.RequestTimeout('binance {"code":-1007,"msg":"Timeout waiting for response."}'), 'Binance')).toBe(
      'Binance says: Timeout waiting for response.',
    );
  });
});

describe('a text from outside', () => {
  it('is short and of one line', () => {
    expect(safeText(`a\n b\u202e\u200b\tc ${'word '.repeat(100)}`)).toMatch(/^a b c word .{100,150}…$/);
  });

  it('loses addresses, markup and what stands behind the names of secrets', () => {
    expect(safeText('see https://evil.example/?a=b <b>now</b>')).toBe('see … now');
    expect(safeText('signature=abc&apiKey=xyz secret: "s3" passphrase=[p] token = t')).toBe(
      'signature=…&apiKey=… secret: … passphrase=…] token = …',
    );
    expect(safeText('error sign! origin_string[1658384314791key5000{"symbol":"BTCUSDT"}]')).not.toMatch(/1658|key5000/);
  });

  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
  const secret = fc.oneof(
    fc.string({ unit: fc.constantFrom(...letters), minLength: 24, maxLength: 96 }),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 18, maxLength: 96 }),
    fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    fc.uuid(),
  );
  const words = fc.constantFrom(
    'Invalid key',
    'binance {"msg":"',
    'X-MBX-APIKEY: ',
    'https://a.example/?k=',
    'Authorization: Basic ',
    '"}',
    ' at ',
    '\n',
    '…',
    '<p>',
  );

  it('never shows a key, a signature or an identifier, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 4 }), secret, fc.array(words, { maxLength: 4 }), (before, hidden, after) => {
        const message = `${before.join('')}${hidden}${after.join('')}`;
        // A random text of letters alone can look like a word; a key of a venue holds digits.
        fc.pre(/\d/.test(hidden));
        for (const text of [safeText(message), told(message)]) expect(text).not.toContain(hidden.slice(0, 12));
      }),
      { numRuns: 10_000 },
    );
  });
});
