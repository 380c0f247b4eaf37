import { describe, expect, it } from '@jest/globals';
import { Course } from './course.js';

describe('the course of an append', () => {
  it('is straight to the log while it acknowledges and nothing waits', () => {
    const course = new Course(0, 0);
    expect([course.straight('a'), course.records]).toEqual([true, 0]);
  });

  it('is to the disk for all while the log is away, and each stays there until its own is on its way', () => {
    const course = new Course(0, 0);
    expect([course.away(7), course.away(8), course.awaySince]).toEqual([true, false, 7]);
    for (const order of ['a', 'b']) expect(course.straight(order)).toBe(false);
    course.writing('a');
    course.written('a', 0);
    course.writing('b');
    course.written('b', 1);
    course.back();
    expect(['a', 'b', 'c'].map((order) => course.straight(order))).toEqual([false, false, true]);
    course.sending(1);
    expect(['a', 'b', 'c'].map((order) => course.straight(order))).toEqual([true, false, true]);
    expect(course.records).toBe(2);
    course.sent(1);
    course.sending(2);
    course.sent(2);
    expect([course.straight('b'), course.records]).toEqual([true, 0]);
  });

  it('is to the disk behind what is still being written there', () => {
    const course = new Course(0, 0);
    course.writing('a');
    course.writing('a');
    course.written('a', 0);
    course.sending(1);
    expect(course.straight('a')).toBe(false);
    course.refused('a');
    expect(course.straight('a')).toBe(true);
  });

  it('is to the disk again when the log did not acknowledge what was on its way', () => {
    const course = new Course(0, 0);
    course.writing('a');
    course.written('a', 3);
    course.sending(4);
    expect(course.straight('a')).toBe(true);
    // A later one asks in between: what is forgotten of `a` then must not be forgotten for good.
    course.setBack();
    course.away(1);
    course.back();
    expect(course.straight('a')).toBe(false);
  });

  it('is behind what an earlier process left, whoever it is of', () => {
    const course = new Course(10, 13);
    expect([course.straight('a'), course.records]).toEqual([false, 3]);
    course.sending(12);
    course.sent(12);
    expect(course.straight('a')).toBe(false);
    course.sending(13);
    expect(course.straight('a')).toBe(true);
    course.setBack();
    expect(course.straight('a')).toBe(false);
  });

  it('counts what was refused and is on the disk all the same', () => {
    const course = new Course(0, 0);
    course.writing('a');
    course.refused('a');
    expect(course.records).toBe(0);
    course.sending(1);
    expect(course.records).toBe(1);
    course.sent(1);
    expect(course.records).toBe(0);
  });
});
