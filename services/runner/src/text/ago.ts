const units = [['d', 86_400], ['h', 3_600], ['min', 60]] as const;

/** A span as people say it: `45 s`, `10 min`, `10 h`, `3 d`. */
export const span = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  for (const [unit, size] of units) if (seconds >= 2 * size) return `${Math.round(seconds / size)} ${unit}`;
  return `${seconds} s`;
};

/** `2026-01-15 10:00:00 UTC`. */
export const moment = (time: string): string => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
