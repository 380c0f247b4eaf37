/** `component:default/checkout` in parts; kind in lower case. */
export interface Ref {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `[kind:][namespace/]name`, with what is left out taken from where it is said. */
export const refOf = (text: string, otherwise: Pick<Ref, 'kind' | 'namespace'>): Ref => {
  const colon = text.indexOf(':');
  const [kind, rest] = colon > 0 ? [text.slice(0, colon).toLowerCase(), text.slice(colon + 1)] : [otherwise.kind, text];
  const slash = rest.indexOf('/');
  const [namespace, name] = slash > 0 ? [rest.slice(0, slash), rest.slice(slash + 1)] : [otherwise.namespace, rest];
  return { kind, namespace, name };
};

/** What a thing of the default namespace is called is its name alone. */
export const plain = ({ namespace, name }: Pick<Ref, 'namespace' | 'name'>): string => (namespace.toLowerCase() === 'default' ? name : `${namespace}/${name}`);

/** An API is an alias of the component that provides it, so that who consumes it depends on that. */
export const apiAlias = ({ namespace, name }: Ref): string => `api:${namespace}/${name}`;

/** The name under which a dependency is looked up; undefined: no service. */
export const dependencyName = (ref: Ref): string | undefined => {
  switch (ref.kind) {
    case 'component':
    case 'resource': return plain(ref);
    case 'api': return apiAlias(ref);
    default: return undefined;
  }
};
