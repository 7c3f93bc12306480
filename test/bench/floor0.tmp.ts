import { hash } from 'node:crypto';
import Database from 'better-sqlite3';
const db = new Database('/tmp/size0.db', { readonly: true });
const rows = db.prepare('select data, hash from event order by seq').all() as { data: string; hash: string }[];
for (let i = 0; i < 3; i++) { const t = performance.now(); let n = 0; for (const { data, hash: h } of rows) n += hash('sha256', h + data).length; console.log('hash', Math.round(performance.now() - t), rows.length, n); }
for (let i = 0; i < 3; i++) { const objs = rows.map(({ data }) => JSON.parse(data)); const t = performance.now(); let n = 0; for (const o of objs) n += JSON.stringify(o).length; console.log('JSON.stringify alone', Math.round(performance.now() - t)); }
