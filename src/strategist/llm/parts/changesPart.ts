import { type Change, changeSchema, describeChange } from '#src/domain/adaptation.ts';
import { isInForce } from '#src/ledger/adaptations.ts';
import type { PartMaker } from '#src/strategist/llm/part.ts';
import { isKnownName } from './knownNames.ts';

/** Rules and adaptations that are in force. Those about a name that is none of Heron's own are left out: the change works, its name is not repeated. */
export const changesPart: PartMaker = (_, { ledger, deskId, settings }) => {
  const said = [...ledger.memory.adaptations.values()].flatMap((row) => {
    if (row.desk_id !== deskId || !isInForce(row)) return [];
    const change = changeSchema.safeParse(JSON.parse(row.change));
    return change.success && namesOf(change.data).every((name) => isKnownName(name, settings.desk.markets))
      ? [`${row.id} ${describeChange(change.data)}`]
      : [];
  });
  return { desk: said.length === 0 ? undefined : `in force (applied by code, whatever is proposed): ${said.join('; ')}` };
};

function namesOf(change: Change): readonly string[] {
  switch (change.kind) {
    case 'market':
      return [change.market];
    case 'pattern':
      return [change.pattern];
    case 'rule':
      return [change.when.market, change.when.regime].filter((name) => name !== undefined);
    case 'parameter':
      return [];
  }
}
