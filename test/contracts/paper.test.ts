import { paperWorld } from './paperWorld.ts';
import { venueContract } from './venueContract.ts';

venueContract('paper', () => paperWorld());
