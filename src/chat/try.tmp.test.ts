import { it } from 'vitest';
import { pendingMessages } from '#src/ledger/outbox.ts';
import { chatWorld } from '#test/chatWorld.ts';
import { toPlainText } from './plainText.ts';

it('tries', async () => {
  const w = await chatWorld({ channels: ['terminal', 'other'] });
  const out: string[] = [];
  const s = async (l: string) => out.push(`> ${l}\n${await w.say(l)}\n`);
  await s('/status');
  await s('/proposals');
  await s('/trades');
  await s('/why BTC/USDT');
  await s('/propose');
  await s('/why BTC/USDT');
  w.price('BTC/USDT', 63800);
  w.price('ETH/USDT', 3200);
  await s('/propose');
  await s('/why btc');
  await s('/market btc');
  w.propose();
  await s('/proposals');
  w.propose({
    market: 'ETH/USDT',
    entry: { type: 'price', is: 'crossesBelow', level: '3180' },
    stop: '3120',
    targets: [{ price: '3280', sharePct: 60 }],
    referencePrice: '3200',
    exits: { trail: [], breakEvenAfter: 1, timeLimitMs: 0, atr: '20' },
  });
  await s('/proposals');
  await s('/approve c1');
  await s('approve 1');
  await s('/conditions');
  await s('/why c1');
  await s('/reject c2 not today');
  await s('/why c2');
  w.price('BTC/USDT', 63900, 60);
  w.price('BTC/USDT', 64001, 600);
  await s('/positions');
  await s('/position t1');
  await s('/orders');
  await s('/status');
  await s('/balance');
  w.price('BTC/USDT', 64500, 600);
  w.price('BTC/USDT', 65501, 1800);
  await s('/why t1');
  w.price('BTC/USDT', 65200, 600);
  w.price('BTC/USDT', 64100, 1200);
  await s('/trades');
  await s('/trade t1');
  await s('/why t1');
  await s('/pnl');
  await s('/pnl all main');
  await s('/performance');
  await s('/coins');
  await s('/patterns');
  await s('/desks');
  await s('/risk');
  await s('/health');
  await s('/logs 40');
  await s('/verify');
  await s('/audit');
  await s('/config');
  await s('/config policy');
  await s('/version');
  await s('/help');
  await s('/help close');
  await s('/halt');
  await s('/halt again');
  await s('/resume');
  await s('/resume nope');
  await s('/resume resume trading');
  await s('/pause');
  await s('/unpause main');
  await s('/aprove c1');
  await s('/approve');
  await s('/approve x');
  await s('/trades zero');
  await s('/pnl never');
  await s('hello there');
  await s('');
  await s('/close t9');
  await s('/disarm all');
  await s('/cancel o1');
  await s('/why zzz');
  console.log(out.join('\n'));
  console.log('=== other channel');
  for (const row of pendingMessages(w.app.ledger, 'other')) console.log(toPlainText(JSON.parse(row.reply)), '\n');
  console.log(w.bugs);
});
