import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Packer } from './packed.js';

const spec = (name: string, n: number): string => JSON.stringify({ name, [`containers[${name}].image`]: `ghcr.io/acme/${name}:${n}`, hash: `${(n * 2_654_435_761) % 4_294_967_296}`, note: 'what all of a fleet have in common stands in each of them', path: `/var/lib/${name}/data`, probes: { liveness: '/healthz', readiness: '/ready', startup: '/started', periodSeconds: 10 }, labels: { team: 'shop', tier: 'backend', owner: 'people@acme.example' } });

it('gives every text back as it was, whatever was packed between', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.json(), fc.constantFrom('', 'a', 'rest-api', 'note', 'u0001', '\\')), { minLength: 1, maxLength: 60 }), (texts) => {
      const packer = new Packer();
      const packed = texts.map(([text, name]) => packer.pack(text, name));
      expect(packed.map((each, n) => packer.unpack(each, texts[n]?.[1]))).toEqual(texts.map(([text]) => text));
    }),
  );
});

it('keeps of one among many only what sets it apart', () => {
  const packer = new Packer();
  const sizes = Array.from({ length: 50 }, (_, n) => packer.pack(spec(`service-${n}`, n), `service-${n}`).length);
  expect(sizes.at(-1)).toBeLessThan(spec('service-49', 49).length / 4);
});
