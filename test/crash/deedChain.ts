import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from './bundle.ts';
import { runChild } from './child.ts';
import type { Deed } from './deeds.ts';
import type { Plan } from './plan.ts';
import { nothingWrong } from './soundness.ts';
import type { Tally } from './tally.ts';

/** More steps than any deed has. */
const MOST_LIVES = 400;

export interface DeedOrder {
  readonly bundle: Bundle;
  readonly folder: string;
  readonly deed: Deed;
  /** Where it was killed so far: it is killed once before each of its steps. */
  readonly plan: Plan;
  readonly tally: Tally;
}

/** Does a deed again and again, killed at the first step that it was not killed at so far, until it passes all of them from a fresh beginning. */
export async function runDeed({ bundle, folder, deed, plan, tally }: DeedOrder): Promise<void> {
  const place = join(folder, 'place');
  await renew(place, deed);
  let isFresh = true;
  for (let life = 1; life <= MOST_LIVES; life++) {
    const ended = await runChild(bundle, 'deed', [deed.name, place, JSON.stringify(plan.unknown())], {
      recordPath: join(folder, `life-${life}`),
    });
    const said = ended.lines.findLast((line) => line.k === 'dies');
    const died = said?.k === 'dies' && ended.signal === 'SIGKILL' ? said : undefined;
    for (const line of ended.lines) if (line.k === 'seen') plan.saw(line.name);
    if (died !== undefined) {
      plan.killed(died);
      tally.died(died);
    } else if (ended.code !== 0) {
      tally.found(`${deed.name}, life ${life}: it ended with ${ended.code ?? ended.signal}: ${ended.stderr.trim().slice(0, 1_500)}`);
      break;
    }
    const wrongs = nothingWrong();
    wrongs.unsound.push(...(await deed.look(place, died === undefined)));
    tally.judged(died?.name, wrongs, `${deed.name}, life ${life}`);
    if (died !== undefined) {
      isFresh = false;
      continue;
    }
    if (isFresh) break;
    await renew(place, deed);
    isFresh = true;
  }
  rmSync(folder, { recursive: true, force: true });
}

async function renew(place: string, deed: Deed): Promise<void> {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true, mode: 0o700 });
  await deed.prepare(place);
}
