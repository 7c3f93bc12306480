import { instant } from '#src/domain/clock.ts';
import type { Quote } from '#src/domain/quote.ts';
import { agree } from './agree.ts';
import type { DropReason, Parts } from './border.ts';
import { Composer } from './composer.ts';
import { Liveness, type LivenessOptions, type LivenessState } from './liveness.ts';
import { FUTURE_MS, type Moment, SILENT_MS } from './moment.ts';
import { Spikes } from './spikes.ts';

/** Oldest read that can confirm a streamed price. */
const CONFIRM_MS = 1_000;
/** A read that was under way for longer confirms nothing; some of it is the wait for a venue that allows one call a second. */
const LONGEST_READ_MS = 5_000;
/** A stream that says the same for so long, while a read is so far away, is frozen. */
const FROZEN_MS = 30_000;
const FROZEN_PCT = 0.1;
/** A stream that said something so recently is listened to; otherwise reads take its place. */
const RECENT_MS = 3_000;

interface Heard {
  readonly quote: Quote;
  readonly mono: number;
}

export interface TapeOptions extends LivenessOptions {
  /** False where the venue has no stream of prices: reads are then all there is. */
  readonly hasStream: boolean;
  readonly maxJumpPct: number;
}

/**
 * What is believed of one market. A streamed price is believed while the stream is trusted; after a start, a silence, a spike or a break it has to
 * agree with a read that is at most a second old. Where the stream says nothing or is frozen, reads take its place; where the two disagree, neither is
 * believed.
 */
export class Tape {
  readonly market: string;
  /** Somebody needs a read now. */
  wantsRead = true;
  /** What is delivered next; only the newest. */
  pending: Quote | undefined;
  /** The market was dead or time was lost since the last delivery: nobody may compare the next price with the one before. */
  reopened = false;
  readonly #hasStream: boolean;
  readonly #born: number;
  readonly #liveness: Liveness;
  readonly #composer: Composer;
  readonly #spikes: Spikes;
  #trusted = false;
  /** Somebody waits for a price that two sources have. */
  #isAsked = false;
  #frozen = false;
  #streamed: Heard | undefined;
  /** What the stream says, and since when it says just that. */
  #same = { text: '', since: 0 };
  #read: Heard | undefined;
  /** When the answer to it came. */
  #answeredMono = Number.NEGATIVE_INFINITY;
  #readTime = 0;
  #agreeingReads = 0;
  #delivered: { readonly quote: Quote; readonly byRead: boolean } | undefined;

  constructor(options: TapeOptions) {
    this.market = options.market;
    this.#hasStream = options.hasStream;
    this.#born = options.mono;
    this.#liveness = new Liveness(options);
    this.#composer = new Composer(options.market);
    this.#spikes = new Spikes(options.maxJumpPct);
  }

  get state(): LivenessState {
    return this.#liveness.state;
  }

  /** What was not believed, by reason. */
  get drops(): ReadonlyMap<DropReason, number> {
    return this.#liveness.drops;
  }

  /** The last price that was believed; undefined for none since the start or since time was lost. */
  get last(): number | undefined {
    return this.#delivered?.quote.last;
  }

  /** How long ago, in milliseconds, the stream said something that could be read; Infinity for never. */
  streamAge(mono: number): number {
    return this.#streamed === undefined ? Number.POSITIVE_INFINITY : mono - this.#streamed.mono;
  }

  /** Prices come, and the last that was believed is fresh. */
  isFresh(mono: number): boolean {
    return this.state === 'live' && this.#liveness.goodAge(mono) <= RECENT_MS;
  }

  /** The stream is silent, or says the same again and again, although reads show that the market moves. */
  isStreamLost(mono: number): boolean {
    if (!this.#hasStream || this.#read === undefined || mono - this.#read.mono > RECENT_MS) return false;
    if (this.#streamed === undefined) return mono - this.#born > FROZEN_MS;
    const since = this.#frozen ? this.#same.since : this.#streamed.mono;
    return mono - since > FROZEN_MS && !agree(this.#read.quote, this.#streamed.quote, FROZEN_PCT);
  }

  /** What a stream pushed. */
  stream(parts: Parts | DropReason, moment: Moment): void {
    const dropped = typeof parts === 'string' ? parts : this.#hear(parts, moment);
    if (dropped !== undefined) this.#drop(dropped);
  }

  /** What was read, with the moment at which it was asked for: what it says is at least as new. `answeredMono` may be long after it. */
  read(parts: Parts | DropReason, asked: Moment, answeredMono: number): void {
    const dropped = typeof parts === 'string' ? parts : this.#look(parts, asked, answeredMono);
    if (dropped !== undefined) this.#drop(dropped);
  }

  /** A read failed. That teaches nothing but that it failed. */
  unread(): void {
    this.#drop('no answer');
  }

  /** The stream's connection is gone: what it says next has to be confirmed. */
  disconnected(): void {
    this.#distrust();
  }

  /** Time was lost (the machine slept, the process stood still): nothing from before counts. */
  interrupted(mono: number): void {
    this.#distrust();
    this.#composer.clear();
    this.#spikes.clear();
    this.#read = undefined;
    this.#streamed = undefined;
    this.#delivered = undefined;
    this.pending = undefined;
    this.reopened = true;
    this.#liveness.restart(mono);
  }

  /** Looks at how long nothing good has come. */
  watch(mono: number): void {
    const became = this.#liveness.watch(mono);
    if (became === undefined) return;
    this.pending = undefined;
    this.reopened ||= became === 'dead';
    this.#distrust();
  }

  /** Two sources agree on the price that was delivered last. A no asks for a read, so that a moment later the answer can be yes. */
  confirmed(mono: number): boolean {
    const delivered = this.#delivered;
    if (delivered !== undefined && this.state === 'live' && this.#isRead(delivered.quote, mono)) {
      if (!delivered.byRead || this.#agreeingReads > 1 || this.#isStreamed(delivered.quote, mono)) return true;
    }
    this.wantsRead = true;
    this.#isAsked = true;
    return false;
  }

  #hear(parts: Parts, moment: Moment): DropReason | undefined {
    const untimely = this.#composer.faultOfTime(parts, moment);
    if (untimely !== undefined) return untimely;
    const quote = this.#composer.take(parts, moment);
    if (quote === undefined) return undefined;
    const { mono } = moment;
    if (this.streamAge(mono) > SILENT_MS) this.#distrust();
    this.#streamed = { quote, mono };
    const text = `${quote.bid} ${quote.ask} ${quote.last}`;
    if (text !== this.#same.text) {
      this.#same = { text, since: mono };
      this.#frozen = false;
    }
    if (this.#frozen) return 'frozen';
    const spike = this.#spikes.faultOf(quote, mono, () => this.#isRead(quote, mono));
    if (spike !== undefined) return spike;
    if (!this.#trusted && !this.#isRead(quote, mono)) return 'unconfirmed';
    this.#trusted = true;
    this.#accept(quote, mono, false);
    return undefined;
  }

  #look({ book, last, at }: Parts, { mono, now, venueNow }: Moment, answeredMono: number): DropReason | undefined {
    if (book === undefined || last === undefined) return 'another shape';
    if (this.#read !== undefined && mono < this.#read.mono) return undefined;
    if (at !== undefined && at > venueNow + FUTURE_MS) return 'from the future';
    if (at !== undefined && at < this.#readTime) return 'out of order';
    this.#readTime = at ?? this.#readTime;
    const age = at === undefined ? 0 : Math.max(0, venueNow - at);
    if (age > SILENT_MS) return 'old';
    const quote: Quote = { market: this.market, ...book, last, at: instant(now - age) };
    this.#agreeingReads = this.#read !== undefined && agree(quote, this.#read.quote) ? this.#agreeingReads + 1 : 1;
    this.#read = { quote, mono };
    this.#answeredMono = answeredMono;
    this.wantsRead = false;
    const streamed = this.streamAge(answeredMono) <= RECENT_MS ? this.#streamed?.quote : undefined;
    if (streamed !== undefined && mono - this.#same.since > FROZEN_MS && !agree(quote, streamed, FROZEN_PCT)) this.#freeze();
    if (streamed !== undefined && !this.#frozen) {
      if (!agree(quote, streamed)) {
        this.#distrust();
        return 'disagrees';
      }
      // The stream has said more since, or nobody waits: its next price is soon enough.
      if (this.#trusted && !(this.#isAsked && (this.#streamed?.mono ?? mono) < mono)) return undefined;
    }
    const spike = this.#spikes.faultOf(quote, mono, () => true);
    if (spike !== undefined) return spike;
    if (streamed !== undefined && !this.#frozen) {
      // What the stream said is a price of its own, now that a read has it too.
      if (!this.#trusted) this.#liveness.good(mono);
      this.#trusted = true;
    }
    this.#isAsked = false;
    this.#accept(quote, mono, true);
    return undefined;
  }

  #isRead(quote: Quote, mono: number): boolean {
    if (this.#read === undefined || this.#answeredMono - this.#read.mono > LONGEST_READ_MS) return false;
    return mono - this.#answeredMono <= CONFIRM_MS && agree(quote, this.#read.quote);
  }

  #isStreamed(quote: Quote, mono: number): boolean {
    return this.#trusted && this.#streamed !== undefined && this.streamAge(mono) <= CONFIRM_MS && agree(quote, this.#streamed.quote);
  }

  #accept(quote: Quote, mono: number, byRead: boolean): void {
    this.#spikes.believed(quote, mono);
    if (!this.#liveness.good(mono)) {
      this.wantsRead = true;
      return;
    }
    this.#delivered = { quote, byRead };
    this.pending = quote;
  }

  #freeze(): void {
    this.#frozen = true;
    this.#trusted = false;
  }

  #distrust(): void {
    this.#trusted = false;
    this.wantsRead = true;
  }

  #drop(reason: DropReason): void {
    if (reason === 'unconfirmed' || reason === 'a spike' || reason === 'a jump') this.wantsRead = true;
    this.#liveness.dropped(reason);
  }
}
