import { loadSettings, type Sourced } from '#src/config/load.ts';
import { WIDE_LIMITS } from '#test/wideLimits.ts';
import type { SimVenueKind } from './venues.ts';

/** Wide limits, and nothing that costs time without being asked about here. */
const SETS = [
  'mode=live',
  ...WIDE_LIMITS,
  'guards.shock.movePct=90',
  'guards.shock.marketsMovePct=90',
  'guards.wideCostPctOfRisk=100',
  'guards.feeEdge=0',
  'condition.minRewardRisk=0.2',
  'shadow.enabled=false',
  'jobs.auditMinutes=100000',
  'jobs.backupHours=6',
];

const loaded = new Map<string, Sourced>();

/** Loaded once for each venue: reading the files costs more than a world. */
export function settingsOf({ id, market }: SimVenueKind): Sourced {
  const known = loaded.get(id);
  if (known !== undefined) return known;
  const sets = [...SETS, `feed.source=${id}`, `desk.markets=["${market.symbol}"]`, `desk.quote=${market.quote}`];
  const settings = loadSettings({ env: {}, folder: '/nowhere', sets });
  loaded.set(id, settings);
  return settings;
}
