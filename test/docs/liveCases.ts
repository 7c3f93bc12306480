import { readdirSync, readFileSync } from 'node:fs';
import { LIVE_VENUES } from '#test/live/venues.ts';

export interface LiveCase {
  readonly title: string;
  /** At which venues it is run. */
  readonly venues: readonly string[];
}

const ALL = LIVE_VENUES.map(({ id }) => id);
const FOLDER = new URL('../live/', import.meta.url);
/** `describe('…'`, `it('…'`, and either with `.each(…)` before the title. */
const OPENING = /^( *)(describe|it)(?:\.each\((.+?)\))?\(\s*'((?:[^'\\]|\\.)+)'/gm;

/** What a whole live Heron goes through at the fakes: the tests in test/live. One whose venue cannot be read is not claimed. */
export function liveCases(): readonly LiveCase[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts'));
  return files.sort().flatMap((name) => casesIn(readFileSync(new URL(name, FOLDER), 'utf8')));
}

function casesIn(text: string): LiveCase[] {
  const cases: LiveCase[] = [];
  const openings = [...text.matchAll(OPENING)];
  let about = { title: '', each: '' };
  for (const [at, { index, 1: indent = '', 2: word, 3: each = '', 4: title = '' }] of openings.entries()) {
    if (word === 'describe') {
      about = { title, each };
      continue;
    }
    const isWithin = indent !== '';
    const venues = venuesOf(each, isWithin ? about.each : '', text.slice(index, openings[at + 1]?.index));
    const whole = isWithin ? `${about.title}: ${title}` : title;
    if (venues.length > 0) cases.push({ title: plain(whole), venues });
  }
  return cases;
}

/** From what the test is repeated for, then from what its group is repeated for, then from the venue that it opens. */
function venuesOf(each: string, group: string, body: string): readonly string[] {
  for (const one of [each, group]) {
    if (one === 'LIVE_VENUES' || one === 'IDS') return ALL;
    const named = [...one.matchAll(/'(\w+)'/g)].map(([, id = '']) => id);
    if (named.length > 0 && named.every((id) => ALL.includes(id))) return named;
  }
  return [...new Set([...body.matchAll(/opens\('(\w+)'/g)].map(([, id = '']) => id))].filter((id) => ALL.includes(id));
}

const plain = (title: string): string =>
  title
    .replaceAll("\\'", "'")
    .replaceAll(/\bat (?:%s|\$id)/g, 'at the venue')
    .replaceAll(/%[sd]/g, '…');
