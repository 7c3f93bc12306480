import type { App } from '#src/app.ts';
import { later, toIso } from '#src/domain/clock.ts';
import { forgetOldest } from './forgetOldest.ts';
import { Lockout } from './lockout.ts';
import { duration } from './time.ts';
import { plural } from './words.ts';

const MINUTE_MS = 60_000;
/** Events about refusals in a minute, over all: what strangers do must not fill a ledger. */
const EVENTS_PER_MINUTE = 30;

const REMEMBERED = 1_000;

/** Who was refused, and where. */
export interface Refused {
  readonly id: string;
  readonly platform: string;
  readonly userId: string;
  readonly name: string;
  readonly channel: string;
}

/**
 * What follows from a refused tap or code: it counts toward the lockout, and is an event, at most one for each person and minute; the next one tells
 * how many there were since. A wrong second step is only counted, because it has its own record.
 */
export class Refusals {
  readonly #app: App;
  readonly #lockout: Lockout;
  readonly #lockMs: number;
  readonly #told = new Map<string, { at: number; untold: number }>();
  #minute = { since: Number.NEGATIVE_INFINITY, events: 0 };

  constructor(app: App) {
    const { lockAfterRefusals, lockMinutes } = app.settings.values.chat;
    this.#app = app;
    this.#lockMs = lockMinutes * MINUTE_MS;
    this.#lockout = new Lockout(() => app.wall.mono(), lockAfterRefusals, this.#lockMs);
  }

  /** Milliseconds until somebody is listened to again; 0 when they are listened to now. */
  lockedMs(person: string): number {
    return this.#lockout.leftMs(person);
  }

  note(who: Refused, what: 'tap' | 'pairing' | 'step', reason: string): void {
    const { ledger, wall } = this.#app;
    const untold = what === 'step' ? undefined : this.#untold(`${what}|${who.id}`);
    const locks = this.#lockout.refused(who.id);
    if (untold === undefined && !locks) return;
    const { id, platform, userId, name, channel } = who;
    const said = `${reason}${untold === undefined || untold === 0 ? '' : ` (and ${plural(untold, 'more refusal')} since it was told last)`}`;
    ledger.transact((tx) => {
      const cause =
        untold === undefined
          ? undefined
          : what === 'pairing'
            ? tx.append({ kind: 'pairing.failed', subject: id, actor: 'heron', data: { platform, user_id: userId, name, reason: said } })
            : tx.append({
                kind: 'tap.refused',
                subject: id,
                actor: 'heron',
                data: { platform, channel, user_id: userId, name, reason: said },
              });
      if (!locks) return;
      const until = toIso(later(wall.now(), this.#lockMs));
      const why = `too many refused taps or codes within a minute; ${duration(this.#lockMs)} of rest`;
      tx.append({ kind: 'person.locked', subject: id, actor: 'heron', cause, data: { until, reason: why } });
    });
  }

  /** How many were not told before this one, which is to be told; undefined when it is not to be told either. */
  #untold(key: string): number | undefined {
    const now = this.#app.wall.mono();
    if (now - this.#minute.since >= MINUTE_MS) this.#minute = { since: now, events: 0 };
    const one = this.#told.get(key) ?? { at: Number.NEGATIVE_INFINITY, untold: 0 };
    if (now - one.at < MINUTE_MS || this.#minute.events >= EVENTS_PER_MINUTE) {
      one.untold++;
      this.#told.set(key, one);
      return undefined;
    }
    this.#minute.events++;
    this.#told.delete(key);
    this.#told.set(key, { at: now, untold: 0 });
    forgetOldest(this.#told, REMEMBERED);
    return one.untold;
  }
}
