import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { heron, temporaryFolder } from './heron.ts';

const CANDLES = fileURLToPath(new URL('../../../shared/data/binanceus-BTC-USD-1m-2023-03.csv', import.meta.url));
const folder = temporaryFolder();
afterAll(() => folder.remove());

const DECIMAL = expect.stringMatching(/^-?\d+(\.\d+)?$/);

describe('a month of real candles', () => {
  it('is replayed with the shipped settings: every figure, sound books, the same hash twice', async (context) => {
    if (!existsSync(CANDLES)) return context.skip('../shared/data is missing');
    const run = async (): Promise<Record<string, unknown>> => {
      const args = ['replay', '--candles', CANDLES, '--market', 'BTC/USD', '--profile', 'intraday', '--approve', 'auto', '--json'];
      const { code, stdout, stderr } = await heron(args, { cwd: folder.path });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.trim().split('\n')).toHaveLength(1);
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    const report = await run();
    expect(report).toMatchObject({
      candles: 30_240,
      proposals: expect.any(Number),
      armed: expect.any(Number),
      triggered: expect.any(Number),
      trades: expect.any(Number),
      pnl: DECIMAL,
      fees: DECIMAL,
      equity: DECIMAL,
      maxDrawdownPct: expect.any(Number),
      winRate: expect.any(Number),
      expectancyR: expect.any(Number),
      buyAndHoldPct: expect.any(Number),
      ledgerHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      audit: { ok: true, findings: [] },
      elapsedMs: expect.any(Number),
      candlesPerSecond: expect.any(Number),
    });
    expect(report.trades).toBeGreaterThanOrEqual(10);
    expect((await run()).ledgerHash).toBe(report.ledgerHash);
  }, 180_000);
});
