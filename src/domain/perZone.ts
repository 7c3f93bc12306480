/** Keeps what is made for each time zone: a calendar format takes a hundred times longer to make than to use, and zones are few. */
export function perZone<T>(make: (zone: string) => T): (zone: string) => T {
  const made = new Map<string, T>();
  return (zone) => {
    let one = made.get(zone);
    if (one === undefined) {
      one = make(zone);
      made.set(zone, one);
    }
    return one;
  };
}
