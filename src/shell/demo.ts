import { setTimeout as sleep } from 'node:timers/promises';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Reply } from '#src/chat/reply.ts';
import { TERMINAL } from '#src/chat/terminal/terminal.ts';
import { WrongUsage } from '#src/domain/errors.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { EXIT, type Io } from './io.ts';
import { createLog, secretsOf } from './log.ts';
import { type Options, settingsOf } from './options.ts';
import { type Running, startRunning } from './running.ts';

const DAY_MS = 86_400_000;
/** A day with so many closed trades has shown everything. */
const ENOUGH_TRADES = 3;
/** Time to read what was said, at a real terminal. */
const READING_MS = 900;
/** Steps between two looks at what happened; each is a moment of market time. */
const STEPS = 15;

/** Plays a day as a conversation: proposals are approved, trades run their course, questions are asked; then it ends. */
export async function run(options: Options, io: Io): Promise<number> {
  const settings = settingsOf(options, io);
  if (settings.values.feed.source !== 'simulated')
    throw new WrongUsage('A demo plays at the simulated market only.', 'Leave out feed.source, or run heron start for real prices.');
  // A demo leaves nothing behind unless it is told where.
  const ledgerPath = settings.origin('ledger.path') === 'default' ? ':memory:' : settings.values.ledger.path;
  const log = createLog(settings.values.log.level, io.stderr, secretsOf(settings.values));
  const running = await startRunning({ settings, ledgerPath, channels: [TERMINAL], log, nowMs: io.nowMs, withSocket: false });
  const ok = await play(running, io);
  await running.stop('the demo is over');
  return ok ? EXIT.good : EXIT.found;
}

async function play(running: Running, io: Io): Promise<boolean> {
  const { app, dispatch } = running;
  const read = (): Promise<unknown> => (io.stdout.isTTY === true ? sleep(READING_MS) : Promise.resolve());
  const show = (reply: Reply): void => void io.stdout.write(`${toPlainText(reply)}\n\n`);
  const outbox = running.connect([
    {
      name: TERMINAL,
      edits: false,
      send({ reply }) {
        show(reply);
        return undefined;
      },
    },
  ]);
  let updates = app.ledger.head.seq * 1000;
  const say = async (line: string): Promise<Reply | undefined> => {
    await outbox.deliver();
    io.stdout.write(`heron> ${line}\n`);
    updates++;
    const reply = await dispatch({
      platform: TERMINAL,
      updateId: `demo${updates}`,
      chat: TERMINAL,
      user: { actor: `user:${TERMINAL}`, role: 'owner' },
      text: line,
    });
    if (reply) show(reply);
    await read();
    return reply;
  };
  const asked: string[] = [];
  const closed: string[] = [];
  app.ledger.listen((event: AnyEvent) => {
    if (event.kind === 'condition.proposed') asked.push(event.subject);
    if (event.kind === 'trade.closed') closed.push(event.subject);
  });
  asked.push(...[...app.ledger.memory.conditions.values()].filter(({ status }) => status === 'proposed').map(({ id }) => id));

  io.stdout.write('A day with Heron, at high speed. PAPER and SIMULATED: no money, no real price.\n\n');
  await say('/status');
  const end = app.clock.now() + DAY_MS;
  let told = 0;
  while (app.clock.now() < end && closed.length < ENOUGH_TRADES) {
    for (let i = 0; i < STEPS; i++) {
      app.engine.step();
      // Market time stands still while a model thinks; here it would be over before the answer.
      await app.proposer.pending();
    }
    await outbox.deliver();
    for (const id of asked.splice(0)) {
      if (app.ledger.memory.conditions.get(id)?.status !== 'proposed') continue;
      const reply = await say(`/approve ${id}`);
      // The price may have moved since: the second yes is to the new price.
      if (reply?.tone === 'warn') await say(`/approve ${id}`);
    }
    if (closed.length > told) {
      const id = closed[told] as string;
      told = closed.length;
      await say(`/why ${id}`);
      await say('/positions');
    }
  }
  for (const line of ['/trades', '/pnl day', '/performance market', '/balance', '/verify']) await say(line);
  const { ok } = await app.audit();
  await say('/audit');
  return ok;
}
