import { askRegistry, lockedVersions } from './lockfile.ts';

/**
 * `npm run ages`, after a change of dependencies: how old every version of the lockfile is, asked of the registry. Most packages that were taken over by
 * somebody are found out within days, so nothing younger than a week is taken. Ends with 1 when something is younger, with 2 when the registry does not answer.
 */
const LEAST_DAYS = 7;
const DAY_MS = 86_400_000;

const wanted = lockedVersions();
const young: string[] = [];
const untold: string[] = [];
const now = Date.now();
await askRegistry(
  wanted,
  ({ name, version }, { time = {} }) => {
    const days = (now - Date.parse(time[version] ?? '')) / DAY_MS;
    if (Number.isNaN(days)) untold.push(`${name}@${version}: the registry does not say when it was published`);
    else if (days < LEAST_DAYS) young.push(`${name}@${version} is ${days.toFixed(1)} days old`);
  },
  (sentence) => untold.push(sentence),
);
for (const line of [...young, ...untold].sort()) console.log(line);
console.log(
  `${wanted.length} versions, ${young.length} younger than ${LEAST_DAYS} days${untold.length > 0 ? `, ${untold.length} of which nobody told the age` : ''}`,
);
process.exitCode = young.length > 0 ? 1 : untold.length > 0 ? 2 : 0;
