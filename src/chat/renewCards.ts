import type { App } from '#src/app.ts';
import { cardRef } from '#src/ledger/outboxCards.ts';
import { cardOf } from './card.ts';
import { conditionChart } from './conditionChart.ts';
import type { Outbox } from './outbox.ts';
import type { Taps } from './taps.ts';

/** A channel's pace allows one message in so much. */
const APART_MS = 1_500;
const TRIES = 4;

/** Shows the cards of open proposals again, with buttons that surely work: taps may have been lost while a platform was away. Best effort. */
export async function renewCards(app: App, platform: string, outbox: Outbox, taps: Taps): Promise<void> {
  const { ledger, wall } = app;
  const rest = (): Promise<void> => new Promise((done) => void wall.after(APART_MS, done));
  for (const { id: channel } of [...ledger.memory.chats.values()].filter((chat) => chat.platform === platform)) {
    for (const condition of [...ledger.memory.conditions.values()].filter(({ status }) => status === 'proposed')) {
      const ref = ledger.isOpen ? cardRef(ledger, channel, condition.id) : undefined;
      for (let tries = 0; ref !== undefined && tries < TRIES; tries++) {
        if (!ledger.isOpen || ledger.memory.conditions.get(condition.id)?.status !== 'proposed') break;
        const now = app.clock.now();
        const chart = conditionChart(condition, app, now);
        const { reply, taps: offered } = taps.tappable(cardOf(condition, app, now, chart === undefined ? [] : [chart]), channel, {
          subject: condition.id,
          paramsHash: condition.paramsHash,
        });
        const nonce = `renew${condition.id}`;
        if (await outbox.aside(channel, { action: 'edit', ref, reply, taps: offered, silent: true, nonce })) {
          taps.bind(offered, channel, ref);
          break;
        }
        await rest();
      }
    }
  }
}
