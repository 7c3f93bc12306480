/** Colors, sizes and places of everything that is drawn, in pixels of a picture of 1200 × 720. On a phone that is 360 wide a size of 24 becomes 7. */
export const SIZE = { width: 1200, height: 720 } as const;

export const COLORS = {
  background: '#0d1520',
  panel: '#101a27',
  grid: '#1c2a3a',
  axis: '#93a4b8',
  text: '#e8eef6',
  muted: '#a4b3c5',
  up: '#26a69a',
  down: '#ef5350',
  entry: '#5aa9ff',
  stop: '#ff6b68',
  target: '#3ddc84',
  last: '#d7e0ec',
  equity: '#5aa9ff',
  hold: '#b9c4d2',
  amber: '#ffb52e',
  ink: '#081019',
} as const;

/** Averages, in the order in which they come. */
export const LINE_COLORS = ['#ffb84d', '#b48cff', '#4dd0e1', '#f48fb1'] as const;

/** What a grade looks like; a word that is not here is drawn as `unknown`. */
export const GRADE_COLORS: Readonly<Record<string, string>> = {
  favored: '#3ddc84',
  normal: '#5aa9ff',
  reduced: '#ffb52e',
  benched: '#ff6b68',
  unknown: '#93a4b8',
};

export const PLACE = {
  left: 28,
  right: 18,
  titleBaseline: 54,
  subtitleBaseline: 94,
  plotTop: 122,
  plotBottom: 662,
  timeBaseline: 700,
  /** Between the plot and the labels beside it: where connectors run. */
  gutterGap: 18,
} as const;

/** `#rrggbb` with an opacity from 0 to 1. */
export const faded = (color: string, opacity: number): string =>
  `${color}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;
