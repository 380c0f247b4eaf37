import type { Feedback } from '@culprit/domain';
import { expect, it } from '@jest/globals';
import { spokenOf } from './spoken.js';

const openedAt = '2026-01-15T10:00:00.000Z';
let count = 0;
const word = (verdict: Feedback['verdict'], changeId: string | undefined, minute: number, more: Partial<Feedback> = {}): Feedback =>
  ({ id: `f${count++}`, incidentId: 'i', verdict, by: 'ada', at: `2026-01-15T10:${String(minute).padStart(2, '0')}:00.000Z`, ...(changeId === undefined ? {} : { changeId }), ...more });
const spoken = (words: readonly Feedback[], ...changeIds: string[]) => spokenOf(words, changeIds, openedAt);

it('the last word on a change is told with who said it, and when', () => {
  expect(spoken([], 'a')).toBeUndefined();
  expect(spoken([word('confirmed', 'b', 5)], 'a')).toBeUndefined();
  expect(spoken([word('confirmed', 'a', 5)], 'a')).toBe('ada confirmed that it did it, 5 minutes after the incident opened.');
  expect(spoken([word('confirmed', 'a', 5), word('dismissed', 'a', 12, { by: 'bob', note: 'it was the disk' })], 'a')).toBe('bob dismissed it, 12 minutes after the incident opened: "it was the disk".');
  expect(spoken([word('dismissed', 'push', 12)], 'deploy', 'push')).toBe('ada dismissed it, 12 minutes after the incident opened.');
});

it('that no change did it is told of each, until one is confirmed', () => {
  const none = [word('dismissed', 'a', 3), word('dismissed', undefined, 5, { by: 'bob' })];
  expect(spoken(none, 'a')).toBe('bob said that no change did it, 5 minutes after the incident opened.');
  expect(spoken(none, 'c')).toBe('bob said that no change did it, 5 minutes after the incident opened.');
  expect(spoken([...none, word('confirmed', 'b', 9)], 'a')).toBe('ada dismissed it, 3 minutes after the incident opened.');
});
