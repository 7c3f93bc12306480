import type { Chart } from '#src/domain/chart.ts';
import { sha256 } from '#src/domain/hash.ts';

/** Every picture that was drawn, and names for those that somebody saw, in the order in which they are asked for. */
export class Pictures {
  readonly #charts = new Map<string, Chart>();
  /** Name of a file → PNG. */
  readonly named = new Map<string, Uint8Array>();
  readonly #names = new Map<string, string>();

  /** Draws with a painter, and remembers what each picture shows. */
  watching =
    (paint: (chart: Chart) => Promise<Uint8Array>) =>
    async (chart: Chart): Promise<Uint8Array> => {
      const png = await paint(chart);
      this.#charts.set(keyOf(png), chart);
      return png;
    };

  /** `3-c1.png`: the same for the same picture, wherever it was sent. */
  nameOf(png: Uint8Array): string {
    const key = keyOf(png);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const chart = this.#charts.get(key);
    if (chart === undefined) throw new Error('a picture was sent that nobody has drawn');
    const name = `${this.named.size + 1}-${subjectOf(chart)}.png`;
    this.#names.set(key, name);
    this.named.set(name, png);
    return name;
  }
}

const keyOf = (png: Uint8Array): string => sha256(Buffer.from(png).toString('base64'));

const subjectOf = (chart: Chart): string => (chart.kind === 'candles' ? (chart.subtitle.split(' ')[0] ?? chart.kind) : chart.kind);
