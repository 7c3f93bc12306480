import { dayText, type LocalMoment, type LocalTime, monthText, timeText } from './localTime.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A place on the time axis that gets a label. */
export interface TimeTick {
  /** Which of the instants. */
  readonly index: number;
  readonly text: string;
  /** A new day among hours, a new year among months. */
  readonly isMajor: boolean;
}

interface Step {
  readonly ms: number;
  /** Number of the stretch that a moment belongs to: a tick is where it changes. */
  stretch(moment: LocalMoment): number;
  text(moment: LocalMoment, isNewDay: boolean): string;
}

const hours = (minutes: number): Step => ({
  ms: minutes * MINUTE_MS,
  stretch: ({ dayNumber, minuteOfDay }) => dayNumber * 1_440 + Math.floor(minuteOfDay / minutes),
  text: (moment, isNewDay) => (isNewDay ? dayText(moment) : timeText(moment)),
});

const days = (count: number): Step => ({
  ms: count * DAY_MS,
  // Day 4 was a Monday: weeks begin there.
  stretch: ({ dayNumber }) => Math.floor((dayNumber - 4) / count),
  text: dayText,
});

const months = (count: number): Step => ({
  ms: count * 30 * DAY_MS,
  stretch: ({ year, month }) => Math.floor((year * 12 + month) / count),
  text: (moment) => (moment.month === 0 ? String(moment.year) : monthText(moment)),
});

const STEPS: readonly Step[] = [
  ...[5, 10, 15, 30, 60, 120, 180, 240, 360, 720].map(hours),
  ...[1, 2, 4, 7, 14].map(days),
  ...[1, 3, 6, 12, 60, 120].map(months),
];

/** Where labels stand on an axis of ascending instants, so that at least `apartMs` lie between two; in the wall time of a zone, right also where clocks change. */
export function timeTicks(instants: readonly number[], local: LocalTime, apartMs: number): TimeTick[] {
  const step = STEPS.find(({ ms }) => ms >= apartMs) ?? (STEPS.at(-1) as Step);
  const ticks: TimeTick[] = [];
  let before: LocalMoment | undefined;
  for (const [index, at] of instants.entries()) {
    const moment = local.at(at);
    // A clock that is put back repeats an hour: that begins no new stretch.
    if (before !== undefined && step.stretch(moment) > step.stretch(before)) {
      const isNewDay = moment.dayNumber !== before.dayNumber;
      ticks.push({ index, text: step.text(moment, isNewDay), isMajor: step.ms < DAY_MS ? isNewDay : moment.year !== before.year });
    }
    if (before === undefined || step.stretch(moment) > step.stretch(before)) before = moment;
  }
  return ticks;
}
