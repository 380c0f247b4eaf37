/** One value of a projected object: shown as it is, or only its keyed hash, by which a change of it can be seen. */
export type Leaf = string | number | boolean | null | { readonly hash: string };

/** A projected object: path → leaf. List items stand under their key: `spec.template.spec.containers[api].image`. */
export type Leaves = Readonly<Record<string, Leaf>>;

export const isHidden = (leaf: Leaf | undefined): leaf is { readonly hash: string } => typeof leaf === 'object' && leaf !== null;
