import { ccxtWorld } from './ccxtWorld.ts';
import { dialectOf } from './dialects.ts';
import { venueContract } from './venueContract.ts';

venueContract('binanceusdm', () => ccxtWorld(dialectOf('binanceusdm')));
