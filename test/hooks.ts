import type { Channel, FrontDoor } from '#src/chat/platform.ts';
import type { Ledger, LedgerTx, NewEvent } from '#src/ledger/ledger.ts';
import type { NetworkVenue, VenueSink } from '#src/venue/port.ts';

/**
 * Called at every step where a process can die: before and after each commit, and before and after each call that leaves or enters Heron. A child process
 * kills itself here; a simulation throws `Crashed`, or any other error that the step itself could have failed with.
 *
 * Names: `commit.before:<first kind of the transaction>`, `commit.after:…` (`rows` for a transaction without events), `venue.<call>.before|after`,
 * `venue.said.<report>.before|after`, `chat.send.before|after`, `chat.heard.before|after`, `model.ask.before|after`.
 */
export type At = (name: string) => void;

/** The incarnation is over: whoever holds it drops it. Nothing of it may answer any more. */
export class Crashed extends Error {
  readonly hook: string;

  constructor(hook: string) {
    super(`crashed at ${hook}`);
    this.hook = hook;
  }
}

/** A call whose process died never comes back. */
const never = <T>(): Promise<T> => new Promise(() => undefined);

function unlessCrashed<T>(error: unknown): Promise<T> {
  if (error instanceof Crashed) return never();
  throw error;
}

/** An asynchronous call between two hooks. After a crash it never answers. */
export async function hooked<T>(at: At, name: string, call: () => Promise<T> | T): Promise<T> {
  try {
    at(`${name}.before`);
  } catch (error) {
    return unlessCrashed(error);
  }
  const answer = await call();
  try {
    at(`${name}.after`);
  } catch (error) {
    return unlessCrashed(error);
  }
  return answer;
}

/** A call from outside into Heron that answers nothing: after a crash nobody is there to hear it. */
function heardBy<Args extends unknown[]>(at: At, name: string, call: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      at(`${name}.before`);
      call(...args);
      at(`${name}.after`);
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
    }
  };
}

/** A clean commit of a ledger is framed by hooks. `commit.after` comes before anybody who listens hears of it. Throwing from `commit.before` rolls back. */
export function hookCommits(ledger: Ledger, at: At): void {
  const transact = ledger.transact.bind(ledger);
  const append = ledger.append.bind(ledger);
  let depth = 0;
  let kind = 'rows';
  let isTold = false;
  ledger.append = (event: NewEvent<never>) => {
    if (kind === 'rows') kind = event.kind;
    return append(event);
  };
  ledger.listen(() => {
    if (isTold) return;
    isTold = true;
    at(`commit.after:${kind}`);
  });
  ledger.transact = <T>(work: (tx: LedgerTx) => T): T => {
    if (depth > 0) return transact(work);
    kind = 'rows';
    isTold = false;
    const result = transact((tx) => {
      depth++;
      try {
        const made = work(tx);
        at(`commit.before:${kind}`);
        return made;
      } finally {
        depth--;
      }
    });
    if (!isTold) at(`commit.after:${kind}`);
    return result;
  };
}

const READS = [
  'orderById',
  'openOrders',
  'closedOrders',
  'fillsSince',
  'balances',
  'positions',
  'time',
  'fundingSince',
  'transfersSince',
  'permissions',
] as const;

/** Every call to a venue, and every report of it, between two hooks. */
export function hookedVenue(venue: NetworkVenue, at: At): NetworkVenue {
  const reads = Object.fromEntries(
    READS.map((name) => {
      const read = venue[name] as (...args: unknown[]) => Promise<unknown>;
      return [name, (...args: unknown[]) => hooked(at, `venue.${name}`, () => read(...args))];
    }),
  ) as unknown as Pick<NetworkVenue, (typeof READS)[number]>;
  const { deadMan } = venue;
  return {
    ...reads,
    name: venue.name,
    mode: venue.mode,
    get profile() {
      return venue.profile;
    },
    markets: () => venue.markets(),
    open: () => venue.open(),
    close: () => venue.close(),
    connect: (sink) => venue.connect(hookedSink(sink, at)),
    onHint: (heard) => venue.onHint(heardBy(at, 'venue.hint', heard)),
    clockAheadMs: () => venue.clockAheadMs(),
    deadMan: deadMan && ((withinMs) => hooked(at, 'venue.deadMan', () => deadMan(withinMs))),
    submit: (order) => {
      at('venue.submit.before');
      venue.submit(order);
      at('venue.submit.after');
    },
    cancel: (...which) => {
      at('venue.cancel.before');
      venue.cancel(...which);
      at('venue.cancel.after');
    },
  };
}

function hookedSink(sink: VenueSink, at: At): VenueSink {
  const said = <Report>(name: string, hear: (report: Report) => void) => heardBy(at, `venue.said.${name}`, hear);
  return {
    accepted: said('accepted', (report) => sink.accepted(report)),
    rejected: said('rejected', (report) => sink.rejected(report)),
    unknown: said('unknown', (report) => sink.unknown(report)),
    fill: said('fill', (report) => sink.fill(report)),
    canceled: said('canceled', (report) => sink.canceled(report)),
    funding: said('funding', (report) => sink.funding(report)),
    liquidated: said('liquidated', (report) => sink.liquidated(report)),
  };
}

/** A chat in which Heron speaks. After the platform took a message the process may die before it writes that down. */
export function hookedChannel(channel: Channel, at: At): Channel {
  return { ...channel, send: (message) => hooked(at, 'chat.send', () => channel.send(message)) };
}

/** What comes from a platform, between two hooks: redelivered if nobody was left to acknowledge it. */
export function hookedDoor(door: FrontDoor, at: At): FrontDoor {
  return {
    hear: (...heard) => hooked(at, 'chat.heard', () => door.hear(...heard)),
    shown: heardBy(at, 'chat.shown', (...shown) => door.shown(...shown)),
    roleOf: (...who) => door.roleOf(...who),
    joined: (group) => door.joined(group),
    left: (...left) => door.left(...left),
    moved: (...moved) => door.moved(...moved),
  };
}
