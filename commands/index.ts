import type { Command } from '#src/chat/command.ts';
import { adaptations } from './adaptations.ts';
import { adopt } from './adopt.ts';
import { apply } from './apply.ts';
import { approve } from './approve.ts';
import { ask } from './ask.ts';
import { audit } from './audit.ts';
import { balance } from './balance.ts';
import { cancel } from './cancel.ts';
import { chart } from './chart.ts';
import { close } from './close.ts';
import { coins } from './coins.ts';
import { conditions } from './conditions.ts';
import { config } from './config.ts';
import { confirm } from './confirm.ts';
import { desks } from './desks.ts';
import { disarm } from './disarm.ts';
import { drift } from './drift.ts';
import { edit } from './edit.ts';
import { flatten } from './flatten.ts';
import { halt } from './halt.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import { insights } from './insights.ts';
import { live } from './live.ts';
import { lockdown } from './lockdown.ts';
import { logs } from './logs.ts';
import { market } from './market.ts';
import { notify } from './notify.ts';
import { orders } from './orders.ts';
import { pair } from './pair.ts';
import { paper } from './paper.ts';
import { patterns } from './patterns.ts';
import { pause } from './pause.ts';
import { performance } from './performance.ts';
import { platforms } from './platforms.ts';
import { pnl } from './pnl.ts';
import { position } from './position.ts';
import { positions } from './positions.ts';
import { proposals } from './proposals.ts';
import { propose } from './propose.ts';
import { quiet } from './quiet.ts';
import { ready } from './ready.ts';
import { reflect } from './reflect.ts';
import { reject } from './reject.ts';
import { repair } from './repair.ts';
import { resume } from './resume.ts';
import { risk } from './risk.ts';
import { rules } from './rules.ts';
import { schedule } from './schedule.ts';
import { scorecard } from './scorecard.ts';
import { settle } from './settle.ts';
import { status } from './status.ts';
import { trade } from './trade.ts';
import { trades } from './trades.ts';
import { undo } from './undo.ts';
import { unpause } from './unpause.ts';
import { users } from './users.ts';
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
  chart,
  why,
  ask,
  coins,
  patterns,
  rules,
  insights,
  adaptations,
  scorecard,
  desks,
  platforms,
  audit,
  drift,
  verify,
  health,
  schedule,
  logs,
  notify,
  config,
  version,
  help,
  approve,
  reject,
  edit,
  disarm,
  close,
  flatten,
  cancel,
  settle,
  apply,
  undo,
  pause,
  unpause,
  halt,
  lockdown,
  propose,
  reflect,
  quiet,
  resume,
  ready,
  live,
  paper,
  repair,
  adopt,
  pair,
  users,
  confirm,
];
