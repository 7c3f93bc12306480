import type { Letter } from './contestant.ts';
import { entrant } from './entrants.ts';

/** The process of one contestant (see lane.ts): prepares it, then answers each message `run` with an outcome or an error. */
const [letter, scratchDir, eventsPerTrade] = process.argv.slice(2) as [Letter, string, string];
const contestant = entrant(letter, scratchDir, Number(eventsPerTrade));
// A preparation that fails is told with the first run; until then it is nobody's unhandled rejection.
contestant.catch(() => undefined);

process.on('message', async () => {
  try {
    process.send?.({ outcome: await (await contestant).run() });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.stack : String(error) });
  }
});
process.on('disconnect', () => process.exit());
