import { benchCandles } from './candles.ts';
import { heron } from './heron.ts';
import { mkdtempSync } from 'node:fs';
const n = Number(process.argv[2] ?? 2);
const d = mkdtempSync('/tmp/hl-');
for (let i = 0; i < n; i++) { const t = process.cpuUsage(); const o = await heron.run(benchCandles(), d); const u = process.cpuUsage(t); console.log(JSON.stringify(o), 'cpu', (u.user/1e3)|0, (u.system/1e3)|0); }
