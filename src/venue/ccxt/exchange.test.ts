import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Exchange, hearStreams } from './exchange.ts';

interface Stream {
  future(hash: string): Promise<unknown>;
  reject(error: Error): void;
}

describe('the end of a stream', () => {
  it('is heard by whoever waits for it, and ends nothing where nobody waits', async () => {
    const file = new URL('./src/pro/binanceusdm.js', import.meta.resolve('ccxt'));
    const { default: Binance } = (await import(file.href)) as { default: new (config: object) => Exchange };
    const exchange = new Binance({});
    hearStreams(exchange);
    const unheard: unknown[] = [];
    const note = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', note);
    try {
      const client = exchange.client('wss://127.0.0.1:9/') as unknown as Stream;
      client.future('a login that nobody waits for any more');
      const awaited = client.future('an order');
      client.reject(new Error('closed by the user'));
      await expect(awaited).rejects.toThrow('closed by the user');
      await setImmediate();
      expect(unheard).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
