import { describe, expect, it } from 'vitest';
import { parseTwiml, TwimlInvalidError } from './twiml-parser.ts';

describe('parseTwiml', () => {
  it('reads what a callbot answers, in order', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?><Response>
      <Say language="fr-FR">Bonjour &amp; bienvenue</Say>
      <Connect><Stream url="wss://h/media"><Parameter name="a" value="1"/><Parameter name="b" value="x&quot;y"/></Stream></Connect>
      <Redirect method="POST">https://h/resume</Redirect><Pause length="2"/><Hangup/><Gather/></Response>`;
    expect(parseTwiml(xml)).toEqual([
      { type: 'say', text: 'Bonjour & bienvenue', language: 'fr-FR' },
      {
        type: 'connect-stream',
        url: 'wss://h/media',
        parameters: { a: '1', b: 'x"y' },
        action: undefined,
      },
      { type: 'redirect', url: 'https://h/resume' },
      { type: 'pause', lengthMs: 2_000 },
      { type: 'hang-up' },
      { type: 'unsupported', name: 'Gather' },
    ]);
  });

  it('reads a number to dial, plain or as a noun', () => {
    const plain =
      '<Response><Dial callerId="+33199000001" timeout="20">+33199000002</Dial></Response>';
    expect(parseTwiml(plain)).toEqual([
      {
        type: 'dial',
        phone: '+33199000002',
        callerId: '+33199000001',
        timeoutMs: 20_000,
        action: undefined,
      },
    ]);
    const noun = '<Response><Dial><Number>+33199000002</Number></Dial></Response>';
    expect(parseTwiml(noun)[0]).toMatchObject({ phone: '+33199000002' });
  });

  it('reads an empty response', () => {
    expect(parseTwiml('<Response/>')).toEqual([]);
  });

  it.each(['', 'not xml', '<Response>', '<Other/>', '{"a":1}', '<Response/><Response/>'])(
    'refuses %s',
    (xml) => {
      expect(() => parseTwiml(xml)).toThrow(TwimlInvalidError);
    },
  );
});
