/** The first place of a sorted list that `isBefore` is false of; `count` where it is true of all. */
export const firstAt = (count: number, isBefore: (index: number) => boolean): number => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
};
