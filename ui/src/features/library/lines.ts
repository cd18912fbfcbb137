// Where a line of the file is among things that stand in file order.

/** Index of the last one that begins at or before `line`; 0 if none does. */
export function indexOfLine(begins: readonly number[], line: number): number {
  let low = 0;
  let high = begins.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((begins[middle] ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}
