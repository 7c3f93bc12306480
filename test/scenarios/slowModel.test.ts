import { describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { createLog } from '#src/shell/log.ts';
import { startRunning } from '#src/shell/running.ts';
import { fakeModel } from '#test/fakes/model/fakeModel.ts';

describe('a model that does not answer', () => {
  it('delays neither the start nor the end of Heron, nor what somebody says to it', async () => {
    await using fake = await fakeModel({ answers: () => ({ fault: 'hang' }) });
    const sets = ['model.name=sleeper', `model.baseUrl=${fake.url}`, `model.token=${fake.key}`, 'model.timeoutSeconds=300'];
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets });
    const running = await startRunning({
      settings,
      ledgerPath: ':memory:',
      channels: [],
      log: createLog('silent', process.stderr, []),
      nowMs: () => 0,
      withSocket: false,
    });
    const say = (text: string, updateId: string) =>
      running.dispatch({ platform: 'shell', updateId, chat: 'shell', user: { actor: 'user:shell', role: 'owner' }, text });
    while (fake.arrived.length === 0) await new Promise((done) => setTimeout(done, 20));
    const proposing = say('/propose', '1');
    expect((await say('/halt', '2'))?.failed).not.toBe(true);
    expect(running.app.ledger.get('select seq from halt')).toBeDefined();
    await running.stop('the test is over');
    expect(running.app.ledger.isOpen).toBe(false);
    // Whoever waits for it is told when the connection goes.
    await fake.close();
    expect((await proposing)?.title).toBeDefined();
  });
});
