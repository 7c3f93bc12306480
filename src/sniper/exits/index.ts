import type { Exit } from '#src/sniper/openTrade.ts';
import { abandon } from './abandon.ts';
import { breakEven } from './breakEven.ts';
import { finalTarget } from './finalTarget.ts';
import { target } from './target.ts';
import { timeLimit } from './timeLimit.ts';
import { trailing } from './trailing.ts';
import { watchedStop } from './watchedStop.ts';

/** In the order of their priority (trading-rules.md, Exits): the first that wants something decides. Break-even belongs to the target that it follows. */
export const EXITS: readonly Exit[] = [watchedStop, abandon, finalTarget, trailing, target, breakEven, timeLimit];
