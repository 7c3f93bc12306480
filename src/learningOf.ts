import type { Clock } from '#src/domain/clock.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import { lookedAt, tradeCount } from '#src/ledger/learningFacts.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Model } from '#src/model/port.ts';
import type { AdaptationVerbs } from '#src/reflection/adaptations.ts';
import { FactBook } from '#src/reflection/facts.ts';
import { heldInsights } from '#src/reflection/insights.ts';
import { type ReflectDeps, reflect } from '#src/reflection/reflect.ts';
import type { Learned, LearningVerbs } from '#src/reflection/verbs.ts';

export interface LearningParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly deskId: string;
  /** Those in force, read each time. */
  readonly settings: { readonly reflection: ReflectDeps['settings'] & { readonly everyTrades: number } };
  readonly parameter: ReflectDeps['inForce'];
  readonly adaptations: AdaptationVerbs;
  readonly model: Model | undefined;
  /** Throws where there are no prompts. */
  readonly prompt: (name: string) => Prompt;
  readonly report: (error: unknown) => void;
}

/** The learning of a desk as the app has it. */
export interface Learning extends LearningVerbs {
  /** Begins to reflect by itself, each time so many trades have closed; what closed while nobody ran counts. Returns the way to stop. */
  start(): () => void;
  /** Resolves when no reflection is under way: for whoever drives time. */
  idle(): Promise<void>;
}

/** Puts the learning together: reflection, and what it proposes. One reflection at a time; who asks for another gets the one under way. */
export function learningOf(parts: LearningParts): Learning {
  const { ledger, deskId, settings, adaptations, model, report } = parts;
  const facts = new FactBook(ledger, deskId);
  let underWay: Promise<Learned> | undefined;
  const run = async (actor: string): Promise<Learned> => {
    if (!ledger.isOpen) return { ok: false, text: 'Heron is stopping.' };
    try {
      await adaptations.measure();
      const prompt = model === undefined ? undefined : parts.prompt('reflection');
      const { clock, ids, parameter: inForce } = parts;
      return await reflect(
        { ledger, clock, ids, deskId, facts, settings: settings.reflection, inForce, propose: adaptations.propose, model, prompt, report },
        actor,
      );
    } catch (error) {
      report(error);
      return { ok: false, text: 'The reflection failed; the log says why. Trading goes on as before.' };
    }
  };
  // In a turn of its own: a trade that has just closed comes first.
  const reflectOnce = (actor: string): Promise<Learned> => {
    underWay ??= Promise.resolve()
      .then(() => run(actor))
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };
  return {
    apply: adaptations.apply,
    undo: adaptations.undo,
    reflect: reflectOnce,
    insights: () => heldInsights(ledger, deskId, facts, settings.reflection.confidencePct),
    async idle() {
      while (underWay !== undefined) await underWay;
    },
    start() {
      let fresh = tradeCount(ledger, deskId) - lookedAt(ledger, deskId).trades;
      const reflectWhenDue = (): void => {
        if (fresh >= settings.reflection.everyTrades && underWay === undefined) void reflectOnce('heron');
      };
      const deaf = ledger.listen((event) => {
        if (event.kind === 'reflection.finished' && event.subject === deskId) fresh -= event.data.trades;
        if (event.kind !== 'trade.closed' || event.data.desk_id !== deskId) return;
        fresh++;
        reflectWhenDue();
      });
      reflectWhenDue();
      return deaf;
    },
  };
}
