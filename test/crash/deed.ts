import { DEEDS } from './deeds.ts';
import { Diary } from './diary.ts';
import { hookDisk } from './disk.ts';
import { Mortal } from './mortal.ts';
import type { Fate } from './plan.ts';

/** A process of its own: does one thing to the files of a folder, and is killed before one of its steps. */
const [name = '', folder = '', fate = '', recordPath = ''] = process.argv.slice(2);
const deed = DEEDS.find((one) => one.name === name);
if (deed === undefined) throw new Error(`no deed ${name}`);
const diary = new Diary(recordPath);
const mortal = new Mortal(diary, fate === '' ? undefined : (JSON.parse(fate) as Fate));
mortal.act = name;
hookDisk(folder, (step) => mortal.at(`${name}: ${step}`));
await deed.run(folder);
mortal.at(`${name}: done`);
diary.say({ k: 'done' });
