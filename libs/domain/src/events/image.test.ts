import { expect, it } from '@jest/globals';
import { imageIdentities, isMovingImage } from './image.js';

const commit = 'a0'.repeat(20);

it.each<[string, string[]]>([
  ['ghcr.io/acme/cart:2.0.0', ['image:ghcr.io/acme/cart:2.0.0']],
  ['docker.io/acme/cart:2.0.0', ['image:acme/cart:2.0.0']],
  ['index.docker.io/library/nginx:1.27', ['image:nginx:1.27']],
  ['registry:5000/acme/cart:2@sha256:0a', ['image:registry:5000/acme/cart:2', 'image:registry:5000/acme/cart@sha256:0a']],
  ['registry:5000/acme/cart', []],
  ['acme/cart:latest', []],
  ['acme/cart:1.2.3-SNAPSHOT', []],
  ['acme/cart:latest@sha256:0a', ['image:acme/cart@sha256:0a']],
  [`acme/cart:${commit}`, [`commit:${commit}`, `image:acme/cart:${commit}`]],
  [`acme/cart:main-${commit}`, [`commit:${commit}`, `image:acme/cart:main-${commit}`]],
  [`acme/cart:sha-${commit.slice(1)}`, [`commit:${commit.slice(1)}`, `image:acme/cart:sha-${commit.slice(1)}`]],
  ['acme/cart:sha-5be1f00', ['commit:5be1f00', 'image:acme/cart:sha-5be1f00']],
  ['acme/cart:1.4.2-5be1f00', ['commit:5be1f00', 'image:acme/cart:1.4.2-5be1f00']],
  ['acme/cart:v1.4.2-3-g5be1f00', ['commit:5be1f00', 'image:acme/cart:v1.4.2-3-g5be1f00']],
  ['acme/cart:5be1f00', ['commit:5be1f00', 'image:acme/cart:5be1f00']],
  ['acme/cart:git-1234567', ['commit:1234567', 'image:acme/cart:git-1234567']],
  ['acme/cart:1.4.2-20260115', ['image:acme/cart:1.4.2-20260115']],
  ['acme/cart:20260115', ['image:acme/cart:20260115']],
  ['acme/cart:1.4-defaced', ['image:acme/cart:1.4-defaced']],
  ['acme/cart:1.4-5be1f0', ['image:acme/cart:1.4-5be1f0']],
  [`acme/cart:${commit}0`, [`image:acme/cart:${commit}0`]],
  ['', []], [':', []], ['@', []],
])('%s is known as %j', (image, identities) => expect(imageIdentities(image)).toEqual(identities));

it.each([
  ['image:acme/cart:latest', true], ['image:registry:5000/acme/cart:main', true], ['image:cart:stable', true], ['image:cart:1.2-SNAPSHOT', true],
  ['image:acme/cart:2.0.0', false], ['image:acme/cart@sha256:0a', false], ['image:registry:5000/latest', false], ['image:latest', false], ['commit:main', false],
])('%s is told by a tag that moves: %s', (identity, moves) => expect(isMovingImage(identity)).toBe(moves));
