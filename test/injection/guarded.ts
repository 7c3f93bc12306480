import type { World } from '#test/harness.ts';

/** Everything that no text may change: conditions but the one that is being answered, approvals, orders, halt, desks, people who may act, learning, settings. */
export function guarded({ ledger, app }: World, but = ''): string {
  const all = (sql: string, ...cells: string[]): unknown[] => ledger.all(sql, ...cells);
  const { halt, learning, schedules, notices } = ledger.memory;
  return JSON.stringify([
    all('select id, status, risk_pct, risk_amount, stop, targets, params_hash from condition where id <> ? order by id', but),
    all('select condition_id, decision, actor from approval where condition_id <> ? order by id', but),
    all('select id, amount, status from "order" order by id'),
    all('select id from fill order by id'),
    all('select id, status, strategist, profile, markets from desk'),
    all("select id, role, status from person where role <> 'viewer' order by id"),
    all('select id, status, change from adaptation order by id'),
    all(
      "select seq, kind from event where kind in ('step.passed', 'approval.pledged', 'desk.configured', 'learning.configured') order by seq",
    ),
    [halt, learning, [...schedules.values()], [...notices.values()]],
    app.settings.values,
  ]);
}

/** Brings each text in, and returns those that changed something, beside the condition that was answered with them, and what they changed. */
export async function changesOf(
  world: World,
  texts: readonly string[],
  bring: (text: string, index: number) => Promise<string | undefined>,
): Promise<string[]> {
  const changed: string[] = [];
  for (const [index, text] of texts.entries()) {
    const before = guarded(world);
    const answered = await bring(text, index);
    const after = guarded(world, answered);
    if (after !== before) changed.push(`${text.slice(0, 200)}: ${firstDifference(before, after)}`);
  }
  return changed;
}

/** What stands in both around the place from which they differ. */
function firstDifference(before: string, after: string): string {
  let at = 0;
  while (before[at] === after[at]) at++;
  const from = Math.max(0, at - 200);
  return `${before.slice(from, at + 100)} became ${after.slice(from, at + 100)}`;
}
