import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { benchCandles } from './candles.ts';
import { ASKS_A_MODEL, commandCosts, linesOf } from './commandCost.ts';

describe('the cost of reading commands', () => {
  const dir = mkdtempSync(join(tmpdir(), 'heron-bench-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('is measured for every command that only shows something and asks no model, on a ledger that is deleted afterwards', async () => {
    const { events, trades, lines, walks } = await commandCosts(benchCandles(3_000), dir);
    expect(trades).toBeGreaterThan(20);
    expect(events).toBeGreaterThan(10 * trades);
    const asked = new Set([...lines, ...walks].map(({ line }) => line.slice(1).split(' ')[0]));
    expect(asked).toEqual(new Set(commands.filter(({ role, name }) => role === 'viewer' && name !== ASKS_A_MODEL).map(({ name }) => name)));
    const medians = lines.map(({ elapsedMs }) => elapsedMs.median);
    expect(medians).toEqual(medians.toSorted((a, b) => b - a));
    expect(Math.min(...medians)).toBeGreaterThan(0);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is that of lines about trades and markets that are there', () => {
    const lines = linesOf(commands, 200);
    expect(lines).toEqual(expect.arrayContaining(['/trade t100', '/why c100', '/position BTC/TWD', '/pnl all', '/performance weekday']));
    expect(lines.filter((line) => line.includes('USDT'))).toEqual([]);
    expect(lines.some((line) => line.startsWith('/halt') || line.startsWith('/verify'))).toBe(false);
  });
});
