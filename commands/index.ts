import type { Command } from '#src/chat/command.ts';
import { approve } from './approve.ts';
import { audit } from './audit.ts';
import { balance } from './balance.ts';
import { cancel } from './cancel.ts';
import { close } from './close.ts';
import { coins } from './coins.ts';
import { conditions } from './conditions.ts';
import { config } from './config.ts';
import { desks } from './desks.ts';
import { disarm } from './disarm.ts';
import { halt } from './halt.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import { logs } from './logs.ts';
import { market } from './market.ts';
import { orders } from './orders.ts';
import { patterns } from './patterns.ts';
import { pause } from './pause.ts';
import { performance } from './performance.ts';
import { pnl } from './pnl.ts';
import { position } from './position.ts';
import { positions } from './positions.ts';
import { proposals } from './proposals.ts';
import { propose } from './propose.ts';
import { reject } from './reject.ts';
import { resume } from './resume.ts';
import { risk } from './risk.ts';
import { status } from './status.ts';
import { trade } from './trade.ts';
import { trades } from './trades.ts';
import { unpause } from './unpause.ts';
import { verify } from './verify.ts';
import { version } from './version.ts';
import { why } from './why.ts';

/** Everything that can be said to Heron: what shows, then what acts, then what only an owner may do. Menus and help keep this order. */
export const commands: readonly Command[] = [
  status,
  positions,
  position,
  orders,
  conditions,
  proposals,
  trades,
  trade,
  pnl,
  performance,
  balance,
  risk,
  market,
  why,
  coins,
  patterns,
  desks,
  audit,
  verify,
  health,
  logs,
  config,
  version,
  help,
  approve,
  reject,
  disarm,
  close,
  cancel,
  pause,
  unpause,
  halt,
  propose,
  resume,
];
