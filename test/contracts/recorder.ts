import type { VenueFill, VenueFunding, VenueSink } from '#src/venue/port.ts';

type Answer = Parameters<VenueSink['rejected']>[0];
type Acceptance = Parameters<VenueSink['accepted']>[0];
type Liquidation = Parameters<VenueSink['liquidated']>[0];

export type Report =
  | ({ readonly kind: 'accepted' } & Acceptance)
  | ({ readonly kind: 'rejected' } & Answer)
  | ({ readonly kind: 'unknown' } & Answer)
  | ({ readonly kind: 'canceled' } & Answer)
  | ({ readonly kind: 'fill' } & VenueFill)
  | ({ readonly kind: 'funding' } & VenueFunding)
  | ({ readonly kind: 'liquidated' } & Liquidation);

/** A sink that writes down what it hears, in order. `onReport` may answer at once, as a sniper would that knows no patience. */
export class Recorder implements VenueSink {
  readonly reports: Report[] = [];
  onReport: (report: Report) => void = () => {};

  accepted(report: Acceptance): void {
    this.#hear({ kind: 'accepted', ...report });
  }

  rejected(report: Answer): void {
    this.#hear({ kind: 'rejected', ...report });
  }

  unknown(report: Answer): void {
    this.#hear({ kind: 'unknown', ...report });
  }

  canceled(report: Answer): void {
    this.#hear({ kind: 'canceled', ...report });
  }

  fill(report: VenueFill): void {
    this.#hear({ kind: 'fill', ...report });
  }

  funding(report: VenueFunding): void {
    this.#hear({ kind: 'funding', ...report });
  }

  liquidated(report: Liquidation): void {
    this.#hear({ kind: 'liquidated', ...report });
  }

  /** Reports of one kind, of one order if its client id is given. */
  all<Kind extends Report['kind']>(kind: Kind, clientOrderId?: string): Extract<Report, { kind: Kind }>[] {
    return this.reports.filter(
      (report): report is Extract<Report, { kind: Kind }> =>
        report.kind === kind && (clientOrderId === undefined || ('clientOrderId' in report && report.clientOrderId === clientOrderId)),
    );
  }

  /** What was said of one order, as words in order: `['accepted', 'fill', 'canceled']`. */
  lifeOf(clientOrderId: string): string[] {
    return this.reports.filter((report) => 'clientOrderId' in report && report.clientOrderId === clientOrderId).map(({ kind }) => kind);
  }

  #hear(report: Report): void {
    this.reports.push(report);
    this.onReport(report);
  }
}
