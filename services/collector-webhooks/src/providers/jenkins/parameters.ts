import { HIDDEN, namesSecret } from '@culprit/domain';

/** The first of the parameters, whatever their case, that says something. */
export const parameter = (parameters: Readonly<Record<string, string>>, ...names: readonly string[]): string | undefined => {
  const all = new Map(Object.entries(parameters).map(([name, value]) => [name.toLowerCase().replaceAll(/[-_.]/g, ''), value.trim()]));
  return names.map((name) => all.get(name)).find((value) => value !== undefined && value !== '');
};

export const serviceIn = (parameters: Readonly<Record<string, string>>): string | undefined => parameter(parameters, 'service', 'servicename', 'app', 'appname', 'application', 'applicationname', 'component');
export const environmentIn = (parameters: Readonly<Record<string, string>>): string | undefined =>
  parameter(parameters, 'environment', 'env', 'deployenv', 'deployenvironment', 'targetenv', 'targetenvironment', 'environmentname', 'envname', 'deployto');
export const versionIn = (parameters: Readonly<Record<string, string>>): string | undefined => parameter(parameters, 'version', 'releaseversion', 'imagetag', 'tag', 'release', 'appversion', 'buildversion', 'dockertag');
const IMAGE = /^[\w.-]{1,200}(?::\d{1,5})?(?:\/[\w.-]{1,200}){1,8}(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?$/;
/** An image that is built or deployed, with its tag: `registry/acme/cart:1.2`, or `registry/acme/cart` beside a version. */
export const imageIn = (parameters: Readonly<Record<string, string>>): string | undefined => {
  const image = parameter(parameters, 'image', 'dockerimage', 'containerimage', 'imagename', 'imageref', 'imageuri', 'imageurl');
  if (image === undefined || !IMAGE.test(image)) return undefined;
  const version = /[:@][^/]+$/.test(image) ? undefined : versionIn(parameters);
  return version !== undefined && /^[\w][\w.-]{0,127}$/.test(version) ? `${image}:${version}` : image;
};
export const userIn = (parameters: Readonly<Record<string, string>>): string | undefined => parameter(parameters, 'builduserid', 'builduser', 'builduseremail', 'triggeredby', 'startedby', 'requestedby', 'deployer', 'deployedby', 'user', 'username');

/** Parameters as they may be shown: Jenkins leaves out its own secret ones, not what only their names give away. */
export const shown = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).slice(0, 50).map(([name, value]) => [name, namesSecret(name) ? HIDDEN : value]));
