/** What Kubernetes and configurations multiply by. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1, m: 1e-3, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30,
};
const AMOUNT = /^(\d{1,15}(?:\.\d{1,9})?) ?([A-Za-z%]{0,3})$/;

/** Two amounts that can be compared: `2Gi` and `64Mi`, `50` and `5`, `30s` and `3s`; undefined where they cannot (`30s` and `5m`, words). */
export const amounts = (a: string | number, b: string | number): readonly [number, number] | undefined => {
  if (typeof a === 'number' && typeof b === 'number') return [a, b];
  const [, x, ofX = ''] = AMOUNT.exec(String(a)) ?? [];
  const [, y, ofY = ''] = AMOUNT.exec(String(b)) ?? [];
  if (x === undefined || y === undefined) return undefined;
  if (ofX === ofY) return [Number(x), Number(y)];
  const [sizeX, sizeY] = [UNITS[ofX], UNITS[ofY]];
  return sizeX === undefined || sizeY === undefined ? undefined : [Number(x) * sizeX, Number(y) * sizeY];
};
