import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import { HandSource } from '#test/fakes/handSource.ts';
import { settled } from '#test/feedStage.ts';
import { fetchHistory, type HistoryReport } from './history.ts';

const MINUTE = 60_000;
const FROM = parseInstant('2026-03-01T00:00:00Z');
const TO = parseInstant('2026-03-02T00:00:00Z');
const BTC = 'BTC/USDT';

class Fetching {
  readonly clock = new VirtualClock(parseInstant('2026-03-05T00:00:00Z'));
  readonly source = new HandSource(this.clock);
  readonly kept = new Map<number, Candle>();

  async run(): Promise<HistoryReport> {
    let report: HistoryReport | undefined;
    let failed: unknown;
    fetchHistory({
      source: this.source,
      market: BTC,
      from: FROM,
      to: TO,
      wall: this.clock,
      rng: seededRng(3),
      kept: (from, to) => [...this.kept.values()].filter(({ openedAt }) => openedAt >= from && openedAt < to),
      keep: (candles) => {
        const before = this.kept.size;
        for (const one of candles) if (!this.kept.has(one.openedAt)) this.kept.set(one.openedAt, one);
        return this.kept.size - before;
      },
    }).then(
      (done) => {
        report = done;
      },
      (error: unknown) => {
        failed = error;
      },
    );
    for (let i = 0; i < 400 && report === undefined && failed === undefined; i++) {
      await settled();
      this.clock.advanceTo(later(this.clock.now(), 500));
    }
    if (report === undefined) throw failed;
    return report;
  }
}

describe('a download of history', () => {
  it('brings every minute once, and asks for nothing that is there', async () => {
    const fetching = new Fetching();
    expect(await fetching.run()).toMatchObject({ minutes: 1_440, had: 0, added: 1_440, missing: 0, gaps: 0 });
    const calls = fetching.source.calls.get('fetchOHLCV') ?? 0;
    expect(calls).toBe(3);
    expect(await fetching.run()).toMatchObject({ had: 1_440, added: 0, missing: 0 });
    expect(fetching.source.calls.get('fetchOHLCV')).toBe(calls);
  });

  it('names what the venue does not have, and makes nothing up', async () => {
    const fetching = new Fetching();
    const dark = FROM + 600 * MINUTE;
    fetching.source.priceAt = (_, at) => ((at >= dark && at < dark + 45 * MINUTE) || at === FROM ? undefined : 100);
    const report = await fetching.run();
    expect(report).toMatchObject({ added: 1_394, missing: 46, gaps: 2 });
    expect(report.named).toEqual([
      { from: FROM, minutes: 1 },
      { from: instant(dark), minutes: 45 },
    ]);
  });

  it('goes on after calls that fail, and keeps what came before it gives up', async () => {
    const fetching = new Fetching();
    const original = fetching.source.fetchOHLCV.bind(fetching.source);
    let calls = 0;
    fetching.source.fetchOHLCV = async (...call) => {
      calls++;
      if (calls === 2 || calls === 3) throw new Error('the connection was cut');
      return original(...call);
    };
    expect(await fetching.run()).toMatchObject({ added: 1_440, missing: 0 });

    const broken = new Fetching();
    const good = broken.source.fetchOHLCV.bind(broken.source);
    let asked = 0;
    broken.source.fetchOHLCV = async (...call) => {
      if (asked++ > 0) throw new Error('the connection was cut');
      return good(...call);
    };
    await expect(broken.run()).rejects.toThrow(/^hand stopped answering while BTC\/USDT was fetched/);
    expect(broken.kept.size).toBeGreaterThan(400);
    broken.source.fetchOHLCV = good;
    expect(await broken.run()).toMatchObject({ missing: 0 });
  });

  it('leaves out rows that cannot be true, and counts them', async () => {
    const fetching = new Fetching();
    const original = fetching.source.fetchOHLCV.bind(fetching.source);
    fetching.source.fetchOHLCV = async (...call) => {
      const rows = (await original(...call)) as [number, ...unknown[]][];
      return rows.map((row) => (row[0] === FROM + 5 * MINUTE ? [row[0], 'NaN', '1', '1', '1', '1'] : row));
    };
    expect(await fetching.run()).toMatchObject({ bad: 1, missing: 1, named: [{ from: FROM + 5 * MINUTE, minutes: 1 }] });
  });
});
