import { seededRng } from '#src/domain/rng.ts';
import { nextAct } from './acts.ts';
import { calmsDown } from './calm.ts';
import { Diary } from './diary.ts';
import type { LifeOrder } from './lifeWords.ts';
import { LiveHeron } from './liveHeron.ts';
import { Mortal } from './mortal.ts';

/** A process of its own: a live Heron takes up a ledger and lives on until it is killed at a hook, or until it has done what it was to do. */
const [json = '', recordPath = ''] = process.argv.slice(2);
const order = JSON.parse(json) as LifeOrder;
const diary = new Diary(recordPath);
const mortal = new Mortal(diary, order.fate);
const rng = seededRng(order.seed);

mortal.isSafe = order.isSafeAtFirst;
mortal.at('process.started');
const heron = await LiveHeron.start(order, mortal, diary);
const { user, system } = process.cpuUsage();
diary.say({ k: 'ready', ms: Date.now() - order.startedAt, cpuMs: Math.round((user + system) / 1_000) });
mortal.isSafe = false;
// Guards clear nothing before a minute has closed.
for (let i = 0; i < 3; i++) await heron.seconds(21);
if (order.calm) {
  mortal.act = 'calms down';
  for (const text of await calmsDown(heron)) diary.say({ k: 'wrong', text });
} else
  for (let done = 0; done < order.acts; done++) {
    const act = nextAct(heron, rng);
    mortal.act = act.name;
    await act.run(heron, rng);
  }
for (const bug of heron.world.bugs)
  if (!isOutside(bug)) diary.say({ k: 'wrong', text: `a bug was reported: ${bug instanceof Error ? bug.stack : String(bug)}` });
mortal.act = 'ends';
await heron.end('a test ends it');
mortal.at('process.ended');
diary.say({ k: 'done' });
process.exit(0);

/** What a venue did not answer is no bug. */
function isOutside(error: unknown): boolean {
  return error instanceof Error && error.name === 'OutsideError';
}
