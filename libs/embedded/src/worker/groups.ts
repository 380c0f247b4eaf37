import type { Assignment, Membership } from '../protocol.js';
import type { Alive } from './alive.js';
import { assign, type Candidate } from './assign.js';
import type { Database } from './database.js';
import { endOf } from './fetch.js';
import { committedOf } from './positions.js';
import type { Topics } from './topics.js';

interface MemberRow extends Candidate {
  readonly handle: string;
}

/**
 * Groups and who owns what, all in the file. A partition changes hands in two steps: its owner lets go once its handler is through,
 * then the one who should have it takes it. Members of the dead are removed by whoever notices first.
 */
export class Groups {
  /** Members that live in this open log. */
  private readonly own = new Map<string, Membership>();
  private readonly epochs = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly topics: Topics,
    private readonly alive: Alive,
    private readonly handle: string,
    private readonly tell: (assignment: Assignment) => void,
  ) {}

  async join(membership: Membership): Promise<void> {
    const { member, group, topics, from } = membership;
    for (const topic of topics) this.topics.get(topic);
    this.alive.announce();
    // Before it is written, so that no refresh in between sees the change without the member.
    this.own.set(member, membership);
    await this.db.write('process', () => {
      this.db.sql('INSERT INTO members (id, handle, grp, topics, start) VALUES (?, ?, ?, ?, ?)').run(member, this.handle, group, JSON.stringify(topics), from);
      this.changed(group);
    });
    await this.buryTheDead();
  }

  async leave(member: string): Promise<void> {
    const group = this.own.get(member)?.group;
    if (group === undefined) return;
    this.own.delete(member);
    await this.db.write('process', () => {
      this.db.sql('DELETE FROM owners WHERE grp = ? AND member = ?').run(group, member);
      this.db.sql('DELETE FROM members WHERE id = ?').run(member);
      this.changed(group);
    });
  }

  async release(member: string, partitions: readonly number[]): Promise<void> {
    const group = this.own.get(member)?.group;
    if (group === undefined) return;
    await this.db.write('process', () => {
      for (const partition of partitions) {
        this.db.sql('DELETE FROM owners WHERE grp = ? AND partition = ? AND member = ?').run(group, partition, member);
      }
      this.changed(group);
    });
  }

  commit(member: string, partition: number, next: number): Promise<boolean> {
    const group = this.own.get(member)?.group ?? '';
    // Losing the newest commits with the power costs a redelivery, which at-least-once allows: no fsync.
    return this.db.write('process', () =>
      this.db.sql(`INSERT INTO offsets (grp, partition, next) SELECT grp, partition, ? FROM owners WHERE grp = ? AND partition = ? AND member = ?
        ON CONFLICT DO UPDATE SET next = excluded.next`).run(next, group, partition, member).changes > 0);
  }

  async forget(group: string): Promise<void> {
    const handles = this.db.rows('SELECT DISTINCT handle FROM members WHERE grp = ?').all(group) as unknown as [string][];
    await this.bury(handles.map(([handle]) => handle).filter((handle) => !this.alive.isAlive(handle)));
    await this.db.write('process', () => {
      const [members] = this.db.rows('SELECT count(*) FROM members WHERE grp = ?').get(group) as unknown as [number];
      if (members > 0) throw new Error(`group ${group} has ${members} members: it can be forgotten when they have left`);
      this.db.sql('DELETE FROM offsets WHERE grp = ?').run(group);
    });
  }

  /** Looks whether others of our groups have died, and says whether. Costs nothing while there are no others. */
  async buryTheDead(): Promise<boolean> {
    if (this.own.size === 0) return false;
    const groups = JSON.stringify([...new Set([...this.own.values()].map(({ group }) => group))]);
    const handles = this.db.rows('SELECT DISTINCT handle FROM members WHERE handle <> ? AND grp IN (SELECT value FROM json_each(?))')
      .all(this.handle, groups) as unknown as [string][];
    const others = handles.map(([handle]) => handle);
    this.alive.watchOnly(others);
    const dead = others.filter((handle) => !this.alive.isAlive(handle));
    await this.bury(dead);
    return dead.length > 0;
  }

  /** Settles the members here of every group that has changed since last time. */
  async refresh(): Promise<void> {
    const changed = (this.db.rows('SELECT name, epoch FROM groups').all() as unknown as [string, number][])
      .filter(([name, epoch]) => this.epochs.get(name) !== epoch);
    for (const [name, epoch] of changed) {
      this.epochs.set(name, epoch);
      try {
        for (const membership of this.own.values()) if (membership.group === name) await this.settle(membership);
      } catch (error) {
        this.epochs.delete(name);
        throw error;
      }
    }
  }

  /** Takes what the member should have and nobody owns, and tells it what it has and what it should give up. */
  private async settle({ member, group, from }: Membership): Promise<void> {
    const assignment = await this.db.write('process', (): Assignment | undefined => {
      const members = this.membersOf(group);
      if (!members.some(({ id }) => id === member)) return undefined;
      const topics = [...new Set(members.flatMap((each) => each.topics))].map((name) => this.topics.get(name));
      const wanted = [...assign(members, topics)].filter(([, id]) => id === member).map(([partition]) => partition);
      for (const partition of wanted) {
        const taken = this.db.sql('INSERT INTO owners (grp, partition, member) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(group, partition, member);
        // Kept at once, so that what comes before the first commit is not skipped by the next owner.
        if (taken.changes > 0 && from === 'latest') {
          this.db.sql('INSERT INTO offsets (grp, partition, next) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(group, partition, endOf(this.db, partition));
        }
      }
      const owned = (this.db.rows('SELECT partition FROM owners WHERE grp = ? AND member = ?').all(group, member) as unknown as [number][])
        .map(([partition]) => ({ partition, committed: committedOf(this.db, group, partition) }));
      return { member, owned, unwanted: owned.map(({ partition }) => partition).filter((partition) => !wanted.includes(partition)) };
    });
    if (assignment !== undefined) this.tell(assignment);
  }

  private async bury(handles: readonly string[]): Promise<void> {
    for (const handle of handles) {
      await this.db.write('process', () => {
        const groups = this.db.rows('SELECT DISTINCT grp FROM members WHERE handle = ?').all(handle) as unknown as [string][];
        this.db.sql('DELETE FROM owners WHERE member IN (SELECT id FROM members WHERE handle = ?)').run(handle);
        this.db.sql('DELETE FROM members WHERE handle = ?').run(handle);
        for (const [group] of groups) this.changed(group);
      });
      this.alive.bury(handle);
    }
  }

  private membersOf(group: string): MemberRow[] {
    return (this.db.rows('SELECT id, handle, topics FROM members WHERE grp = ? ORDER BY joined').all(group) as unknown as [string, string, string][])
      .map(([id, handle, topics]) => ({ id, handle, topics: JSON.parse(topics) as string[] }));
  }

  private changed(group: string): void {
    this.db.sql('INSERT INTO groups (name, epoch) VALUES (?, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1').run(group);
  }
}
