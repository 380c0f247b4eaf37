const TOKEN = 'culprit-token';
export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set: (value) => sessionStorage.setItem(TOKEN, value),
};
const authorization = () => (token.get() === null ? {} : { authorization: `Bearer ${token.get()}` });

export class Unauthenticated extends Error {}

export const ask = async (query, variables) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization() },
    body: JSON.stringify({ query, variables }),
  });
  if (response.status === 401) throw new Unauthenticated('a token is needed');
  const { data, errors } = await response.json();
  if (errors?.length > 0) throw new Error(errors[0].message);
  return data;
};

/**
 * One GraphQL subscription over the graphql-transport-ws protocol. `sink` has `started`, `next(result)` and `ended(error?)`, of which the
 * last is called once. Gives a function that ends it.
 */
export const subscribe = (payload, sink) => {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`, 'graphql-transport-ws');
  const send = (message) => socket.send(JSON.stringify(message));
  let open = true;
  const end = (error) => {
    if (open) sink.ended?.(error);
    open = false;
    socket.close(1000);
  };
  socket.onopen = () => send({ type: 'connection_init', payload: authorization() });
  socket.onclose = () => end(new Error('the connection was closed'));
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'connection_ack') {
      send({ id: '1', type: 'subscribe', payload });
      sink.started?.();
    } else if (message.type === 'ping') send({ type: 'pong' });
    else if (message.type === 'next') sink.next(message.payload);
    else if (message.type === 'error') end(new Error(message.payload[0]?.message ?? 'refused'));
    else if (message.type === 'complete') end();
  };
  return () => {
    open = false;
    socket.close(1000);
  };
};
