import type { Ledger } from '#src/ledger/ledger.ts';

const R = 'cast(pnl as real) / cast(planned_risk as real)';
const WON = "sum(pnl not like '-%' and pnl <> '0')";

/** What the facts say, by SQL alone. Money is decimal text, results are in R. */
export interface Figures {
  readonly all: { readonly n: number; readonly won: number; readonly pnl: string; readonly fees: string; readonly meanR: number };
  readonly trades: readonly {
    readonly id: string;
    readonly market: string;
    readonly pnl: string;
    readonly r: number;
    readonly exit: string;
  }[];
  readonly markets: readonly { readonly market: string; readonly n: number; readonly pnl: string }[];
  readonly gap: { readonly n: number; readonly meanR: number };
  readonly others: { readonly n: number; readonly meanR: number };
  readonly model: { readonly calls: number; readonly tokens: number; readonly cost: string };
}

export function figuresOf(ledger: Pick<Ledger, 'all' | 'get'>): Figures {
  const one = <T>(sql: string): T => ledger.get<T>(sql) as T;
  const mean = (where: string): { n: number; meanR: number } => one(`select count(*) as n, avg(${R}) as meanR from trade where ${where}`);
  return {
    all: one(`select count(*) as n, ${WON} as won, decimal_sum(pnl) as pnl, decimal_sum(fees) as fees, avg(${R}) as meanR from trade`),
    trades: ledger.all(`select id, market, pnl, ${R} as r, exit_reason as exit from trade order by seq`),
    markets: ledger.all(
      'select market, count(*) as n, decimal_sum(pnl) as pnl from trade group by market order by cast(decimal_sum(pnl) as real) desc',
    ),
    gap: mean("pattern = 'gap_fill'"),
    others: mean("pattern <> 'gap_fill'"),
    model: one(
      "select count(*) as calls, coalesce(sum(tokens_in + tokens_out), 0) as tokens, coalesce(decimal_sum(cost), '0') as cost from llm_call",
    ),
  };
}
