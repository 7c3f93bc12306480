import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bareRows } from './bareRows.ts';
import { benchCandles } from './candles.ts';
import { columnsOf, plainLoop } from './plainLoop.ts';

describe('the bare rows', () => {
  const dir = mkdtempSync(join(tmpdir(), 'heron-bench-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('are as many as trades times events per trade, also when that is a fraction, and leave no file', async () => {
    const columns = columnsOf(benchCandles(20_000));
    const trades = plainLoop(columns).exits.length;
    const outcome = await bareRows(columns, dir, 9.37).run();
    expect(trades).toBeGreaterThan(100);
    expect(outcome).toMatchObject({ trades, events: Math.round(trades * 9.37) });
    expect(readdirSync(dir)).toEqual([]);
  });
});
