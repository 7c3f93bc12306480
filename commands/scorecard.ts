import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { inR } from '#src/chat/money.ts';
import { type Block, buttons, fields, say, table, text } from '#src/chat/reply.ts';
import { plural } from '#src/chat/words.ts';
import { expectancyOf } from '#src/domain/score.ts';
import { joined, type Results, type Scorecard, scorecards, type Untraded } from '#src/ledger/scorecard.ts';

export const scorecard = command({
  name: 'scorecard',
  summary: 'what became of the proposals of each strategist, and what people and the policy made of them',
  role: 'viewer',
  args: z.object({}),
  examples: ['/scorecard'],
  async run({ app }) {
    const cards = await scorecards(app.ledger);
    if (cards.length === 0)
      return say(badged('Nobody has proposed anything yet', app), 'The first proposal begins the scorecard. /propose asks now.');
    const { intervalPct } = app.settings.values.learning;
    return {
      title: badged(cards.length === 1 ? `Scorecard of ${nameOf(cards[0] as Scorecard)}` : 'Scorecards', app),
      blocks: [
        ...cards.flatMap((card) => blocksOf(card, intervalPct, cards.length > 1)),
        text(
          `R: result in multiples of the money at risk; every trade weighs the same. The last column holds the mean with ${intervalPct} % probability.`,
        ),
        buttons({ Performance: '/performance', Coins: '/coins' }),
      ],
      data: cards.map((card) => ({
        ...card,
        approved: { ...card.approved },
        rejected: { ...card.rejected },
        denied: Object.fromEntries(card.denied),
        results: { people: { ...card.results.people }, policy: { ...card.results.policy } },
        untraded: Object.fromEntries(Object.entries(card.untraded).map(([why, results]) => [why, { ...results }])),
      })),
    };
  },
});

const nameOf = ({ deskId, strategist }: Scorecard): string => `${strategist} at desk ${deskId}`;

function blocksOf(card: Scorecard, intervalPct: number, isOneOfMany: boolean): Block[] {
  const { results } = card;
  const all = joined(results.people, results.policy);
  const denied = [...card.denied.values()].reduce((sum, count) => sum + count, 0);
  const guards = [...card.denied].sort((a, b) => b[1] - a[1]).map(([guard, count]) => `${guard} ${count}`);
  return [
    ...(isOneOfMany ? [text(nameOf(card))] : []),
    fields({
      proposals: String(card.proposals),
      approved: byWhom(card.approved),
      rejected: byWhom(card.rejected),
      expired: some(card.expired, 'without an answer'),
      waiting: some(card.waiting, 'for an answer'),
      superseded: some(card.superseded),
      disarmed: some(card.disarmed),
      'no trigger': some(card.lapsed, 'until they expired'),
      triggered: String(card.triggered),
      denied: denied === 0 ? undefined : `${denied}: ${guards.join(', ')}`,
      trades: String(all.trades),
    }),
    ...(all.trades === 0
      ? [text('No trade is closed yet.')]
      : [
          table(
            ['approved by', '>n', '>won', '>mean R', '>between'],
            [
              ...(results.people.trades > 0 ? [resultRow('people', results.people, intervalPct)] : []),
              ...(results.policy.trades > 0 ? [resultRow('the policy', results.policy, intervalPct)] : []),
              ...(results.people.trades > 0 && results.policy.trades > 0 ? [resultRow('all', all, intervalPct)] : []),
            ],
          ),
        ]),
    ...untradedOf(card, all, intervalPct),
  ];
}

/** What was traded beside what was not, which was followed on paper without money. */
function untradedOf({ untraded }: Scorecard, traded: Results, intervalPct: number): Block[] {
  const rows = (Object.entries(untraded) as [Untraded, Results][]).filter(([, { trades }]) => trades > 0);
  if (rows.length === 0) return [];
  return [
    text('Followed on paper, without money: what the others would have made.'),
    table(
      ['', '>n', '>won', '>mean R', '>between'],
      [
        ...(traded.trades > 0 ? [resultRow('traded', traded, intervalPct)] : []),
        ...rows.map(([why, results]) => resultRow(why, results, intervalPct)),
      ],
    ),
  ];
}

const some = (count: number, words = ''): string | undefined => (count === 0 ? undefined : `${count} ${words}`.trim());

function byWhom({ people, policy }: Scorecard['approved']): string {
  if (people + policy === 0) return 'none';
  const parts = [people === 0 ? '' : `${people} by people`, policy === 0 ? '' : `${policy} by the policy`];
  return parts.filter((part) => part !== '').join(', ');
}

function resultRow(name: string, { trades, wins, meanR, m2 }: Results, intervalPct: number): string[] {
  const stats = { trades, wins, weight: trades, weightSquares: trades, meanR, m2 };
  const { lowR, highR } = expectancyOf(stats, 0, { priorTrades: 0, intervalPct });
  const between = Number.isFinite(lowR) ? `${bare(lowR)} to ${bare(highR)}` : plural(trades, 'trade');
  return [name, String(trades), String(wins), bare(meanR), Number.isFinite(lowR) ? between : 'too few'];
}

const bare = (r: number): string => inR(r).replace(' R', '');
