/** An image reference without the default registry, as runtimes and registries name the same image. */
const plainly = (image: string): string => image.replace(/^(docker\.io|index\.docker\.io)\//, '');

const lastPart = (image: string): string => plainly(image).split('@', 1)[0]?.split('/').at(-1)?.split(':', 1)[0] ?? '';
const names = (image: string, app: string): boolean => {
  const part = lastPart(image).toLowerCase();
  return part.length > 2 && (app.toLowerCase().includes(part) || part.includes(app.toLowerCase()));
};
/** A tag that moves names no version. */
const isFixed = (image: string): boolean => image.includes('@sha256:') || (/:[^/:]+$/.test(image) && !/:(latest|stable|main|master|edge|nightly)$/.test(image));
const companion = /^(proxyv2|proxy|proxy-init|envoy|envoy-proxy|istio-proxy|linkerd-proxy|vault|vault-k8s|fluent-?bit|fluentd|agent|otel-collector|opentelemetry-collector(-contrib)?|cloud-sql-proxy|busybox|curl|kubectl|pause|redis|postgres|nginx)$/;

const FEW = 3;

/**
 * Of all the images that run, those that this sync may be known by in other tools. The Application does not say which of them are new, and a side car
 * that stays the same would make one change of all its syncs: so those that are called like the Application, else few of a fixed version.
 */
export const ownImages = (images: readonly string[], app: string): string[] => {
  const fixed = images.map(plainly).filter((image) => isFixed(image) && !companion.test(lastPart(image)));
  const own = fixed.filter((image) => names(image, app));
  return own.length > 0 ? own.slice(0, FEW) : fixed.length <= FEW ? fixed : [];
};
