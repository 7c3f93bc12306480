import type { Exit } from '#src/sniper/openTrade.ts';
import { abandon } from './abandon.ts';
import { breakEven } from './breakEven.ts';
import { target } from './target.ts';
import { timeLimit } from './timeLimit.ts';
import { trailing } from './trailing.ts';
import { watchedStop } from './watchedStop.ts';

/** In the order of their priority: the first that wants something decides. */
export const EXITS: readonly Exit[] = [watchedStop, abandon, target, breakEven, trailing, timeLimit];
