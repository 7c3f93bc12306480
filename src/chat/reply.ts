import type { Chart } from '#src/domain/chart.ts';
import type { Json } from '#src/domain/hash.ts';

/** How an answer feels: a platform may color it. */
export type Tone = 'good' | 'bad' | 'warn';

interface Field {
  readonly name: string;
  readonly value: string;
}

export interface Column {
  readonly name: string;
  /** Figures stand to the right. */
  readonly right?: boolean;
}

/** One thing before and after: `stop`, `63,500`, `64,012`. */
export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Something to do next; `command` is what it means, in the words that could be typed. */
export interface Button {
  readonly label: string;
  readonly command: string;
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'diff'; readonly changes: readonly Change[] }
  | { readonly kind: 'chart'; readonly chart: Chart; readonly alt: string }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] };

/** What Heron says, for any platform; plain JSON, because it waits in the outbox as such. Texts may hold anything: renderers escape. */
export interface Reply {
  readonly title: string;
  readonly tone?: Tone;
  readonly blocks: readonly Block[];
  /** What was asked for was not done, or it found something that must not be: `heron say` ends with 1. A loss is bad news, but no failure. */
  readonly failed?: true;
  /** The same in exact figures, for programs: never drawn. Amounts are decimal text. */
  readonly data?: Json;
}

export const text = (line: string): Block => ({ kind: 'text', text: line });

/** Pairs of name and value; a pair whose value is undefined is left out. */
export const fields = (pairs: Readonly<Record<string, string | undefined>>): Block => ({
  kind: 'fields',
  fields: Object.entries(pairs).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
});

/** A column's name that begins with `>` stands to the right. */
export const table = (names: readonly string[], rows: readonly (readonly string[])[]): Block => ({
  kind: 'table',
  columns: names.map((name) => (name.startsWith('>') ? { name: name.slice(1), right: true } : { name })),
  rows,
});

/** A picture; `alt` tells everything that it shows, for whoever cannot see it and for screens without pictures. */
export const picture = (chart: Chart, alt: string): Block => ({ kind: 'chart', chart, alt });

export const diff = (...changes: readonly Change[]): Block => ({ kind: 'diff', changes });

/** Label → command. */
export const buttons = (labels: Readonly<Record<string, string>>): Block => ({
  kind: 'buttons',
  buttons: Object.entries(labels).map(([label, command]) => ({ label, command })),
});

/** A sentence or two and nothing else. */
export const say = (title: string, ...lines: readonly string[]): Reply => ({ title, blocks: lines.map(text) });
