import { existsSync, readFileSync } from 'node:fs';
import { acceptanceCases } from '#test/contracts/acceptanceCases.ts';
import { bookCases } from '#test/contracts/bookCases.ts';
import { DIALECTS } from '#test/contracts/dialects.ts';
import { matchingCases } from '#test/contracts/matchingCases.ts';
import { paperWorld } from '#test/contracts/paperWorld.ts';
import { perpetualCases } from '#test/contracts/perpetualCases.ts';
import type { Scenario } from '#test/contracts/scene.ts';
import type { VenueCapabilities } from '#test/contracts/world.ts';

export interface ContractCase {
  readonly title: string;
  readonly needs: readonly (keyof VenueCapabilities)[];
}

/** What the contract suite was run against, and what could not be shown there. */
export interface ContractRun {
  readonly venue: string;
  readonly capabilities: VenueCapabilities;
}

/** Every case of the contract suite, as the suite itself lists them. */
export function contractCases(): readonly ContractCase[] {
  const cases: ContractCase[] = [];
  const collect: Scenario = (title, needs) => void cases.push({ title, needs });
  for (const list of [acceptanceCases, matchingCases, bookCases, perpetualCases]) list(collect);
  return cases;
}

/** Paper, and each venue that has a fake and a test that runs the suite against it. */
export function contractRuns(): readonly ContractRun[] {
  const runs = [
    { venue: 'paper', capabilities: paperWorld().capabilities },
    ...DIALECTS.map(({ id, capabilities }) => ({ venue: id, capabilities })),
  ];
  return runs.filter(({ venue }) => isRun(venue));
}

function isRun(venue: string): boolean {
  const file = new URL(`../contracts/${venue}.test.ts`, import.meta.url);
  return existsSync(file) && readFileSync(file, 'utf8').includes(`\nvenueContract('${venue}', `);
}

/** Why a case was skipped there; undefined when it was run. */
export function skipOf({ needs }: ContractCase, { capabilities }: ContractRun): string | undefined {
  for (const need of needs) {
    const capability = capabilities[need];
    if (capability !== true) return capability;
  }
  return undefined;
}
