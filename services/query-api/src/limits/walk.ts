import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** What a document asks for, with its fragments put in where they are spread. */
export interface Extent {
  /** Levels of braces below the operation: `{ a { b { c } } }` has 2. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
}

// Far above every limit, so that counting stops before fragments that double one another fill the memory.
const MUCH = 1_000_000;
const empty: Extent = { depth: 0, aliases: 0, directives: 0 };

const join = (a: Extent, b: Extent): Extent => ({
  depth: Math.max(a.depth, b.depth),
  aliases: Math.min(MUCH, a.aliases + b.aliases),
  directives: Math.min(MUCH, a.directives + b.directives),
});

/** Only for validated documents: a fragment never reaches itself. Introspection's own levels do not count: graphql bounds them. */
export const extent = (document: DocumentNode): Extent => {
  const fragments = new Map(document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [])));
  const known = new Map<string, Extent>();

  const ofFragment = (fragment: FragmentDefinitionNode): Extent => {
    const found = known.get(fragment.name.value);
    if (found !== undefined) return found;
    const counted = ofSet(fragment.selectionSet);
    known.set(fragment.name.value, counted);
    return counted;
  };
  const ofSet = (set: SelectionSetNode | undefined): Extent =>
    (set?.selections ?? []).reduce<Extent>((sum, selection) => {
      const own: Extent = { ...empty, directives: selection.directives?.length ?? 0 };
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        return join(sum, join(own, fragment === undefined ? empty : ofFragment(fragment)));
      }
      const below = ofSet(selection.selectionSet);
      if (selection.kind === Kind.INLINE_FRAGMENT) return join(sum, join(own, below));
      const levels = selection.selectionSet === undefined || selection.name.value.startsWith('__') ? 0 : below.depth + 1;
      return join(sum, join({ ...own, aliases: selection.alias === undefined ? 0 : 1 }, { ...below, depth: levels }));
    }, empty);

  return document.definitions.reduce((sum, d) => (d.kind === Kind.OPERATION_DEFINITION ? join(sum, ofSet(d.selectionSet)) : sum), empty);
};
