import type { Change } from '#src/domain/adaptation.ts';
import { parseInstant, toIso } from '#src/domain/clock.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import { seedOf } from '#src/domain/rng.ts';
import type { Trial } from '#src/reflection/trial.ts';
import { compare } from './compare.ts';
import { beginningOf, type TrialQuestion } from './question.ts';
import { playSide } from './side.ts';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
/** With fewer days nothing can be told from the luck of a day. */
const FEWEST_DAYS = 3;

/** Replays the candles of a question without and with its change, and says what the change brings. The same question has the same answer. */
export async function tryChange(question: TrialQuestion): Promise<Trial> {
  const { settings, change, others, from, to, tapes } = question;
  const lengths = tapes.map(({ candles, warmup }) => candles.length / 6 - warmup);
  const before = await playSide(question, [...others, ...stayed(change)]);
  const after = await playSide(question, [...others, change]);
  const { intervalPct } = settings.learning;
  const days = { first: Math.floor(parseInstant(from) / DAY_MS), last: Math.floor((parseInstant(to) - 1) / DAY_MS) };
  const seed = seedOf('trial', canonicalJson(change), from, to);
  const difference = compare(before.trades, after.trades, days, intervalPct, seed);
  const isLittle = Math.max(0, ...lengths) < FEWEST_DAYS * DAY_MINUTES || before.side.trades < settings.reflection.minTrades;
  const { lowR, highR } = difference;
  return {
    from: toIso(beginningOf(question)),
    to,
    candles: lengths.reduce((sum, one) => sum + one, 0),
    without: before.side,
    with: after.side,
    ...difference,
    intervalPct,
    verdict: isLittle ? 'too_little' : lowR > 0 ? 'helps' : highR < 0 ? 'harms' : 'unclear',
  };
}

/** What is in force without a change: the value that a parameter has now, whatever the settings say. */
const stayed = (change: Change): Change[] => (change.kind === 'parameter' ? [{ ...change, after: change.before }] : []);
