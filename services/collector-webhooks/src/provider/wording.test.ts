import { describe, expect, it } from '@jest/globals';
import { classOf, cut, severityOfPriority, severityOfWord, title } from './wording.js';

describe('the class of an alert', () => {
  it.each([
    ['p95 latency of checkout is above 2 s', 'latency'], ['Error rate is high', 'errors'], ['HTTP 5xx on the gateway', 'errors'], ['CPU usage over 90 %', 'saturation'],
    ['Consumer lag of orders', 'saturation'], ['No traffic on checkout', 'traffic-loss'], ['Drop in orders', 'other'], ['Drop in requests per second', 'traffic-loss'],
    ['Pod is crash looping', 'crash'], ['OOMKilled', 'crash'], ['boom!', 'other'], ['Host is down', 'availability'], ['Synthetic check: login unavailable', 'availability'], ['A note', 'other'],
  ])('%s: %s', (words, expected) => expect(classOf(words)).toBe(expected));

  it('is found in a moment in text made to be slow', () => {
    const began = process.cpuUsage();
    classOf('request'.repeat(20_000), 'a'.repeat(100_000), `${' '.repeat(100_000)}!`);
    expect(process.cpuUsage(began).user).toBeLessThan(500_000);
  });
});

it('a title is the first line, cut without breaking a character', () => {
  expect(title('Fix it\n\nlong story')).toBe('Fix it');
  const long = cut('🙂'.repeat(400), 300);
  expect([long.length, long.isWellFormed()]).toEqual([300, true]);
});

it('priorities are severities', () => {
  expect(['P1', '2', 'p3', ' P4', 'P5', 'normal', '', undefined].map(severityOfPriority)).toEqual(['critical', 'high', 'medium', 'low', 'info', undefined, undefined, undefined]);
});

it('words are severities, as senders say them', () => {
  expect(['page', 'CRITICAL', 'Disaster', 'SEV-2', 'error', 'Average', 'warning', 'P4', 'minor', 'Not classified', 'none', 'team-a', '', undefined].map(severityOfWord)).toEqual([
    'critical', 'critical', 'critical', 'high', 'high', 'medium', 'medium', 'low', 'low', 'info', 'info', undefined, undefined, undefined,
  ]);
});
