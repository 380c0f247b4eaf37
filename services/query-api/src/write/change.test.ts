import { describe, expect, it } from '@jest/globals';
import { recordedChange, type Recorded } from './change.js';

const NOW = '2026-01-15T10:00:00.000Z';
const record = (over: Partial<Recorded> = {}) => recordedChange({ title: ' Raised the pool size ', services: ['cart', ' api', 'cart'], environment: 'production', kind: 'config', occurredAt: undefined, url: undefined, ...over }, NOW);
const fault = (over: Partial<Recorded>): string => {
  const read = record(over);
  return read.ok ? 'taken' : read.error;
};

describe('a recorded change', () => {
  it('is an event by a person, now unless said otherwise', () => {
    expect(record({ url: 'https://wiki.example/1' })).toEqual({ ok: true, event: expect.objectContaining({
      title: 'Raised the pool size', services: ['api', 'cart'], environment: 'production', kind: 'config', phase: 'succeeded', occurredAt: NOW, finishedAt: NOW, observedAt: NOW,
      phases: [{ phase: 'succeeded', at: NOW }], actor: { kind: 'human', basis: 'sender' }, source: { provider: 'custom', url: 'https://wiki.example/1' }, links: [{ title: 'Recorded with it', url: 'https://wiki.example/1' }],
    }) });
  });

  it('is one change when it is said twice of one time', () => {
    const id = (over: Partial<Recorded>) => {
      const read = record({ occurredAt: '2026-01-15T09:00:00.000Z', ...over });
      return read.ok ? read.event.id : '';
    };
    expect(id({ services: ['cart', 'api'] })).toBe(id({}));
    expect(new Set([id({}), id({ title: 'x' }), id({ environment: undefined }), id({ kind: 'job' }), id({ services: ['cart'] }), id({ occurredAt: '2026-01-15T09:00:00.001Z' })]).size).toBe(6);
  });

  it('is refused in words where it says nothing', () => {
    expect(fault({ title: ' ' })).toContain('title: say in a few words');
    expect(fault({ title: 'x'.repeat(9000) })).toContain('title: ');
    expect(fault({ services: [] })).toContain('services: name at least one');
    expect(fault({ services: ['a', ' '] })).toBe('services: one of the names is empty');
    expect(fault({ services: ['a'.repeat(600)] })).toContain('services.0: ');
    expect(fault({ url: 'javascript:alert(1)' })).toBe('url: javascript:alert(1) is no http or https address');
    expect(fault({ occurredAt: '2026-01-15T10:05:01.000Z' })).toBe('occurredAt: 2026-01-15T10:05:01.000Z has not come yet');
    expect(fault({ occurredAt: '2026-01-15T10:05:00.000Z' })).toBe('taken');
  });
});
