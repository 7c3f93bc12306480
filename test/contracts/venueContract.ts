import { describe, it } from 'vitest';
import { acceptanceCases } from './acceptanceCases.ts';
import { bookCases } from './bookCases.ts';
import { matchingCases } from './matchingCases.ts';
import { perpetualCases } from './perpetualCases.ts';
import { type Scenario, Scene } from './scene.ts';
import type { VenueWorld } from './world.ts';

/**
 * What any venue adapter must do, whatever stands behind the port: run it with a world in which prices, money and time are under control.
 * `makeWorld` is called once per case. What a venue cannot show it names in its capabilities; those cases are skipped with the reason.
 */
export function venueContract(name: string, makeWorld: () => VenueWorld | Promise<VenueWorld>): void {
  const scenario: Scenario = (title, needs, play) => {
    it(title, async ({ skip, onTestFinished }) => {
      const world = await makeWorld();
      onTestFinished(async () => world.close?.());
      for (const need of needs) {
        const capability = world.capabilities[need];
        if (capability !== true) skip(`${name}: ${capability}`);
      }
      await play(new Scene(world));
    });
  };
  describe(`${name}: taking and refusing orders`, () => acceptanceCases(scenario));
  describe(`${name}: filling orders`, () => matchingCases(scenario));
  describe(`${name}: canceling and looking up`, () => bookCases(scenario));
  describe(`${name}: perpetuals`, () => perpetualCases(scenario));
}
