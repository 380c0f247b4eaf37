import { z } from 'zod';
import { flag, key, link, maybe, name, part, prose, time } from '../../provider/fields.js';

// The fields we use, of Bitbucket Cloud and, further down, of Data Center, which share nothing but their names.
const hash = z.string().min(1).max(100);

const Account = z.object({ nickname: maybe, username: maybe, display_name: maybe, type: maybe });
export type Account = z.output<typeof Account>;
const links = part(z.object({ html: part(z.object({ href: link })) }));

const Repository = z.object({ full_name: name, links, mainbranch: part(z.object({ name: maybe })) });
export type Repository = z.output<typeof Repository>;

const Commit = z.object({ hash, date: time, message: prose, author: part(z.object({ raw: prose, user: part(Account) })), links });
export type Commit = z.output<typeof Commit>;
/** Read one by one. */
export const PushedCommit = Commit;

const Ref = z.object({ type: maybe, name, target: Commit, date: time });

export const PushedRef = z.object({ new: Ref.nullish(), old: Ref.nullish(), forced: flag, truncated: flag, links, commits: part(z.array(z.unknown())) });
export type PushedRef = z.output<typeof PushedRef>;

export const Push = z.object({ push: z.object({ changes: z.array(PushedRef).max(1000) }), repository: Repository, actor: part(Account) });
export type Push = z.output<typeof Push>;

export const PullRequest = z.object({
  pullrequest: z.object({
    id: key,
    title: prose,
    merge_commit: part(z.object({ hash })),
    source: part(z.object({ branch: part(z.object({ name: maybe })) })),
    destination: z.object({ branch: z.object({ name }), commit: part(z.object({ hash })) }),
    author: part(Account),
    closed_by: part(Account),
    participants: part(z.array(z.object({ user: part(Account), approved: flag }))),
    updated_on: time,
    links,
  }),
  repository: Repository,
  actor: part(Account),
});
export type PullRequest = z.output<typeof PullRequest>;

export const CommitStatus = z.object({
  commit_status: z.object({
    key: name,
    name: prose,
    state: name,
    description: prose,
    url: link,
    refname: maybe,
    created_on: time,
    updated_on: time,
    commit: part(z.object({ hash })),
    links: part(z.object({ commit: part(z.object({ href: link })) })),
  }),
  repository: Repository,
  actor: part(Account),
});
export type CommitStatus = z.output<typeof CommitStatus>;

const Person = z.object({ name: maybe, displayName: maybe, type: maybe });
export type Person = z.output<typeof Person>;
const self = part(z.object({ self: part(z.array(z.object({ href: link }))) }));

const ServerRepository = z.object({ slug: name, project: z.object({ key: name }), links: self });
export type ServerRepository = z.output<typeof ServerRepository>;

const ServerCommit = z.object({ id: hash, message: prose, author: part(Person), committerTimestamp: time, authorTimestamp: time });
export const ServerPushedCommit = ServerCommit;

export const RefsChanged = z.object({
  date: time,
  actor: part(Person),
  repository: ServerRepository,
  changes: z.array(z.object({ ref: z.object({ id: name, displayId: maybe, type: maybe }), fromHash: hash.nullish(), toHash: hash, type: maybe })).max(1000),
  commits: part(z.array(z.unknown())),
  toCommit: part(ServerCommit),
});
export type RefsChanged = z.output<typeof RefsChanged>;

export const ServerMerged = z.object({
  date: time,
  actor: part(Person),
  pullRequest: z.object({
    id: key,
    title: prose,
    closedDate: time,
    updatedDate: time,
    fromRef: part(z.object({ displayId: maybe })),
    toRef: z.object({ id: name, displayId: maybe, latestCommit: part(hash), repository: ServerRepository }),
    author: part(z.object({ user: part(Person) })),
    reviewers: part(z.array(z.object({ user: part(Person), approved: flag }))),
    properties: part(z.object({ mergeCommit: part(z.object({ id: hash })) })),
    links: self,
  }),
});
export type ServerMerged = z.output<typeof ServerMerged>;
