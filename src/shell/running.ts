import { commands } from '#commands/index.ts';
import type { RunningApp } from '#src/app.ts';
import { announce } from '#src/chat/announce.ts';
import { createDispatch, type Dispatch, type DispatchDeps } from '#src/chat/dispatch.ts';
import { createFrontDoor } from '#src/chat/frontDoor.ts';
import { freshStatus, keepStatusLive } from '#src/chat/liveStatus.ts';
import { Outbox } from '#src/chat/outbox.ts';
import type { Channel } from '#src/chat/platform.ts';
import { createRegistry, type Registry } from '#src/chat/registry.ts';
import { renewCards } from '#src/chat/renewCards.ts';
import { Taps } from '#src/chat/taps.ts';
import type { Sourced } from '#src/config/load.ts';
import { systemClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { takeLease } from '#src/ledger/lease.ts';
import type { FileKey } from '#src/ledger/sealedFile.ts';
import { beatWhileWritable } from './beatWhileWritable.ts';
import { keepLogShort } from './checkpoints.ts';
import { lastWords, sayLast } from './lastWords.ts';
import type { LiveMarketOptions } from './liveMarket.ts';
import type { Log } from './log.ts';
import type { Pace } from './pace.ts';
import { createPlatforms } from './platforms.ts';
import { openSimulation, type Simulation } from './simulated.ts';
import { listenOnSocket, socketPath } from './socket.ts';
import { settleUnderWay } from './underWay.ts';
import type { VaultSecrets } from './vaultSecrets.ts';

/** A Heron that can be talked to: its app, what answers, and what delivers. */
export interface Running {
  readonly app: RunningApp;
  readonly registry: Registry;
  readonly dispatch: Dispatch;
  /** Lets market time run; `failed` hears of an error in a step, or of a ledger that cannot be written, after which nothing is stepped. */
  readonly beat: (failed: (error: unknown) => void) => Pace;
  /** Begins to deliver to these channels. */
  connect(channels: readonly Channel[]): Outbox;
  /** Tells everybody, past the ledger, that it stands still because of this error. Never rejects. */
  failed(error: unknown): Promise<void>;
  /** Ends in order; each step's error is logged and stops no other step. */
  stop(reason: string): Promise<void>;
}

export interface RunningOptions {
  readonly settings: Sourced;
  readonly ledgerPath: string;
  /** Names of the channels that are told what happens. */
  readonly channels: readonly string[];
  readonly log: Log;
  readonly nowMs: () => number;
  /** Keys of the vault, where it was opened. */
  readonly keys?: VaultSecrets | undefined;
  /** Encrypts backups; without it they are plain. */
  readonly seal?: (() => FileKey) | undefined;
  /** False where nobody else may talk to it (a demo in memory). */
  readonly withSocket: boolean;
  /** Shows a line on the machine itself: codes of second steps. */
  readonly machine?: (line: string) => void;
}

/** Opens a Heron on the market that `feed.source` names. */
async function openMarket(options: LiveMarketOptions): Promise<Simulation> {
  const { mode, feed } = options.settings.values;
  if (mode === 'live') return (await import('./liveMarket.ts')).openLiveMarket(options);
  if (feed.source === 'simulated') return openSimulation(options);
  return (await import('./realMarket.ts')).openRealMarket(options);
}

/** Takes the lease, opens the ledger, recovers and listens. Throws CannotStart with nothing left behind. */
export async function startRunning({
  settings,
  ledgerPath,
  keys,
  seal,
  channels,
  log,
  nowMs,
  withSocket,
  machine,
}: RunningOptions): Promise<Running> {
  const lease = takeLease(ledgerPath);
  let market: Simulation | undefined;
  try {
    market = await openMarket({
      settings,
      ledgerPath,
      keys,
      monoMs: nowMs,
      wall: systemClock(),
      ...(withSocket ? { backup: { seal } } : {}),
      announce: (tx, event, scene) => announce(tx, event, channels, scene),
      report: (error) => log.error('something inside went wrong; trading goes on', error),
      note: (text) => log.info(text),
    });
    const { app, beat, close } = market;
    const registry = createRegistry(commands);
    const report: DispatchDeps['report'] = ({ reference, error }) => log.error(`bug, reference ${reference}`, error);
    const dispatch = createDispatch({ app, commands: registry, report });
    const frontDoor = createFrontDoor({
      app,
      commands: registry,
      dispatch,
      report,
      machine: (line) => machine?.(line),
    });
    firstQuotes(app);
    // Each market has a decision from the start on: a proposal, or why there is none. A model is not waited for.
    void app.proposer.now();
    const closeSocket = withSocket ? await openSocket(app, dispatch, ledgerPath) : undefined;
    const taps = new Taps(app, registry);
    const screens = new Map<string, Channel>();
    const outbox = new Outbox({
      ledger: app.ledger,
      clock: app.wall,
      channel: (name) => screens.get(name) ?? platforms.of(name)?.channel(name),
      taps,
      isOpen: (name) => channels.includes(name) || app.ledger.memory.chats.has(name),
      mergeAbove: settings.values.chat.mergeAbove,
      report: (name, error) => log.error(`${name} did not take a message`, error),
    });
    const platforms = await createPlatforms({
      app,
      settings: settings.values,
      registry,
      frontDoor,
      log,
      onUp: () => void outbox.deliver(),
      onRenewed: (platform) =>
        void renewCards(app, platform, outbox, taps).catch((error) => log.error('cards could not be shown again', error)),
    });
    app.platforms = platforms.states;
    const stopStatus = keepStatusLive({
      ledger: app.ledger,
      clock: app.wall,
      everyMs: settings.values.chat.statusSeconds * 1000,
      fresh: freshStatus(app, registry),
      deliver: (channel, message) => outbox.aside(channel, message),
      taps,
      report: (channel, error) => log.error(`the status card of ${channel} was not edited`, error),
    });
    outbox.follow();
    const stopCheckpoints = keepLogShort(app.ledger, app.wall);
    platforms.start();
    return {
      app,
      registry,
      dispatch,
      beat: (failed) => beatWhileWritable(beat, app.ledger, failed),
      connect(list) {
        for (const screen of list) screens.set(screen.name, screen);
        void outbox.deliver();
        return outbox;
      },
      async failed(error) {
        const names = [...new Set([...channels, ...app.ledger.memory.chats.keys()])];
        const all = names.flatMap((name) => screens.get(name) ?? platforms.of(name)?.channel(name) ?? []);
        await sayLast(lastWords(error, app.live !== undefined), all, app.wall, `last${app.ledger.head.seq}`);
      },
      async stop(reason) {
        const steps: readonly [string, () => Promise<unknown> | unknown][] = [
          // First, so that nobody who still waits for an answer of the model holds up the rest.
          ['the model', () => app.model?.stop?.()],
          ['the orders under way', () => (app.live ? settleUnderWay(app.ledger, app.wall) : undefined)],
          ['the local socket', () => closeSocket?.()],
          ['the status cards', () => stopStatus()],
          ['the outbox', () => outbox.stop()],
          ['the chat platforms', () => platforms.stop()],
          ['the prices', () => close?.()],
          ['the log of the ledger', () => stopCheckpoints()],
          ['the ledger', () => app.stop(reason)],
          ['the lease', () => lease.release()],
        ];
        for (const [what, step] of steps) {
          try {
            await step();
          } catch (error) {
            log.error(`${what} did not end as it should`, error);
          }
        }
      },
    };
  } catch (error) {
    await market?.close?.();
    lease.release();
    throw error;
  }
}

/** Takes the first quotes of every market, so that a question asked at once has prices to answer with. */
function firstQuotes({ engine, quotes, ledger }: RunningApp): void {
  const markets = [...ledger.memory.markets.keys()];
  for (let i = 0; i < 3 && markets.some((market) => quotes.get(market) === undefined); i++) engine.step();
}

async function openSocket(app: RunningApp, dispatch: Dispatch, ledgerPath: string): Promise<() => Promise<void>> {
  const { mono } = systemClock();
  let said = 0;
  const begun = `${app.ledger.head.seq}.${Math.round(mono())}`;
  try {
    return await listenOnSocket(socketPath(ledgerPath), (line) => {
      said++;
      return dispatch({
        platform: 'shell',
        updateId: `${begun}.${said}`,
        chat: 'shell',
        user: { actor: 'user:shell', role: 'owner' },
        text: line,
      });
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new CannotStart(
      'no-socket',
      `The local socket beside the ledger cannot be opened: ${said}.`,
      'Check the permissions of the folder of the ledger, or name another with --ledger.',
    );
  }
}
