import { describe, expect, it } from '@jest/globals';
import { databaseOf, hostName, peerOf, topicOf } from './peer.js';

const of = (attributes: Record<string, string>) => new Map(Object.entries(attributes));
const peer = (attributes: Record<string, string>) => peerOf(of(attributes), 'shop');
const peers = (...all: Record<string, string>[]) => all.map(peer);

describe('a host', () => {
  it.each([
    ['cart', 'cart', false], ['cart.shop', 'cart', false], ['cart.shop.svc', 'cart', false], ['cart.shop.svc.cluster.local', 'cart', false],
    ['kafka-0.kafka.data.svc.cluster.local', 'kafka', false], ['api.stripe.com', 'api.stripe.com', true], ['stripe.com', 'stripe.com', true], ['cart.other', 'cart.other', true],
  ])('%s is %s', (host, name, outside) => expect(hostName(host, 'shop')).toEqual({ name, outside }));
  it.each(['10.1.2.3', '::1', 'fe80::1', 'localhost', 'a.localhost', '10-1-2-3.shop.pod.cluster.local', '/var/run/docker.sock', 'a b', '', '-a', 'x..y'])('%s is nobody', (host) => expect(hostName(host, 'shop')).toBeUndefined());
});

describe('whom a client called', () => {
  it('is what it was told to call it, before any address', () => expect(peer({ 'peer.service': 'tax', 'server.address': 'tax-v2' })).toEqual({ name: 'tax', kind: 'call', confidence: 0.8 }));
  it('is a service inside, less surely, or a host outside', () => {
    expect(peer({ 'server.address': 'CART.shop.svc.cluster.local.' })).toEqual({ name: 'cart', kind: 'call', confidence: 0.7 });
    expect(peer({ 'server.address': 'api.stripe.com' })).toEqual({ name: 'api.stripe.com', kind: 'external', confidence: 0.9 });
  });
  it('is found by the conventions of before', () => {
    const found = peers({ 'net.peer.name': 'a.example' }, { 'http.host': 'a.example:8080' }, { 'http.url': 'https://user:secret@a.example/x?y' }, { 'url.full': 'http://a.example' }, { 'peer.hostname': 'a.example' });
    expect(found.map((each) => each?.name)).toEqual(found.map(() => 'a.example'));
  });
  it('is nobody where only an address is known', () => expect(peers({ 'server.address': '10.0.0.1' }, { 'server.address': '[::1]:80' }, {}, { 'http.url': 'not a url' }, { 'peer.service': 'x'.repeat(300) })).toEqual([undefined, undefined, undefined, undefined, undefined]));
});

describe('a database', () => {
  const database = (attributes: Record<string, string>) => databaseOf(of(attributes), 'shop')?.name;
  it('is the host it is at, else its system and name; the system alone is none', () => {
    expect(database({ 'db.system.name': 'postgresql', 'server.address': 'pg.shop.svc', 'db.namespace': 'orders' })).toBe('pg');
    expect(database({ 'db.system': 'mysql', 'net.peer.name': 'db.example.com' })).toBe('db.example.com');
    expect(database({ 'db.system': 'mysql', 'net.peer.name': '10.0.0.1', 'db.name': 'orders' })).toBe('mysql:orders');
    expect(database({ 'db.system': 'redis', 'server.address': '10.0.0.1' })).toBeUndefined();
    expect(databaseOf(of({ 'server.address': 'pg' }), 'shop')).toBeUndefined();
  });
});

describe('a topic', () => {
  it('is named by its system, by a template rather than by one of its many names', () => {
    expect(topicOf(of({ 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' }))?.name).toBe('kafka:orders');
    expect(topicOf(of({ 'messaging.system': 'rabbitmq', 'messaging.destination.name': '/c/17', 'messaging.destination.template': '/c/{id}' }))?.name).toBe('rabbitmq:/c/{id}');
    expect(topicOf(of({ 'messaging.destination': 'orders' }))?.name).toBe('messaging:orders');
  });
  it('is none that lives as long as its consumer', () => {
    expect(topicOf(of({ 'messaging.destination.name': 'amq.gen-1', 'messaging.destination.temporary': 'true' }))).toBeUndefined();
    expect(topicOf(of({ 'messaging.destination.name': 'x', 'messaging.destination.anonymous': 'True' }))).toBeUndefined();
  });
});
