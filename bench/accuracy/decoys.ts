import { createHash } from 'node:crypto';

/** A stream of numbers in [0, 1), the same for the same seed on every machine. */
export const numbers = (seed: string): (() => number) => {
  let block = 0;
  let bytes = Buffer.alloc(0);
  return () => {
    if (bytes.length < 6) bytes = createHash('sha256').update(`${seed}/${block++}`).digest();
    const value = bytes.readUIntBE(0, 6) / 2 ** 48;
    bytes = bytes.subarray(6);
    return value;
  };
};

export interface Decoy {
  id: string;
  at: number;
  service: string;
  kind: string;
}

/** Harmless changes as a Poisson process over services that can be deployed. Times in seconds since 1970. */
export const decoys = (o: { from: number; to: number; perHour: number; services: string[]; seed: string }): Decoy[] => {
  const next = numbers(o.seed);
  const found: Decoy[] = [];
  if (o.perHour === 0) return found;
  for (let at = o.from; ; ) {
    at += (-Math.log(1 - next()) * 3600) / o.perHour;
    if (at > o.to) return found;
    const service = o.services[Math.floor(next() * o.services.length)] ?? '';
    found.push({ id: `decoy-${found.length}`, at: Math.floor(at), service, kind: next() < 0.7 ? 'deploy' : 'config' });
  }
};
