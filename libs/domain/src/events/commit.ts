const COMMIT = /^[0-9a-f]{7,64}$/i;

/** What several tools call the change of a commit by, also of one that is said short: at least seven letters of it. Nothing for what is no commit's id. */
export const commitIdentities = (commit: string): string[] => (COMMIT.test(commit) ? [`commit:${commit.toLowerCase()}`] : []);

const SHORTEST = 7;
/** How many letters of a commit are in every name that it may have. */
const named = (identity: string): string | undefined => (identity.startsWith('commit:') && identity.length >= 'commit:'.length + SHORTEST ? identity : undefined);
/** What all names of one commit begin with; undefined for what is no commit's. */
export const commitStem = (identity: string): string | undefined => named(identity)?.slice(0, 'commit:'.length + SHORTEST);
export const isShortCommit = (identity: string): boolean => named(identity) !== undefined && identity.length < 'commit:'.length + 40;

/** Whether one of two ids of commits is the other, said short. */
export const isSameCommit = (a: string, b: string): boolean => a === b || (Math.min(a.length, b.length) >= SHORTEST && (a.startsWith(b) || b.startsWith(a)));

/** The names among these of the commit that `name` names. A short one names the only commit that begins with it: where there are several it names none but itself. */
export const namesOfCommit = (name: string, all: readonly string[]): string[] => {
  const isClear = (short: string): boolean => {
    const longer = all.filter((other) => other.startsWith(short));
    const longest = longer.reduce((most, other) => (other.length > most.length ? other : most), short);
    return longer.every((other) => longest.startsWith(other));
  };
  return all.filter((other) => other === name || (other.startsWith(name) && isClear(name)) || (name.startsWith(other) && isClear(other)));
};
