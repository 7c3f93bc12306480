import { fileURLToPath } from 'node:url';
import { GlobalFonts } from '@napi-rs/canvas';

/** Own names, so that a font of the machine with the same name is never taken. */
const SANS = 'Heron Sans';
const MONO = 'Heron Mono';
const FILES: readonly (readonly [family: string, url: string])[] = [
  [SANS, import.meta.resolve('@fontsource/inter/files/inter-latin-500-normal.woff2')],
  [SANS, import.meta.resolve('@fontsource/inter/files/inter-latin-700-normal.woff2')],
  [MONO, import.meta.resolve('@fontsource/jetbrains-mono/files/jetbrains-mono-latin-500-normal.woff2')],
  [MONO, import.meta.resolve('@fontsource/jetbrains-mono/files/jetbrains-mono-latin-700-normal.woff2')],
];

let areThere = false;

/** Makes the bundled fonts known to the canvas, once. Throws when one of their files is missing. */
export function loadFonts(): void {
  if (areThere) return;
  for (const [family, url] of FILES)
    if (GlobalFonts.registerFromPath(fileURLToPath(url), family) === null) throw new Error(`a font of ${family} cannot be read`);
  areThere = true;
}

export const sans = (px: number, weight: 500 | 700 = 500): string => `${weight} ${px}px "${SANS}"`;
export const mono = (px: number, weight: 500 | 700 = 500): string => `${weight} ${px}px "${MONO}"`;

/** The figures of both fonts: Latin-1 and some punctuation. */
const UNDRAWABLE = /[^\u0020-\u007e\u00a0-\u00ff\u2013\u2014\u2018-\u201d\u2022\u2026\u20ac\u2212]/gu;

/** What can be drawn of a text; a sign that the bundled fonts do not have becomes a question mark, so that no font of the machine is asked. */
export const drawable = (text: string): string => text.replace(/\s+/g, ' ').replace(UNDRAWABLE, '?');
