import type { AlertFilter, AlertRow, ReadStore } from '@culprit/ports';
import { afterTime, pageOf, timeCursor } from '../cursor.js';
import type { Database, Params } from '../database.js';
import { episodeOfRow, type StoredEpisode } from '../rows/alert.js';
import { bounds, stored } from '../times.js';

export interface EpisodeQuestion extends Params {
  readonly first: number;
  readonly cursorTime: string;
  readonly cursorId: string;
}

const nothing = { everything: 1, allAlerts: 1, begun: 0, alertIds: [], services: [], clusters: [], environment: '', status: '', severities: [] };

/** Episodes with their start as ClickHouse writes it, newest first. */
export const episodes = async (db: Database, params: EpisodeQuestion): Promise<{ time: string; row: AlertRow }[]> =>
  (await db.ask<StoredEpisode>('alerts', { ...nothing, ...params })).map((row) => ({ time: row.time, row: episodeOfRow(row) }));

const filterParams = (filter: AlertFilter, now: string): Params => {
  const narrow = { alertIds: filter.ids ?? [], services: filter.services ?? [], clusters: filter.cluster === undefined ? [] : [filter.cluster] };
  return {
    ...bounds(filter),
    ...narrow,
    // Each that is asked for must hold; one of them is enough to leave other fingerprints unread.
    allAlerts: Object.values(narrow).every((list) => list.length === 0) ? 1 : 0,
    environment: filter.environment ?? '',
    status: filter.status ?? '',
    severities: filter.severities ?? [],
    now: stored(now),
  };
};

export const alertReads = (db: Database): Pick<ReadStore, 'alerts'> => ({
  alerts: async (filter, paging, now) => {
    const rows = await episodes(db, { ...filterParams(filter, now), ...afterTime('alerts', paging.after), first: paging.first + 1 });
    return pageOf(rows, paging.first, ({ time, row }) => timeCursor('alerts', time, row.id), ({ row }) => row);
  },
});
