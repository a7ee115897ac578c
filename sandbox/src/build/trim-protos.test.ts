import { expect, it } from 'vitest';
import { trimProtos } from './trim-protos.ts';

const described = {
  options: { syntax: 'proto3' },
  nested: {
    shop: {
      nested: {
        v1: {
          options: { go_package: 'shop' },
          nested: {
            Shop: {
              methods: {
                Order: {
                  requestType: 'OrderRequest',
                  responseType: 'google.longrunning.Operation',
                  options: { '(google.longrunning.operation_info).response_type': 'Order' },
                },
              },
            },
            Admin: { methods: { Close: { requestType: 'CloseRequest', responseType: 'Order' } } },
            OrderRequest: { fields: { items: { type: 'Item', id: 1 } } },
            Item: {
              fields: { colour: { type: 'Colour', id: 1 }, same: { type: '.shop.v1.Item', id: 2 } },
              nested: { Colour: { values: { RED: 0 } }, Unused: { fields: {} } },
            },
            Order: { fields: { at: { type: 'google.protobuf.Timestamp', id: 1 } } },
            CloseRequest: { fields: { name: { type: 'string', id: 1 } } },
          },
        },
        v0: { nested: { Shop: { methods: {} } } },
      },
    },
    google: {
      nested: {
        longrunning: { nested: { Operation: { fields: { name: { type: 'string', id: 1 } } } } },
        protobuf: {
          nested: {
            Timestamp: { fields: { seconds: { type: 'int64', id: 1 } } },
            Duration: { fields: { seconds: { type: 'int64', id: 1 } } },
          },
        },
      },
    },
  },
};

function namesIn(node: { readonly nested?: object }, prefix = ''): string[] {
  return Object.entries(node.nested ?? {}).flatMap(([name, child]: [string, object]) => [
    `${prefix}${name}`,
    ...namesIn(child, `${prefix}${name}.`),
  ]);
}

it('keeps a service and all that its methods reach, also through options', () => {
  const trimmed = trimProtos(described, ['shop.v1.Shop']);
  expect(namesIn(trimmed).sort()).toEqual([
    'google',
    'google.longrunning',
    'google.longrunning.Operation',
    'google.protobuf',
    'google.protobuf.Timestamp',
    'shop',
    'shop.v1',
    'shop.v1.Item',
    'shop.v1.Item.Colour',
    'shop.v1.Order',
    'shop.v1.OrderRequest',
    'shop.v1.Shop',
  ]);
  expect(trimmed).toMatchObject({
    options: { syntax: 'proto3' },
    nested: { shop: { nested: { v1: { options: { go_package: 'shop' } } } } },
  });
});

it('keeps what a message needs that was kept for one inside it before', () => {
  const within = {
    nested: {
      S: { methods: { M: { requestType: 'Request', responseType: 'Request' } } },
      Request: { fields: { kind: { type: 'Outer.Kind' }, outer: { type: 'Outer' } } },
      Outer: { fields: { other: { type: 'Other' } }, nested: { Kind: { values: { A: 0 } } } },
      Other: { fields: {} },
    },
  };
  expect(namesIn(trimProtos(within, ['S']))).toContain('Other');
});

it('leaves a description as it is that has none of the services', () => {
  expect(trimProtos(described, ['shop.v2.Shop'])).toBe(described);
});
