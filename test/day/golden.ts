import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pixelsApart } from '#test/pixels.ts';

const FOLDER = new URL('../golden/day/', import.meta.url);
/** What the pictures were drawn on: elsewhere letters are drawn a little differently. */
const MADE_ON = new URL('platform.txt', FOLDER);
const HERE = `${process.platform} ${process.arch}\n`;
export const IS_WRITING = process.env.UPDATE_GOLDEN === '1';

/** Keeps what was played instead of what was kept. */
export function write(texts: Readonly<Record<string, string>>, pictures: ReadonlyMap<string, Uint8Array>): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(texts)) writeFileSync(new URL(name, FOLDER), text);
  for (const [name, png] of pictures) writeFileSync(new URL(name, FOLDER), png);
  writeFileSync(MADE_ON, HERE);
}

export const kept = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

export const keptPictures = (): string[] => readdirSync(FOLDER).filter((name) => name.endsWith('.png'));

/** Why pictures cannot be compared here; undefined where they can. */
export function drawnElsewhere(): string | undefined {
  const madeOn = readFileSync(MADE_ON, 'utf8');
  return madeOn === HERE ? undefined : `the pictures were drawn on ${madeOn.trim()}, this is ${HERE.trim()}`;
}

/** How many parts of pixels of a picture are not as they were kept. */
export function changed(name: string, png: Uint8Array): Promise<number> {
  return pixelsApart(png, readFileSync(new URL(name, FOLDER)));
}
