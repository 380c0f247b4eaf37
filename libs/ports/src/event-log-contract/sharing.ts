import { expect, it } from '@jest/globals';
import type { BatchHandler, EventLog, Subscription } from '../event-log.js';
import { Inbox, keyOf, note, numbered, type Bed } from './bed.js';

interface Member {
  readonly log: EventLog;
  readonly inbox: Inbox;
  readonly subscription: Subscription;
  assigned: readonly number[];
}

export const sharing = (bed: () => Bed, { kill }: { readonly kill: boolean }): void => {
  const join = async (group: string, topic: string, before: BatchHandler = async () => {}): Promise<Member> => {
    const log = await bed().open();
    const inbox = new Inbox();
    const member: { assigned: readonly number[] } = { assigned: [] };
    const onAssigned = (set: readonly { partition: number }[]): void => {
      member.assigned = set.map(({ partition }) => partition);
    };
    const subscription = await log.consume({ group, topics: [topic], from: 'earliest', maxBatch: 5, onAssigned }, async (batch, control) => {
      await before(batch, control);
      inbox.take(batch);
    });
    return Object.assign(member, { log, inbox, subscription });
  };
  const shared = (members: readonly Member[], partitions: number): boolean =>
    members.every(({ assigned }) => assigned.length > 0) &&
    members.flatMap(({ assigned }) => [...assigned]).sort().join() === numbered(partitions).join();
  const fill = (log: EventLog, topic: string, partitions: number, prefix: string): Promise<unknown> =>
    log.append(numbered(partitions * 10).map((n) => note(topic, keyOf(Number(n) % partitions, partitions), `${prefix}${n}`)));

  it('shares the partitions among the members, and hands all over when one leaves', async () => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log, { partitions: 4 }), bed().name()];
    const [one, two] = [await join(group, topic), await join(group, topic)];
    await bed().until('both have some and none is in two hands', () => shared([one, two], 4));
    await fill(log, topic, 4, 'a');
    await bed().until('all are handled', () => one.inbox.seen.length + two.inbox.seen.length >= 40);
    for (const member of [one, two]) {
      expect(new Set(member.inbox.seen.map(({ partition }) => partition))).toEqual(new Set(member.assigned));
    }
    await one.subscription.stop();
    await fill(log, topic, 4, 'b');
    await bed().until('the other has all that is left', () => one.inbox.seen.length + two.inbox.seen.length >= 80);
    expect(two.assigned).toHaveLength(4);
    expect([...one.inbox.texts, ...two.inbox.texts].sort()).toEqual([...numbered(40, 'a'), ...numbered(40, 'b')].sort());
  });

  (kill ? it : it.skip)('gives a dead member\'s partitions to another, from the last commit', async () => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log, { partitions: 4 }), bed().name()];
    const gate = bed().gate();
    let dying = false;
    const victim = await join(group, topic, async () => {
      if (dying) await gate.promise;
    });
    const heir = await join(group, topic);
    await bed().until('both have some', () => shared([victim, heir], 4));
    await fill(log, topic, 4, 'a');
    await bed().until('all of it is committed', async () => (await log.committed(group, topic)).every((offset) => offset === 10));
    dying = true;
    await fill(log, topic, 4, 'b');
    await bed().until('the heir has its own', () => heir.inbox.texts.filter((text) => text?.startsWith('b')).length >= heir.assigned.length * 10);
    await bed().harness.kill?.(victim.log);
    await bed().until('the heir has all of the second round', () => new Set(heir.inbox.texts.filter((text) => text?.startsWith('b'))).size === 40);
    expect(heir.assigned).toHaveLength(4);
    expect(victim.inbox.texts.filter((text) => text?.startsWith('b'))).toEqual([]);
    const again = heir.inbox.texts.filter((text) => victim.inbox.texts.includes(text));
    expect(again).toEqual([]);
    gate.resolve();
    await bed().until('all is committed', async () => (await log.committed(group, topic)).every((offset) => offset === 20));
  });

  // One of the two will be handed over to the one who joins, whichever way the adapter shares them.
  it.each([0, 1])('loses and doubles nothing when a batch of partition %i runs through a rebalance', async (partition) => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log, { partitions: 2 }), bed().name()];
    const gate = bed().gate();
    const held: { stale: () => boolean; offsets: string[]; staleAtEnd?: boolean }[] = [];
    const slow = await join(group, topic, async (batch, control) => {
      if (held.length > 0) return;
      const mine: (typeof held)[number] = { stale: () => control.stale(), offsets: batch.records.map(({ offset }) => `${batch.partition}/${offset}`) };
      held.push(mine);
      await gate.promise;
      mine.staleAtEnd = control.stale();
    });
    const whole = (p: number) => numbered(10).map((n) => note(topic, keyOf(p, 2), n));
    await log.append(whole(partition));
    await bed().until('a batch is held', () => held.length === 1);
    await log.append(whole(1 - partition));
    const joining = join(group, topic);
    // Held longer than a silent member would live: a slow one must not be taken for dead.
    let other: Member | undefined;
    void joining.then((member) => (other = member), () => {});
    await bed().within(bed().harness.limits.rebalanceMs * 1.5, () => held[0]?.stale() === true);
    gate.resolve();
    other = await joining;
    const seen = (): string[] => [...slow.inbox.seen, ...(other?.inbox.seen ?? [])].map(({ partition: p, offset }) => `${p}/${offset}`);
    const places = [0, 1].flatMap((p) => numbered(10).map((offset) => `${p}/${offset}`));
    await bed().until('everything is handled', () => places.every((place) => seen().includes(place)));
    await bed().until('everything is committed', async () => (await log.committed(group, topic)).every((offset) => offset === 10));
    await bed().until('both have one', () => other !== undefined && shared([slow, other], 2));
    const times = held[0]?.offsets.map((place) => seen().filter((each) => each === place).length) ?? [];
    if (held[0]?.staleAtEnd) expect(Math.min(...times)).toBeGreaterThanOrEqual(2);
    else expect(new Set(times)).toEqual(new Set([1]));
  });

  it('leaves a member whose handler is slow alone', async () => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log, { partitions: 2 }), bed().name()];
    const gate = bed().gate();
    let calls = 0;
    let stale: () => boolean = () => false;
    const slow = await join(group, topic, async (_, control) => {
      calls += 1;
      stale = () => control.stale();
      await gate.promise;
    });
    await log.append([note(topic, keyOf(0, 2), 'slow')]);
    await bed().until('the batch is in hand', () => calls === 1);
    await bed().within(bed().harness.limits.rebalanceMs * 1.5, () => stale() || calls > 1);
    expect([calls, stale()]).toEqual([1, false]);
    gate.resolve();
    await bed().until('it is committed', async () => (await log.committed(group, topic))[0] === 1);
    expect(slow.inbox.texts).toEqual(['slow']);
  });
};
