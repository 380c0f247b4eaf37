-- partition ids count over all topics: partition n of a topic is topics.first + n.
CREATE TABLE topics (
  name TEXT PRIMARY KEY,
  first INTEGER NOT NULL UNIQUE,
  partitions INTEGER NOT NULL,
  compacted INTEGER NOT NULL,
  kept_ms INTEGER
) STRICT;

-- next: offset of the next record; latest: time of the newest record, so that times never go back within a partition;
-- clean: everything before this offset was compacted, and left `alive` records.
CREATE TABLE partitions (
  id INTEGER PRIMARY KEY,
  next INTEGER NOT NULL DEFAULT 0,
  latest INTEGER NOT NULL DEFAULT 0,
  clean INTEGER NOT NULL DEFAULT 0,
  alive INTEGER NOT NULL DEFAULT 0
) STRICT;

-- place = partition id * 2^36 + offset: one b-tree in which every partition is a range, appended to at its end.
CREATE TABLE records (
  place INTEGER PRIMARY KEY,
  timestamp INTEGER NOT NULL,
  key TEXT,
  value BLOB,
  headers TEXT
) STRICT;

-- epoch counts the changes of who is in a group and who owns what.
CREATE TABLE groups (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL) STRICT;

-- handle: the open log the member lives in; dead once nobody holds the lock of the file beside ours that is named after it.
CREATE TABLE members (
  joined INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  handle TEXT NOT NULL,
  grp TEXT NOT NULL,
  topics TEXT NOT NULL,
  start TEXT NOT NULL
) STRICT;

CREATE TABLE owners (
  grp TEXT NOT NULL,
  partition INTEGER NOT NULL,
  member TEXT NOT NULL,
  PRIMARY KEY (grp, partition)
) STRICT, WITHOUT ROWID;

CREATE TABLE offsets (
  grp TEXT NOT NULL,
  partition INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (grp, partition)
) STRICT, WITHOUT ROWID;

CREATE TABLE maintenance (id INTEGER PRIMARY KEY CHECK (id = 0), at INTEGER NOT NULL) STRICT;
INSERT INTO maintenance VALUES (0, 0);
