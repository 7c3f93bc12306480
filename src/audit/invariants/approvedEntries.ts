import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { paramsHashOf } from '#src/domain/condition.ts';
import type { ApprovalRow } from '#src/ledger/approvals.ts';
import { conditionOf } from '#src/ledger/conditions.ts';

/** INV-3. */
export const approvedEntries: Invariant = {
  id: 'INV-3',
  says: 'No order adds risk without an approval, given before, not expired, of exactly its condition’s parameters; and none is accepted before it is written.',
  start() {
    const faults = new Faults();
    const conditions = new Map<string, string>();
    const approvals = new Map<string, ApprovalRow>();
    const written = new Set<string>();
    return {
      event(event) {
        const { kind, seq, at, subject, data } = event;
        if (kind === 'condition.proposed') {
          const hash = paramsHashOf(conditionOf(data), data.desk_id, data.account_id);
          if (hash !== data.params_hash)
            faults.add(`condition ${data.id} (event ${seq})`, `parameters with hash ${data.params_hash}`, `hash ${hash}`);
          conditions.set(data.id, data.params_hash);
        }
        if (kind === 'condition.armed') approvals.set(data.id, data);
        if (kind === 'order.accepted' && !written.has(subject))
          faults.add(`order ${subject} (event ${seq})`, 'an order that was written before', 'none');
        if (kind !== 'order.submitted') return;
        written.add(data.id);
        if (data.reduce_only === 1) return;
        faults.look();
        const row = `order ${data.id} (event ${seq})`;
        const approval = data.approval_id === null ? undefined : approvals.get(data.approval_id);
        if (approval === undefined || approval.condition_id !== data.condition_id || approval.decision !== 'approve') {
          faults.add(row, `an approval of condition ${data.condition_id}`, `${data.approval_id ?? 'no approval'}`);
          return;
        }
        if (approval.params_hash !== data.params_hash || conditions.get(data.condition_id) !== data.params_hash) {
          faults.add(row, `parameters that approval ${approval.id} was given for, ${approval.params_hash}`, data.params_hash);
        }
        if (approval.expires_at < at) faults.add(row, `an order before approval ${approval.id} expired at ${approval.expires_at}`, at);
      },
      finish: () => faults,
    };
  },
};
