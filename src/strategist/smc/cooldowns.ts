import type { Instant } from '#src/domain/clock.ts';
import type { SmcSettings } from './settings.ts';
import type { Evidence } from './setups.ts';
import { idOf } from './words.ts';

const MINUTE = 60_000;

interface Wait {
  readonly until: number;
  readonly why: string;
}

/** Pauses of one market: after a proposal, after a close, and for a structure that was just used. Kept in memory: after a restart only the pause after a close is known. */
export class Cooldowns {
  readonly #settings: SmcSettings['cooldown'];
  #proposedAt: Instant | undefined;
  readonly #structures = new Map<string, Instant>();

  constructor(settings: SmcSettings['cooldown']) {
    this.#settings = settings;
  }

  proposed(structure: Evidence, now: Instant): void {
    this.#proposedAt = now;
    this.#structures.set(idOf(structure), now);
  }

  /** Why nothing may be proposed in the market now, or undefined. Forgets structures whose pause is over. */
  market(now: Instant, lastTrade: { readonly closedAt: Instant; readonly won: boolean } | undefined): string | undefined {
    for (const [id, at] of this.#structures) if (!this.#holds(at, now)) this.#structures.delete(id);
    const { marketMinutes, winMinutes, lossMinutes } = this.#settings;
    const waits: Wait[] = [];
    if (this.#proposedAt !== undefined)
      waits.push({ until: this.#proposedAt + marketMinutes * MINUTE, why: `${marketMinutes} min after a proposal` });
    if (lastTrade !== undefined) {
      const minutes = lastTrade.won ? winMinutes : lossMinutes;
      waits.push({ until: lastTrade.closedAt + minutes * MINUTE, why: `${minutes} min after a ${lastTrade.won ? 'win' : 'loss'}` });
    }
    const longest = waits.reduce<Wait | undefined>((a, b) => (a === undefined || b.until > a.until ? b : a), undefined);
    if (longest === undefined || longest.until <= now) return undefined;
    return `cooldown of the market, ${longest.why}: ${Math.ceil((longest.until - now) / MINUTE)} min left`;
  }

  /** Why this structure may not be proposed again now, or undefined. */
  structure(structure: Evidence, now: Instant): string | undefined {
    if (this.#structures.size === 0) return undefined;
    const id = idOf(structure);
    const at = this.#structures.get(id);
    if (at === undefined || !this.#holds(at, now)) return undefined;
    const leftMs = at + this.#settings.structureMinutes * MINUTE - now;
    return `${id} was proposed less than ${this.#settings.structureMinutes} min ago: ${Math.ceil(leftMs / MINUTE)} min left`;
  }

  /** Structures remembered. */
  get retained(): number {
    return this.#structures.size;
  }

  #holds(at: Instant, now: Instant): boolean {
    return now < at + this.#settings.structureMinutes * MINUTE;
  }
}
