import { describe, expect, it } from 'vitest';
import { dialTwiml, hangUpTwiml, sayAndHangUpTwiml, streamTwiml } from './twiml.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

describe('TwiML', () => {
  it('connects to the media socket and resumes when that closes', () => {
    const twiml = streamTwiml({
      mediaUrl: 'wss://relay.example/twilio/media',
      resumeUrl: 'https://relay.example/twilio/resume',
      callId: 'CA1',
      generation: 2,
      token: 'a.b',
    });
    expect(twiml).toBe(
      `${declaration}<Response><Connect><Stream url="wss://relay.example/twilio/media">` +
        '<Parameter name="callId" value="CA1"/><Parameter name="generation" value="2"/>' +
        '<Parameter name="token" value="a.b"/></Stream></Connect>' +
        '<Redirect method="POST">https://relay.example/twilio/resume</Redirect></Response>',
    );
  });

  it('hangs up', () => {
    expect(hangUpTwiml()).toBe(`${declaration}<Response><Hangup/></Response>`);
  });

  it('apologises in French before it hangs up', () => {
    const twiml = sayAndHangUpTwiml('technicalFailure');
    expect(twiml).toMatch(/<Say language="fr-FR">Veuillez nous excuser.*<\/Say><Hangup\/>/);
  });

  it('dials a person and escapes what it is given', () => {
    const twiml = dialTwiml({
      phone: '+33199000001',
      callerId: '<"&',
      ringSeconds: 20,
      afterwardsUrl: 'https://relay.example/twilio/transferred',
    });
    expect(twiml).toContain('callerId="&lt;&quot;&amp;"');
    expect(twiml).toContain('timeout="20"');
    expect(twiml).toContain('action="https://relay.example/twilio/transferred"');
    expect(twiml).toContain('>+33199000001</Dial></Response>');
  });
});
