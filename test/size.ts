/** How often something is tried: every time where there is time for it (`npm run test:long`), a share of it at each change. */
export const size = (all: number, share: number): number => (process.env.TEST_LONG === '1' ? all : share);
