import { describe, expect, it } from 'vitest';
import { dayText, LocalTime, monthText, timeText } from './localTime.ts';

const told = (zone: string, iso: string): string => {
  const moment = new LocalTime(zone).at(Date.parse(iso));
  return `${dayText(moment)} ${moment.year} ${timeText(moment)}`;
};

describe('local time', () => {
  it.each([
    ['UTC', '2026-01-05T08:30:00Z', '5 Jan 2026 08:30'],
    ['Europe/Berlin', '2026-01-05T23:30:00Z', '6 Jan 2026 00:30'],
    ['Europe/Berlin', '2026-03-29T00:59:00Z', '29 Mar 2026 01:59'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '29 Mar 2026 03:00'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '25 Oct 2026 02:30'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', '25 Oct 2026 02:30'],
    ['America/New_York', '2026-01-01T04:59:00Z', '31 Dec 2025 23:59'],
    ['Asia/Kolkata', '2026-02-28T18:30:00Z', '1 Mar 2026 00:00'],
    ['Asia/Kathmandu', '2026-02-28T18:15:00Z', '1 Mar 2026 00:00'],
    ['Pacific/Kiritimati', '2024-02-29T10:00:00Z', '1 Mar 2024 00:00'],
    ['UTC', '1969-12-31T23:00:00Z', '31 Dec 1969 23:00'],
    ['Nowhere/Land', '2026-01-05T08:30:00Z', '5 Jan 2026 08:30'],
  ])('in %s, %s is %s', (zone, iso, text) => {
    expect(told(zone, iso)).toBe(text);
  });

  it('is what the calendar of the machine says, on every day of eight years', () => {
    const local = new LocalTime('Australia/Lord_Howe');
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'Australia/Lord_Howe', dateStyle: 'short', timeStyle: 'short' });
    for (let at = Date.parse('2023-01-01T00:00:00Z'); at < Date.parse('2031-01-01T00:00:00Z'); at += 86_400_000 - 1_234_567) {
      const moment = local.at(at);
      const date = `${String(moment.day).padStart(2, '0')}/${String(moment.month + 1).padStart(2, '0')}/${moment.year}`;
      expect(`${date}, ${timeText(moment)}`).toBe(format.format(at));
    }
    expect(monthText(local.at(Date.parse('2026-05-05T00:00:00Z')))).toBe('May');
  });
});
