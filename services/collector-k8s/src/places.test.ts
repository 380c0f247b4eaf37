import { describe, expect, it } from '@jest/globals';
import { Environments, shippedEnvironments } from '@culprit/domain';
import { placesOf } from './places.js';

const environments = Environments.parse([{ name: 'production', aliases: ['prod'], clusters: ['eu-*'] }, { name: 'staging', namespaces: ['*-staging'] }]);
const places = (cluster: string, said = '', of = environments) => {
  const { environment, environmentOf } = placesOf(of, { COLLECTOR_K8S_CLUSTER: cluster, COLLECTOR_K8S_ENVIRONMENT: said });
  return [environment, environmentOf('shop'), environmentOf('shop-staging')];
};

describe('the environment of what is in a cluster', () => {
  it('is that of the namespace, then what is said of the cluster, then that of its name', () => {
    expect(places('eu-1')).toEqual(['production', 'production', 'staging']);
    expect(places('us-1')).toEqual(['default', 'default', 'staging']);
    expect(places('eu-1', 'test')).toEqual(['test', 'test', 'staging']);
    expect(places('us-1', 'PROD')).toEqual(['production', 'production', 'staging']);
    expect(places('us-1', 'prod', [...shippedEnvironments])).toEqual(['production', 'production', 'production']);
  });

  it('is the only one there is', () => {
    expect(places('us-1', 'test', Environments.parse([{ name: 'main' }]))).toEqual(['main', 'main', 'main']);
  });
});
