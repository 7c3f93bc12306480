import { say } from '#src/chat/reply.ts';
import { createTerminal, TERMINAL } from '#src/chat/terminal/terminal.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { gateReport } from '#src/ledger/gate.ts';
import { VERSION } from '#src/version.ts';
import { EXIT, type Io } from './io.ts';
import { createLog, type Log } from './log.ts';
import { isOn, type Options } from './options.ts';
import type { Pace } from './pace.ts';
import { type Running, startRunning } from './running.ts';
import { settingsWithKeys } from './settingsWithKeys.ts';

/** Runs Heron until its input ends, Ctrl-C, or a signal. */
export async function run(options: Options, io: Io): Promise<number> {
  const { settings, keys, secrets, seal } = await settingsWithKeys(options, io);
  const isService = isOn(options, 'service');
  const log = createLog(settings.values.log.level, isService ? io.stdout : io.stderr, secrets);
  let shown: ((line: string) => void) | undefined;
  const endListening = outliveRejections(log);
  const running = await startRunning({
    settings,
    keys,
    seal,
    ledgerPath: settings.values.ledger.path,
    channels: isService ? [] : [TERMINAL],
    log,
    nowMs: io.nowMs,
    withSocket: true,
    machine: (line) => shown?.(line),
  }).catch((error) => {
    endListening();
    throw error;
  });
  const ended = Promise.withResolvers<string>();
  const beat = (): Pace =>
    running.beat((error) => {
      log.error('the engine failed and stands still', error);
      void running.failed(error).finally(() => ended.resolve('the engine failed'));
    });
  const onSignal = (signal: NodeJS.Signals): void => ended.resolve(`signal ${signal}`);
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  const reason = isService
    ? await serve(running, log, beat, ended.promise)
    : await talk(running, io, beat, ended.promise, (show) => {
        shown = show;
      });
  await running.stop(reason);
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('SIGHUP', onSignal);
  endListening();
  return reason === 'the engine failed' ? EXIT.found : EXIT.good;
}

/**
 * A promise that failed and that nobody waits for ends no Heron that holds positions: the client of a venue leaves one behind when its account stream
 * is refused. It is said in the log, without secrets. Returns what ends it.
 */
function outliveRejections(log: Log): () => void {
  const onRejection = (reason: unknown): void => log.error('something failed that nobody waited for; Heron goes on', reason);
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
}

/** No input: events as JSON lines, for a supervisor. */
async function serve({ app }: Running, log: Log, beat: () => Pace, ended: Promise<string>): Promise<string> {
  log.info('started', { version: VERSION, ledger: app.ledger.path, feed: app.feed.name, simulated: app.feed.simulated, ...app.recovered });
  for (const { name, ok, figure, hint } of gateReport(app.ledger)) if (!ok) log.info(`${name} is not as it should be`, { figure, hint });
  const stopListening = app.ledger.listen((event: AnyEvent) =>
    log.info(event.kind, { seq: event.seq, at: event.at, subject: event.subject, actor: event.actor }),
  );
  const pace = beat();
  const reason = await ended;
  pace.stop();
  stopListening();
  log.info('stopping', { reason });
  return reason;
}

/** The prompt, or lines from a pipe. */
async function talk(
  running: Running,
  io: Io,
  beat: () => Pace,
  ended: Promise<string>,
  onScreen: (show: (line: string) => void) => void,
): Promise<string> {
  const { app, registry, dispatch } = running;
  const isTalk = io.stdin.isTTY === true && io.stdout.isTTY === true;
  let outbox: ReturnType<Running['connect']> | undefined;
  const terminal = createTerminal({
    app,
    commands: registry,
    dispatch,
    input: io.stdin,
    output: io.stdout,
    deliver: async () => outbox?.deliver(),
  });
  onScreen((line) => terminal.show(say(line)));
  if (isTalk) io.stdout.write(greeting(running));
  outbox = running.connect([terminal.channel]);
  const pace = beat();
  const input = terminal.run().then((ending) => (ending === 'interrupted' ? 'Ctrl-C' : 'the input ended'));
  const reason = await Promise.race([input, ended]);
  pace.stop();
  terminal.close();
  if (isTalk) io.stdout.write('Stopping in order; the next start goes on from here.\n');
  return reason;
}

function greeting({ app }: Running): string {
  const { positions, armed } = app.recovered;
  const again =
    positions + armed > 0
      ? ` Going on with ${positions} open position${positions === 1 ? '' : 's'} and ${armed} armed condition${armed === 1 ? '' : 's'}.`
      : '';
  const market = app.live
    ? `LIVE at ${app.feed.name}, ${app.live.isUnlocked() ? 'UNLOCKED: approved conditions trade real money' : 'locked: it keeps exits and opens nothing before an owner says /live'}.`
    : app.feed.simulated
      ? `PAPER · SIMULATED market at ${app.settings.values.simulated.speed} × real time. No money is at risk and no price is real.`
      : `PAPER · prices of ${app.feed.name}. No money is at risk: orders are made here and stay here.`;
  return `Heron ${VERSION} · ${market}${again}
Proposals appear here; answer with /approve or /reject. /help lists what can be said, Ctrl-C ends.\n\n`;
}
