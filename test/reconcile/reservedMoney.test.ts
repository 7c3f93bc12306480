import { expect, it } from 'vitest';
import { risk } from '#commands/risk.ts';
import { status } from '#commands/status.ts';
import type { Context } from '#src/chat/command.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import { loadSettings } from '#src/config/load.ts';
import { BTC, LiveStage } from './liveStage.ts';

/** What the owner of this stage is told. */
async function says(command: typeof status | typeof risk, { ledger, quotes, sniper, now }: LiveStage): Promise<string> {
  const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [] });
  const app = { ledger, quotes, sniper, settings, mode: 'live', feed: { simulated: false } };
  const context = { app, now, user: { actor: 'user:terminal', role: 'owner' } } as unknown as Context;
  const reply = await command.run(context, {} as never);
  return reply ? toPlainText(reply) : '';
}

it('/status and /risk name the money that is kept for an order whose answer never came, and nothing once it is known', async () => {
  await using stage = await LiveStage.open(({ venue }) => {
    venue.profile = { ...venue.profile, deadlineMs: 0 };
  });
  stage.venue.nextTravels.push('lostBefore');
  await stage.enters({}, 60);
  const order = stage.events('order.submitted')[0]?.subject ?? '';
  const said = new RegExp(`in doubt +\\d[\\d,]*\\.\\d\\d USDT of it reserved for ${order}, until it is known what became of it`);
  for (const command of [status, risk]) expect(await says(command, stage)).toMatch(said);
  expect(stage.reconciler.notThere(order, 'user:terminal')).toMatchObject({ ok: true });
  stage.quote(BTC, 64_000);
  for (const command of [status, risk]) expect(await says(command, stage)).not.toContain('in doubt');
});
