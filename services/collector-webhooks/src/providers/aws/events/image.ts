import { imageIdentities } from '@culprit/domain';
import { z } from 'zod';
import { type Normalized, ok, skip } from '../../../provider/contract.js';
import { cut } from '../../../provider/wording.js';
import { entity } from '../arn.js';
import { consolePage, inUrl, type Told } from '../place.js';
import { changeAt } from '../statement.js';

const name = z.string().min(1).max(400);
export const Action = z.object({ result: z.string().nullish(), 'repository-name': name, 'image-digest': name.nullish(), 'action-type': z.string(), 'image-tag': name.nullish() });

/** An image that was pushed is code that runs nowhere yet; one that was deleted is missing where it shall run. */
export const fromAction = (detail: z.output<typeof Action>, told: Told): Normalized => {
  const { 'repository-name': repository, 'image-digest': digest, 'image-tag': tag, 'action-type': action, result } = detail;
  if (result !== null && result !== undefined && result !== 'SUCCESS') return skip(`ECR ${cut(action, 60)} of ${cut(repository, 100)}: ${cut(result, 60)}`);
  if (action !== 'PUSH' && action !== 'DELETE') return skip(`ECR ${cut(action, 60)} is not one we take`);
  const registry = told.account !== undefined && told.region !== undefined ? `${told.account}.dkr.ecr.${told.region}.amazonaws.com${told.region.startsWith('cn-') ? '.cn' : ''}/` : '';
  const full = `${registry}${repository}`;
  const images = [...(tag ? [`${full}:${tag}`] : []), ...(digest ? [`${full}@${digest}`] : [])];
  return ok([changeAt(told, {
    kind: action === 'PUSH' ? 'code' : 'infrastructure', phase: 'succeeded', key: ['ecr', repository, action, digest ?? '', tag ?? '', told.at],
    title: `${action === 'PUSH' ? 'Push' : 'Delete'} image ${repository}${tag ? `:${tag}` : ''}`, at: told.at, entities: [entity('ecr-repository', repository)],
    revision: { ...(images[0] === undefined ? {} : { image: cut(images[0], 480) }), ...(digest ? { digest } : {}), ...(tag ? { version: tag } : {}) },
    identities: [...new Set(images.flatMap(imageIdentities))],
    page: { title: 'ECR', url: consolePage(told.region, `ecr/repositories/private/${inUrl(told.account ?? '')}/${inUrl(repository)}?region={region}`) },
  })]);
};
