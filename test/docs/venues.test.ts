import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VENUES } from '#src/domain/venue.ts';
import { contractCases, contractRuns, skipOf } from './contractCases.ts';
import { liveCases } from './liveCases.ts';
import { errorBodies, networkCases, probedVenues, valrCases, valrLookup } from './otherCases.ts';
import { venuesText } from './venuesText.ts';

const PAGE = new URL('../../docs/venues.md', import.meta.url);

describe('docs/venues.md', () => {
  it('says what the profiles and the tests say (UPDATE_GOLDEN=1 writes it)', () => {
    const text = venuesText();
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, text);
    expect(text).toBe(readFileSync(PAGE, 'utf8'));
  });

  it('claims the contract suite for paper and four venues, and skips no case that paper can show but for a reason', () => {
    expect(contractRuns().map(({ venue }) => venue)).toEqual(['paper', 'binance', 'binanceusdm', 'kraken', 'krakenfutures']);
    const [paper, ...others] = contractRuns();
    for (const one of contractCases()) {
      expect(paper && skipOf(one, paper), one.title).toBeUndefined();
      for (const run of others) expect(skipOf(one, run) ?? 'a whole reason', `${run.venue}: ${one.title}`).toMatch(/\w+ \w+ \w+/);
    }
  });

  it('finds every list that it counts', () => {
    expect(contractCases().length).toBeGreaterThan(40);
    expect(networkCases().length).toBeGreaterThan(15);
    for (const id of VENUES) expect(errorBodies(id).own, id).toBeGreaterThan(3);
    expect(valrCases()).toBeGreaterThan(10);
    expect(valrLookup()).toHaveLength(2);
    expect(probedVenues()).toHaveLength(4);
    expect(new Set(liveCases().flatMap(({ venues }) => venues))).toEqual(new Set(probedVenues()));
  });
});
