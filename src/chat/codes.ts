import { timingSafeEqual } from 'node:crypto';
import type { App } from '#src/app.ts';
import { type Instant, later } from '#src/domain/clock.ts';
import type { Role } from './command.ts';

/** Without letters and digits that look like others: I, L, O, 0, 1. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const DIGITS = '0123456789';
const PAIRING = { length: 8, minutes: 10 } as const;
const STEP = { length: 6, minutes: 5 } as const;
const TRIES = 5;
const MINUTE_MS = 60_000;
/** More codes than anybody needs at once. */
const MOST_OPEN = 20;

interface Code {
  readonly code: string;
  readonly expiresAt: Instant;
  /** In time that never goes back. */
  readonly deadline: number;
  tries: number;
}

/** An owner's command that waits for its second step. */
export interface Step extends Code {
  readonly person: string;
  readonly name: string;
  readonly channel: string;
  readonly line: string;
}

/** `none`: no code is open; `spent`: this was the last wrong try, and what was open is void. */
type Wrong = { readonly ok: false; readonly why: 'none' | 'wrong' | 'spent' };

/**
 * One-time codes, in memory only: a restart voids them, and nobody finds one in a ledger. Each has a time and five tries. A wrong pairing code counts
 * against every one that is open, because nobody can say which was meant.
 */
export class Codes {
  readonly #app: Pick<App, 'wall' | 'entropy'>;
  #pairings: (Code & { readonly role: Role })[] = [];
  readonly #steps = new Map<string, Step>();

  constructor(app: Pick<App, 'wall' | 'entropy'>) {
    this.#app = app;
  }

  /** A code that makes whoever says it somebody with this role. */
  offer(role: Role): Code {
    const made = { ...this.#make(LETTERS, PAIRING), role };
    this.#pairings = [...this.#pairings.filter((one) => this.#isOpen(one)), made].slice(-MOST_OPEN);
    return made;
  }

  /** Takes a pairing code, once. Upper and lower case, spaces and dashes do not matter. */
  redeem(typed: string): { readonly ok: true; readonly role: Role } | Wrong {
    this.#pairings = this.#pairings.filter((one) => this.#isOpen(one));
    if (this.#pairings.length === 0) return { ok: false, why: 'none' };
    const word = typed.toUpperCase().replaceAll(/[\s-]/g, '');
    // Every one is compared, so that the time that it takes tells nothing.
    const hits = this.#pairings.filter(({ code }) => areSame(code, word));
    const [hit] = hits;
    if (hit !== undefined) {
      this.#pairings = this.#pairings.filter((one) => one !== hit);
      return { ok: true, role: hit.role };
    }
    for (const one of this.#pairings) one.tries++;
    this.#pairings = this.#pairings.filter((one) => this.#isOpen(one));
    return { ok: false, why: this.#pairings.length === 0 ? 'spent' : 'wrong' };
  }

  /** A code that stands for a line of somebody; a newer one takes the place of the one before. */
  ask(person: string, name: string, channel: string, line: string): Step {
    const step: Step = { ...this.#make(DIGITS, STEP), person, name, channel, line };
    this.#steps.delete(person);
    this.#steps.set(person, step);
    return step;
  }

  /** Takes the code of a second step, once, from the person and in the chat that was asked; gives the line. */
  confirm(person: string, channel: string, typed: string): { readonly ok: true; readonly line: string } | Wrong {
    const step = this.#steps.get(person);
    if (step === undefined || !this.#isOpen(step) || step.channel !== channel) return { ok: false, why: 'none' };
    if (areSame(step.code, typed.trim())) {
      this.#steps.delete(person);
      return { ok: true, line: step.line };
    }
    step.tries++;
    if (this.#isOpen(step)) return { ok: false, why: 'wrong' };
    this.#steps.delete(person);
    return { ok: false, why: 'spent' };
  }

  /** Every code is worth nothing from now on. */
  void(): void {
    this.#pairings = [];
    this.#steps.clear();
  }

  /** What waits for a second step, oldest first. */
  waiting(): readonly Step[] {
    return [...this.#steps.values()].filter((one) => this.#isOpen(one));
  }

  #make(alphabet: string, { length, minutes }: { length: number; minutes: number }): Code {
    const { wall, entropy } = this.#app;
    const code = drawn(alphabet, length, entropy);
    return { code, expiresAt: later(wall.now(), minutes * MINUTE_MS), deadline: wall.mono() + minutes * MINUTE_MS, tries: 0 };
  }

  #isOpen({ deadline, tries }: Code): boolean {
    return tries < TRIES && this.#app.wall.mono() < deadline;
  }
}

const byApp = new WeakMap<object, Codes>();

/** The codes of a running Heron: what offers them and what takes them are different commands. */
export function codesOf(app: App): Codes {
  const known = byApp.get(app);
  if (known !== undefined) return known;
  const codes = new Codes(app);
  byApp.set(app, codes);
  return codes;
}

/** Letters that are all equally likely: bytes beyond the last whole multiple of the alphabet are thrown away. */
function drawn(alphabet: string, length: number, entropy: App['entropy']): string {
  const limit = 256 - (256 % alphabet.length);
  let word = '';
  while (word.length < length)
    for (const byte of entropy(length)) if (byte < limit && word.length < length) word += alphabet[byte % alphabet.length];
  return word;
}

/** In a time that does not depend on where they differ. */
function areSame(code: string, typed: string): boolean {
  const a = Buffer.from(code);
  const b = Buffer.alloc(a.length);
  b.write(typed);
  return timingSafeEqual(a, b) && typed.length === code.length;
}
