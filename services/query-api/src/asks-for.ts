import { Kind, type GraphQLResolveInfo, type SelectionNode } from 'graphql';

/** Whether the query asks for this field directly below the one being resolved. */
export const asksFor = ({ fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>, field: string): boolean => {
  const within = (selections: readonly SelectionNode[] | undefined): boolean =>
    (selections ?? []).some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === field;
      const below = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      return within(below?.selectionSet.selections);
    });
  return fieldNodes.some(({ selectionSet }) => within(selectionSet?.selections));
};
