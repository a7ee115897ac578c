import { afterEach, beforeEach, expect, it } from 'vitest';
import { startProduct } from '../vendors/twilio/product.fixture.ts';
import type { Product } from '../vendors/twilio/product.fixture.ts';
import { startTwilioSimulator } from '../vendors/twilio/twilio-simulator.ts';
import type { TwilioSimulator } from '../vendors/twilio/twilio-simulator.ts';
import { createHearing } from '../voice/hearing.ts';
import { speak } from '../voice/speak.ts';
import { runScriptedCaller } from './run-scripted-caller.ts';

let twilio: TwilioSimulator;
let product: Product;
let heardByProduct: ReturnType<typeof createHearing>;

beforeEach(async () => {
  heardByProduct = createHearing();
  twilio = await startTwilioSimulator({
    accountSid: 'AC00000000000000000000000000000001',
    authToken: 'auth-token',
    timings: { webhookMs: 1, socketMs: 1 },
  });
  product = await startProduct((socket) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as {
        event: string;
        streamSid: string;
        media?: { payload: string };
      };
      const { event, streamSid, media } = message;
      if (event === 'start') {
        const payload = Buffer.from(speak('Allô ?')).toString('base64');
        socket.send(JSON.stringify({ event: 'media', streamSid, media: { payload } }));
      }
      if (media === undefined) return;
      heardByProduct.push(Buffer.from(media.payload, 'base64'));
      if (heardByProduct.text() === 'oui') socket.close(1000);
    });
  });
  const mediaUrl = `${product.origin.replace('http', 'ws')}/media`;
  product.answers['/voice'] =
    `<Response><Connect><Stream url="${mediaUrl}"/></Connect><Hangup/></Response>`;
});
afterEach(async () => {
  await twilio[Symbol.asyncDispose]();
  await product[Symbol.asyncDispose]();
});

it('the scripted caller talks through the Twilio simulator in real time', async () => {
  const call = await runScriptedCaller({
    script: { rules: [{ when: 'allô', silentForMs: 100, say: ['oui'] }] },
    seed: 1,
    dial: (party) =>
      twilio.placeCall({
        from: '+33639980001',
        to: '+33199000001',
        voiceUrl: `${product.origin}/voice`,
        party,
      }).phone,
  });
  expect(call.endedBy).toBe('callbot');
  expect(call.agent.map(({ text }) => text)).toEqual(['Allô ?']);
  expect(call.caller.map(({ text }) => text)).toEqual(['oui']);
  expect(call.damageCount).toBe(0);
  expect(heardByProduct.text()).toBe('oui');
});
