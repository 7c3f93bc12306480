import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pixelsApart } from './pixels.ts';

const HERE = `${process.platform} ${process.arch}\n`;
export const IS_WRITING = process.env.UPDATE_GOLDEN === '1';

/** A folder of texts and pictures that people have looked at and found good: `test/golden/<name>`. */
export class GoldenFolder {
  readonly #folder: URL;
  /** What the pictures were drawn on: elsewhere letters are drawn a little differently. */
  readonly #madeOn: URL;

  constructor(name: string) {
    this.#folder = new URL(`golden/${name}/`, import.meta.url);
    this.#madeOn = new URL('platform.txt', this.#folder);
  }

  /** Keeps what was played instead of what was kept. */
  write(texts: Readonly<Record<string, string>>, pictures: ReadonlyMap<string, Uint8Array>): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    for (const [name, text] of Object.entries(texts)) writeFileSync(new URL(name, this.#folder), text);
    for (const [name, png] of pictures) writeFileSync(new URL(name, this.#folder), png);
    writeFileSync(this.#madeOn, HERE);
  }

  text(name: string): string {
    return readFileSync(new URL(name, this.#folder), 'utf8');
  }

  pictures(): string[] {
    return readdirSync(this.#folder).filter((name) => name.endsWith('.png'));
  }

  /** Why pictures cannot be compared here; undefined where they can. */
  drawnElsewhere(): string | undefined {
    const madeOn = readFileSync(this.#madeOn, 'utf8');
    return madeOn === HERE ? undefined : `the pictures were drawn on ${madeOn.trim()}, this is ${HERE.trim()}`;
  }

  /** How many parts of pixels of a picture are not as they were kept. */
  changed(name: string, png: Uint8Array): Promise<number> {
    return pixelsApart(png, readFileSync(new URL(name, this.#folder)));
  }
}
