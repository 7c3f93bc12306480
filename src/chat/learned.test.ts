import { describe, expect, it } from 'vitest';
import { later, toIso } from '#src/domain/clock.ts';
import { DESK } from '#src/found.ts';
import { openWorld, type World } from '#test/harness.ts';
import { learnedIn } from './learned.ts';
import { modelsPart } from './modelsPart.ts';

const HOUR_MS = 3_600_000;

function find(world: World, id: string): void {
  const claim = JSON.stringify({ kind: 'mean_r', dimension: 'market', key: 'ETH/USDT', direction: 'worse' });
  const text = 'ETH/USDT: 9 trades brought -0.8 R each on average, the other 12 +0.3 R.';
  const data = { id, at: toIso(world.now), desk_id: DESK, claim, evidence: '{}', text, source: 'template' as const };
  world.ledger.transact((tx) => tx.append({ kind: 'insight.found', subject: id, actor: 'reflection', data }));
}

/** A reflection that let go of an insight, and of a claim of the model. */
function letGo(world: World, id: string, note: string): void {
  const data = { trades: 4, claims: 3, dropped: 2, insights: [], adaptations: [], source: 'model' as const, note };
  world.ledger.transact((tx) => {
    tx.append({ kind: 'insight.dropped', subject: id, actor: 'reflection', data: { reason: '14 trades now bring +0.1 R' } });
    tx.append({ kind: 'reflection.finished', subject: DESK, actor: 'schedule', data });
  });
}

const read = (world: World, from: number): string => {
  const span = { from: later(world.now, from * HOUR_MS), to: later(world.now, 1) };
  const factors = world.settings.values.learning;
  return [...learnedIn(world.ledger, span, factors), JSON.stringify(modelsPart(world.ledger, span))].join('\n');
};

describe('what was learned in a span', () => {
  it('has an insight where it was found, and again where newer trades stopped bearing it out', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 64_000 } });
    find(world, 'i1');
    expect(read(world, -1)).toContain('i1: ETH/USDT: 9 trades brought');
    await world.minutes(120);
    expect(read(world, -1)).not.toContain('i1');
    letGo(world, 'i1', '');
    expect(read(world, -1)).toMatch(/^i1 no longer holds: 14 trades now bring \+0\.1 R\./);
    await world.minutes(120);
    expect(read(world, -1)).toBe('[]');
  });

  it('tells what the model said, and only its own claims as those that did not hold', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 64_000 } });
    find(world, 'i1');
    await world.minutes(120);
    letGo(world, 'i1', 'Leave it alone.');
    expect(read(world, -1)).toContain("In the model's words: Leave it alone.");
    expect(read(world, -1)).toContain('1 claim of the model did not hold and was left out.');
    await world.minutes(120);
    expect(read(world, -1)).not.toContain('model');
  });
});
