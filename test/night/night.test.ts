import { beforeAll, describe, expect, it } from 'vitest';
import { GoldenFolder, IS_WRITING } from '#test/goldenFolder.ts';
import { type Shown, spend, TOLD, type Told } from './evening.ts';
import { UNTRUE } from './reflecting.ts';
import { openNight } from './stage.ts';

const KINDS = ['rules', 'model'] as const;
const PLATFORMS = ['telegram', 'discord'] as const;
const golden = new GoldenFolder('night');

async function play(kind: (typeof KINDS)[number]): Promise<Told> {
  await using night = await openNight({ model: kind === 'model' });
  return await spend(night);
}

const signed = (amount: string): string => `${Number(amount) > 0 ? '+' : ''}${Number(amount).toFixed(2)}`;
const inR = (r: number): string => `${r > 0 ? '+' : ''}${Number(r.toFixed(2))}`;
const numbersIn = (text: string): string[] => text.match(/[+-]?\d[\d,.:]*/g) ?? [];

describe('a night after a day of trades, without a model and with one', () => {
  const told = {} as Record<(typeof KINDS)[number], Told>;
  beforeAll(async () => {
    for (const kind of KINDS) told[kind] = await play(kind);
    if (!IS_WRITING) return;
    const texts = KINDS.flatMap((kind) => PLATFORMS.map((platform) => [`${platform}-${kind}.md`, told[kind].pages[platform]]));
    golden.write(Object.fromEntries(texts), new Map([...told.rules.pictures, ...told.model.pictures]));
  });

  for (const kind of KINDS) {
    const shown = (): readonly Shown[] => PLATFORMS.map((platform) => told[kind][platform]);

    it.each(PLATFORMS)(`%s-${kind}.md is what people see (UPDATE_GOLDEN=1 writes it)`, (platform) => {
      expect(told[kind].pages[platform]).toBe(golden.text(`${platform}-${kind}.md`));
      expect(told[kind].log).toEqual([]);
    });

    it(`shows the pictures that are kept, pixel for pixel (${kind})`, async (context) => {
      const elsewhere = golden.drawnElsewhere();
      if (elsewhere !== undefined) return context.skip(elsewhere);
      expect([...told[kind].pictures.keys()].sort()).toEqual(golden.pictures().sort());
      for (const [name, png] of told[kind].pictures) expect(await golden.changed(name, png), name).toBe(0);
    });

    it(`tells the same figures on both platforms (${kind})`, () => {
      const { telegram, discord } = told[kind];
      for (const name of TOLD) {
        expect(numbersIn(telegram[name]), name).not.toEqual([]);
        expect(numbersIn(discord[name]), name).toEqual(numbersIn(telegram[name]));
      }
    });

    it(`tells the day as SQL on the facts does (${kind})`, () => {
      const { all, trades, markets } = told[kind].figures;
      expect(all.n).toBe(21);
      const [best, worst] = [markets[0], markets.at(-1)];
      const lessons = [
        `${all.n} trades, ${all.won} won, ${inR(all.meanR)} R each on average.`,
        `Best: ${best?.market} ${signed(best?.pnl ?? '')} USDT in ${best?.n} trades. Worst: ${worst?.market} ${signed(worst?.pnl ?? '')} USDT in ${worst?.n} trades.`,
      ];
      for (const shows of shown()) {
        for (const summary of [shows.Summary, shows['Late summary']]) {
          expect(summary).toContain(`Summary of 5 Jan: ${signed(all.pnl)} USDT`);
          expect(summary).toMatch(new RegExp(`trades\\W+${all.n}, ${all.won} won`));
          expect(summary).toMatch(new RegExp(`fees\\W+${Number(all.fees).toFixed(2)} USDT`));
          for (const { id, market, pnl, r, exit } of trades.slice(-12))
            expect(summary.replace(/ +/g, ' ')).toContain(`${id} ${market} ${signed(pnl)} ${inR(r)} ${exit}`);
        }
        for (const text of [shows.Summary, shows.Reflection, shows['Late summary']])
          for (const line of lessons) expect(text).toContain(line);
      }
    });

    it(`tells what was learned as SQL on the facts does (${kind})`, () => {
      const { gap, others } = told[kind].figures;
      for (const shows of shown()) {
        expect(shows['e1 proposed']).toContain(
          `Pattern gap fill: ${gap.n} trades brought ${inR(gap.meanR)} R each on average, the other ${others.n} ${inR(others.meanR)} R.`,
        );
        expect(shows.insight.replace(/ +/g, ' ')).toContain(`i1 ${gap.n} ${inR(gap.meanR)} ${inR(others.meanR)} `);
        for (const text of [shows.Reflection, shows['Late summary']]) {
          expect(text).toContain(`i1: ${told[kind].insights[0]?.text}`);
          expect(text).toContain('e1 proposed: ');
        }
      }
    });
  }

  it('opens no connection to a model where none is named, and says nothing of one', () => {
    const { reachedModel, questions, connections, figures, insights } = told.rules;
    expect(connections).toBeGreaterThan(0);
    expect({ reachedModel, questions }).toEqual({ reachedModel: false, questions: [] });
    expect(figures.model.calls).toBe(0);
    expect(insights.map(({ source }) => source)).toEqual(['template']);
    for (const page of Object.values(told.rules.pages)) expect(page).not.toMatch(/model/i);
  });

  it('takes the words of a model where they hold, leaves out what does not and says so, with what it cost', () => {
    const { reachedModel, questions, figures, insights, pages } = told.model;
    expect(reachedModel).toBe(true);
    expect(questions).toHaveLength(figures.model.calls);
    const { calls, tokens, cost } = figures.model;
    expect(insights).toEqual([
      {
        text: `Gap fills were stopped out each time: ${figures.gap.n} trades lost ${inR(-figures.gap.meanR).slice(1)} R each.`,
        source: 'model',
      },
    ]);
    for (const platform of PLATFORMS) {
      const { Reflection, insight } = told.model[platform];
      expect(Reflection).toContain(
        `The model was asked ${calls} times: ${tokens.toLocaleString('en-US')} tokens, ${Number(cost).toFixed(2)} USD.`,
      );
      expect(Reflection).toContain('1 claim of the model did not hold and was left out.');
      expect(insight).toContain(insights[0]?.text);
      expect(pages[platform]).not.toContain(UNTRUE);
    }
  });

  it('trades the same either way', () => {
    expect(told.model.figures.trades).toEqual(told.rules.figures.trades);
  });
});
