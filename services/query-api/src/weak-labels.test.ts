import { describe, expect, it } from '@jest/globals';
import { anIncident } from './fixtures/incident.js';
import { held } from './fixtures/memory-store.js';
import { running } from './fixtures/running.js';

const asked = async (over: Partial<ReturnType<typeof held>> = {}) => {
  const told = { kind: 'deployment', provider: 'kubernetes' } as const;
  const undone = [{ changeId: 'gone', at: '2026-01-15T10:30:00.000Z', ...told }, { changeId: 'change-1', at: '2026-01-15T10:25:00.000Z', ...told }];
  const incident = { ...anIncident(), status: 'resolved' as const, openedAt: '2026-01-15T10:00:00.000Z', resolvedAt: '2026-01-15T10:30:00.000Z', undone };
  const api = await running({ data: { ...held(), incidents: [incident], feedback: [], ...over } });
  try {
    const { data, errors } = await api.ask('{ incidents { nodes { weakLabels { changeId undoneAt sentence } } } }');
    expect(errors).toBeUndefined();
    return (data as unknown as { incidents: { nodes: { weakLabels: unknown[] }[] } }).incidents.nodes[0]?.weakLabels;
  } finally {
    await api.stop();
  }
};
const word = (verdict: 'confirmed' | 'dismissed', changeId?: string) => ({ id: 'f', verdict, by: 'mara', at: '2026-01-15T11:00:00.000Z', ...(changeId === undefined ? {} : { changeId }) });

describe('a weak label', () => {
  it('is told where nobody says what did it, and what became of it', async () => {
    expect(await asked()).toEqual([
      { changeId: 'gone', undoneAt: '2026-01-15T10:30:00.000Z', sentence: 'gone was undone, and the incident ended at once' },
      { changeId: 'change-1', undoneAt: '2026-01-15T10:25:00.000Z', sentence: expect.stringMatching(/ was undone, and the incident ended 5 minutes later$/) },
    ]);
  });

  it('gives way to what people say', async () => {
    expect(await asked({ feedback: [word('confirmed', 'other')] })).toEqual([]);
    expect(await asked({ feedback: [word('dismissed')] })).toEqual([]);
    expect(await asked({ feedback: [word('dismissed', 'gone')] })).toMatchObject([{ changeId: 'change-1' }]);
  });

  it('is none while the incident is open, whatever was undone before', async () => {
    expect(await asked({ incidents: [{ ...anIncident(), undone: [{ changeId: 'change-1', at: '2026-01-15T10:25:00.000Z', kind: 'deployment', provider: 'kubernetes' }] }] })).toEqual([]);
  });
});
