import { commands } from '#commands/index.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { WrongUsage } from '#src/domain/errors.ts';
import { EXIT, type Io } from './io.ts';
import { openOffline } from './offline.ts';
import { isOn, type Options, settingsOf } from './options.ts';
import { sayOnSocket, socketPath } from './socket.ts';

/** Says one thing to the Heron that runs on the ledger; without one, the ledger itself answers what only reads. */
export async function run(options: Options, io: Io): Promise<number> {
  const line = options.words.join(' ').trim();
  if (line === '') throw new WrongUsage('There is nothing to say.', 'Usage: heron say "/status"');
  const settings = settingsOf(options, io);
  const { path } = settings.values.ledger;
  let reply = await sayOnSocket(socketPath(path), line);
  if (reply === undefined) {
    const { app, release } = openOffline(path, settings, io.nowMs);
    try {
      const report = ({ reference, error }: { reference: string; error: unknown }): void =>
        void io.stderr.write(`${reference}: ${String(error)}\n`);
      const dispatch = createDispatch({ app, commands: createRegistry(commands), report });
      const updateId = `${app.ledger.head.seq}.${process.pid}.${Math.round(io.nowMs() * 1000)}`;
      // Another channel than that of a running one: what lives in memory, such as codes, is not to be had here.
      reply = await dispatch({ platform: 'shell', updateId, chat: 'offline', user: { actor: 'user:shell', role: 'owner' }, text: line });
    } finally {
      release();
    }
  }
  io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(reply ?? null)}\n` : `${reply ? toPlainText(reply) : 'No answer.'}\n`);
  return reply === null || reply === undefined || reply.failed === true ? EXIT.found : EXIT.good;
}
