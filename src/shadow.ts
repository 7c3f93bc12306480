import type { AppParts, RunningApp } from '#src/app.ts';
import type { Sourced } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { type Clock, type Instant, instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import { keepCandle, keptCandles } from '#src/ledger/candleBlocks.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { eventsAbout, lastEvent } from '#src/ledger/events.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { ShadowBegin, ShadowEnd, ShadowRow } from '#src/ledger/shadows.ts';
import { historyOf, triggeredFrom } from './shadow/beginning.ts';
import { type BiasTurn, Follower, firstCandleAt, LONGEST_GAP_MS } from './shadow/follower.ts';
import { type PassedUp, passedUpBy } from './shadow/passedUp.ts';

const MINUTE_MS = 60_000;
/** Candles that are caught up on in one minute, of all that are followed: a few milliseconds of work. */
const CATCH_UP = 1_440;

/** A market's closed one-minute candle. */
export interface ClosedMinute {
  readonly market: string;
  readonly candle: Candle;
}

export interface ShadowBookParts {
  readonly createApp: (parts: AppParts) => Promise<RunningApp>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly settings: Sourced;
  /** With the candles from before this start. */
  readonly feed: Pick<AppParts['feed'], 'history' | 'fundingPct'>;
  readonly report: (error: unknown) => void;
}

/** A condition that is followed, for one reason or several. */
interface Followed {
  readonly condition: Condition;
  readonly ids: string[];
  /** Undefined until its ledger is open. */
  follower: Follower | undefined;
  readonly turns: BiasTurn[];
}

/**
 * Follows what is not traded, on paper and without money: what people or the policy rejected (from the answer on), what expired unanswered (from its
 * proposal on) and what a bench or an adaptation denied (as if it had been entered then). Each has a Heron of its own, so that none disturbs another.
 *
 * Everything is decided by the kept candles, minute by minute: a restart builds the same again. Nothing in here may hold up or break trading: what
 * fails is reported and given up as lost, and with nothing to follow a minute costs one comparison.
 */
export class ShadowBook {
  readonly #parts: ShadowBookParts;
  readonly #followed = new Map<string, Followed>();
  #opening: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(parts: ShadowBookParts) {
    this.#parts = parts;
    if (!parts.settings.values.shadow.enabled) return;
    parts.ledger.listen((event) => this.#heard(event));
  }

  /** Takes up what the ledger says is followed. Resolves when all of it can go on. */
  start(): Promise<void> {
    const { ledger, settings } = this.#parts;
    for (const row of [...ledger.memory.shadows.values()]) {
      if (settings.values.shadow.enabled) this.#take(row);
      else this.#write(row.id, { status: 'lost', entered_at: null, ended_at: null, exit_reason: 'nothing is followed any more', r: null });
    }
    return this.ready();
  }

  /** Resolves when everything that was begun so far can go on; a minute that closes before follows it later. */
  ready(): Promise<void> {
    return this.#opening;
  }

  /** How many conditions are followed. */
  get count(): number {
    return this.#followed.size;
  }

  /** Keeps the candles that closed together, and gives them to whoever is followed. Never throws. */
  minute(closed: readonly ClosedMinute[]): void {
    try {
      this.#parts.ledger.transact((tx) => {
        for (const { market, candle } of closed) keepCandle(tx, market, candle);
      });
    } catch (error) {
      this.#parts.report(error);
    }
    if (this.#followed.size > 0) this.#give(closed);
  }

  #give(closed: readonly ClosedMinute[]): void {
    let left = CATCH_UP;
    for (const followed of [...this.#followed.values()]) {
      const { follower } = followed;
      if (follower === undefined) continue;
      try {
        const own = closed.find(({ market }) => market === follower.market);
        if (own?.candle.openedAt === follower.cursor) follower.take(own.candle);
        else if (own !== undefined) left -= this.#catchUp(follower, later(own.candle.openedAt, MINUTE_MS), left);
        else this.#miss(follower, left);
      } catch (error) {
        this.#parts.report(error);
        follower.lose('it could not be followed');
      }
      if (follower.ended !== undefined) this.#finish(followed, follower.ended);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { follower } of this.#followed.values()) follower?.close();
    this.#followed.clear();
  }

  #heard(event: AnyEvent): void {
    if (event.kind === 'bias.changed') this.#turned(event.subject, { at: parseInstant(event.at), ...event.data });
    const passedUp = passedUpBy(event, this.#parts.ledger);
    if (passedUp !== undefined) this.#follow(event, passedUp);
  }

  #turned(market: string, turn: BiasTurn): void {
    for (const { condition, follower, turns } of this.#followed.values()) {
      if (condition.market !== market) continue;
      if (follower === undefined) turns.push(turn);
      else follower.turned(turn);
    }
  }

  #follow({ subject, at, seq }: AnyEvent, { whys, adaptationId }: PassedUp): void {
    const { ledger, ids } = this.#parts;
    const condition = conditionById(ledger, subject);
    if (condition === undefined) return;
    const rows = whys.map(
      (why): ShadowBegin => ({
        id: ids.next('w'),
        condition_id: condition.id,
        why,
        adaptation_id: why === 'control' ? adaptationId : null,
        market: condition.market,
        begun_at: why === 'expired' ? toIso(condition.createdAt) : at,
      }),
    );
    ledger.transact((tx) => {
      for (const data of rows) tx.append({ kind: 'shadow.followed', subject: data.id, actor: 'shadow', cause: seq, data });
    });
    for (const row of rows) this.#take(row);
  }

  #take({ id, condition_id, why, begun_at }: ShadowBegin | ShadowRow): void {
    const known = this.#followed.get(condition_id);
    if (known !== undefined) {
      known.ids.push(id);
      return;
    }
    const { ledger, report } = this.#parts;
    const condition = conditionById(ledger, condition_id);
    if (condition === undefined) return;
    const begunAt = parseInstant(begun_at);
    const isEntered = why === 'benched' || why === 'control';
    const startAt = isEntered ? triggeredFrom(ledger, condition, begunAt) : begunAt;
    const turns = eventsAbout(ledger, condition.market).flatMap((event) =>
      event.kind === 'bias.changed' && parseInstant(event.at) > begunAt ? [{ at: parseInstant(event.at), ...event.data }] : [],
    );
    const followed: Followed = { condition, ids: [id], follower: undefined, turns };
    this.#followed.set(condition_id, followed);
    const opened = this.#open(followed, startAt, isEntered).catch((error: unknown) => {
      report(error);
      this.#finish(followed, { status: 'lost', entered_at: null, ended_at: null, exit_reason: 'it could not be followed', r: null });
    });
    this.#opening = this.#opening.then(() => opened);
  }

  async #open(followed: Followed, startAt: Instant, isEntered: boolean): Promise<void> {
    const { createApp, settings, ledger, feed, report } = this.#parts;
    const { condition } = followed;
    const market = ledger.memory.markets.get(condition.market);
    if (market === undefined) throw new Error(`${condition.market} is not listed any more`);
    const follower = await Follower.open({
      createApp,
      settings,
      condition,
      market,
      startAt,
      isEntered,
      before: historyOf(ledger, feed, condition, firstCandleAt(startAt)),
      fundingPct: (symbol, at) => feed.fundingPct?.(symbol, at) ?? 0,
      report,
    });
    if (this.#isClosed) {
      follower.close();
      return;
    }
    for (const turn of followed.turns) follower.turned(turn);
    followed.follower = follower;
    const { cursor } = follower;
    const isOld = this.#parts.clock.now() > startAt + LONGEST_GAP_MS;
    // Where nothing is left of its beginning, it would be followed from another one.
    if (isOld && keptCandles(ledger, condition.market, cursor, later(startAt, LONGEST_GAP_MS)).length === 0)
      follower.lose('prices are missing');
  }

  /** Gives what was kept in order, at most so many minutes; returns how many they were. */
  #catchUp(follower: Follower, until: Instant, most: number): number {
    const from = follower.cursor;
    const to = instant(Math.min(until, from + most * MINUTE_MS));
    if (to <= from) return 0;
    for (const candle of keptCandles(this.#parts.ledger, follower.market, from, to)) follower.take(candle);
    if (follower.cursor < to) follower.cursor = to;
    return (to - from) / MINUTE_MS;
  }

  /** Its market is silent while others are not. */
  #miss(follower: Follower, most: number): void {
    const now = this.#parts.clock.now();
    if (now - follower.cursor <= LONGEST_GAP_MS) return;
    const quietUntil = instant(Math.floor((now - LONGEST_GAP_MS) / MINUTE_MS) * MINUTE_MS);
    const heard = keptCandles(this.#parts.ledger, follower.market, follower.cursor, now).length > 0;
    if (heard) this.#catchUp(follower, quietUntil, most);
    else follower.miss(now);
  }

  /** What cannot be written now is followed again after the next start. */
  #finish({ condition, follower, ids }: Followed, end: ShadowEnd): void {
    this.#followed.delete(condition.id);
    try {
      follower?.close();
      for (const id of ids) this.#write(id, end);
    } catch (error) {
      this.#parts.report(error);
    }
  }

  #write(id: string, end: ShadowEnd): void {
    const { ledger } = this.#parts;
    const cause = lastEvent(ledger, 'shadow.followed', id)?.seq;
    ledger.transact((tx) => tx.append({ kind: 'shadow.closed', subject: id, actor: 'shadow', cause, data: end }));
  }
}
