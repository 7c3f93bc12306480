import { benchCandles } from './candles.ts';
import { openCross, play } from './crossHeron.ts';
import { rmSync } from 'node:fs';
rmSync('/tmp/size0.db', { force: true });rmSync('/tmp/size0.db-wal', { force: true });rmSync('/tmp/size0.db-shm', { force: true });
const app = await openCross({ path: '/tmp/size0.db', candles: benchCandles(), batch: 4000 });
play(app); app.ledger.close();
