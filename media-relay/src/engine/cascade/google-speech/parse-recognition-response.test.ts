import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRecognitionResponse } from './parse-recognition-response.ts';

it('joins the pieces of one hypothesis and takes the least stability', () => {
  const results = [
    { alternatives: [{ transcript: 'je voudrais un' }], stability: 0.9 },
    { alternatives: [{ transcript: ' rendez-vous' }], stability: 0.25 },
  ];
  expect(parseRecognitionResponse({ results })).toEqual([
    { type: 'interim', text: 'je voudrais un rendez-vous', stability: 0.25 },
  ]);
});

it('puts a final before the interim that begins behind it, and reads its offset', () => {
  const results = [
    {
      alternatives: [{ transcript: ' Oui. ' }],
      isFinal: true,
      resultEndOffset: { seconds: '61', nanos: 250_000_000 },
    },
    { alternatives: [{ transcript: 'mardi' }], stability: 0.5 },
  ];
  expect(parseRecognitionResponse({ results })).toEqual([
    { type: 'final', text: 'Oui.', endMs: 61_250 },
    { type: 'interim', text: 'mardi', stability: 0.5 },
  ]);
});

it('reads speech events', () => {
  const types = ['SPEECH_ACTIVITY_BEGIN', 'SPEECH_ACTIVITY_END', 'SPEECH_EVENT_TYPE_UNSPECIFIED'];
  const read = types.map((type) =>
    parseRecognitionResponse({ results: [], speechEventType: type }),
  );
  expect(read.flat().map(({ type }) => type)).toEqual(['speech-start', 'speech-end', 'ignored']);
});

it('bears a final without text or offset, which Google sends after noise', () => {
  expect(parseRecognitionResponse({ results: [{ isFinal: true, alternatives: [] }] })).toEqual([
    { type: 'final', text: '', endMs: undefined },
  ]);
});

it('never throws', () => {
  fc.assert(fc.property(fc.anything(), (anything) => void parseRecognitionResponse(anything)));
});
