import { parseInstant } from '#src/domain/clock.ts';
import { lastHaltDrill } from '#src/ledger/readiness.ts';
import { ageOf } from './age.ts';
import { DAY_MS, type ReadyCheck } from './check.ts';
import { historiesOf } from './histories.ts';

const MOST_DAYS = 30;

/** A kill switch that nobody has pulled is not known to work: /halt and then /resume, by a person. */
export const haltDrill: ReadyCheck = {
  name: 'halt drill',
  look(parts) {
    const ends = historiesOf(parts).flatMap((ledger) => lastHaltDrill(ledger) ?? []);
    const ageMs = Math.min(Number.POSITIVE_INFINITY, ...ends.map((at) => parts.clock.now() - parseInstant(at)));
    return {
      ok: ageMs >= 0 && ageMs <= MOST_DAYS * DAY_MS,
      figure: ends.length === 0 ? 'none' : `${ageOf(ageMs)} ago`,
      hint: 'Say /halt and then /resume, on paper at a real market or live; once in 30 days.',
    };
  },
};
