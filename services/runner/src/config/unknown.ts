import type { Env, Fault } from './parse.js';

/** What Kubernetes puts into every pod for a Service in its namespace: QUERY_API_SERVICE_HOST, QUERY_API_PORT_4000_TCP_ADDR, ... */
const serviceLink = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?$/;

/** Variables that look like ours and are not: every CULPRIT_*, and what is one or two letters away from a known name. */
export const unknownVariables = (env: Env, known: ReadonlySet<string>): Fault[] =>
  Object.keys(env).sort().flatMap((variable) => {
    if (known.has(variable) || serviceLink.test(variable)) return [];
    const near = nearest(variable, known);
    if (near === undefined && !variable.startsWith('CULPRIT_')) return [];
    return [{ variable, sentence: near === undefined ? 'is not a variable that Culprit knows; `culprit --print-config` lists them' : `is not a variable that Culprit knows; did you mean ${near}?` }];
  });

const nearest = (variable: string, known: ReadonlySet<string>): string | undefined => {
  const plain = variable.replace(/^CULPRIT_/, '');
  return [...known].find((name) => name === plain || (plain.length >= 8 && (distance(plain, name) <= (plain.length >= 12 ? 2 : 1) || (plain.length >= 12 && name.startsWith(plain)))));
};

/** Edit distance; a swap of neighbours counts as one. */
export const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 2) return 3;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
};
