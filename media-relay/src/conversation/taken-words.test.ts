import { describe, expect, it } from 'vitest';
import { beyondTaken, relationToTaken } from './taken-words.ts';
import { Talk } from './talk.fixture.ts';

const greeted = (): Talk => new Talk().send({ type: 'call-started' }).hear();
const interim = (text: string) => ({ type: 'caller-interim', text, stability: 0.9 }) as const;
const final = (text: string) => ({ type: 'caller-final', text }) as const;
const endOfTurn = { type: 'timer', name: 'end-of-turn' } as const;

/** The turns of the caller that the model gets to see. */
const callerTexts = ({ state }: Talk): string[] =>
  state.history.flatMap((entry) => (entry.role === 'caller' ? [entry.text] : []));

/** The shell answers every cut at once. */
function cutIfAsked(talk: Talk): number {
  const cuts = talk.effects.flatMap((effect) => (effect.type === 'cut-turn' ? [effect] : []));
  talk.effects = [];
  for (const { turnId } of cuts) talk.send({ type: 'turn-cut', turnId, heard: '' });
  return cuts.length;
}

/** The model answers the turn that is open, and it is heard. */
function answer(talk: Talk, text = 'Bien.'): void {
  const { turnId } = talk;
  talk.send(
    { type: 'agent-phrase-start', turnId, text },
    { type: 'agent-response-end', turnId },
    { type: 'agent-audio-ready', turnId, isAnswer: true },
    { type: 'turn-played', turnId, heard: text },
  );
}

describe('words that were taken before they were settled', () => {
  it('are asked anew with those that follow, once, and leave what was said before them alone', () => {
    const talk = greeted().say('Je voudrais un renseignement');
    answer(talk);
    talk.send(interim('Combien coûte la formation'), endOfTurn);
    talk.effects = [];
    talk.send(interim('Combien coûte la formation du soir'));
    expect(cutIfAsked(talk)).toBe(1);
    talk.send(final('Combien coûte la formation du soir ?'), endOfTurn);
    expect(callerTexts(talk)).toEqual([
      'Je voudrais un renseignement',
      'Combien coûte la formation du soir ?',
    ]);
  });

  it('lose nothing of what was settled before them in the same turn', () => {
    const talk = greeted();
    talk.send(final('Bonjour madame, comment allez-vous.'), interim('Je voudrais'), endOfTurn);
    expect(callerTexts(talk)).toEqual(['Bonjour madame, comment allez-vous. Je voudrais']);
    talk.effects = [];
    talk.send(interim('Je voudrais un rendez-vous'));
    cutIfAsked(talk);
    talk.send(final('Je voudrais un rendez-vous.'), endOfTurn);
    expect(callerTexts(talk)).toEqual([
      'Bonjour madame, comment allez-vous. Je voudrais un rendez-vous.',
    ]);
  });

  it('are not taken again when the answer is heard already', () => {
    const talk = greeted();
    talk.send(interim('Je voudrais un rendez-vous'), endOfTurn);
    talk.send(
      { type: 'agent-phrase-start', turnId: talk.turnId, text: 'Quel jour ?' },
      { type: 'agent-audio-ready', turnId: talk.turnId, isAnswer: true },
    );
    talk.effects = [];
    talk.send(interim('Je voudrais un rendez-vous mardi'));
    expect(cutIfAsked(talk)).toBe(1);
    talk.send(final('Je voudrais un rendez-vous mardi matin.'), endOfTurn);
    expect(callerTexts(talk)).toEqual(['Je voudrais un rendez-vous', 'mardi matin.']);
  });

  it('of somebody who does not stop are taken piece by piece, each once', () => {
    const talk = greeted();
    talk.send({ type: 'caller-voice-start', startedAtMs: 0 });
    const monologue = { type: 'timer', name: 'monologue' } as const;
    talk.send(interim('un deux trois'), monologue);
    answer(talk);
    talk.send(interim('un deux trois quatre cinq'), monologue);
    answer(talk);
    talk.send(interim('un deux trois quatre cinq six'));
    talk.send({ type: 'caller-voice-end', endedAtMs: 0 }, final('Un deux trois quatre cinq, six.'));
    talk.send(endOfTurn);
    expect(callerTexts(talk)).toEqual(['un deux trois', 'quatre cinq', 'six.']);
  });

  it('are settled piece by piece as well', () => {
    const talk = greeted().send(interim('Je voudrais un rendez-vous mardi'), endOfTurn);
    answer(talk, 'Le matin ?');
    talk.send(final('Je voudrais un rendez-vous.'), interim('mardi'), final('Mardi.'));
    talk.send({ type: 'caller-voice-start', startedAtMs: 0 }, final('Oui, le matin.'), endOfTurn);
    expect(callerTexts(talk)).toEqual(['Je voudrais un rendez-vous mardi', 'Oui, le matin.']);
  });

  it('that were put before what follows are answered ahead like any others', () => {
    const talk = greeted().send(interim('Combien coûte la formation'), endOfTurn);
    talk.effects = [];
    talk.send(interim('Combien coûte la formation du soir'));
    cutIfAsked(talk);
    expect(talk.state.preparation?.text).toBe('Combien coûte la formation du soir');
  });

  it('do not hide a new utterance when their final never comes', () => {
    const talk = greeted();
    talk.send(interim('Et maintenant je veux savoir'), endOfTurn);
    answer(talk);
    talk.send({ type: 'caller-voice-start', startedAtMs: 0 });
    talk.send(interim('Parlez-moi du prix'), { type: 'caller-voice-end', endedAtMs: 0 }, endOfTurn);
    expect(callerTexts(talk).at(-1)).toBe('Parlez-moi du prix');
  });

  it.each([
    ['Combien coûte la formation', 'Combien coûte la formation ?'],
    ['combien coute la formations', 'Combien coûte la formation ?'],
    ['zéro six trente-neuf', '06 39'],
  ])('« %s » are the same as their final « %s »', (hypothesis, settled) => {
    const talk = greeted().send(interim(hypothesis), endOfTurn);
    talk.effects = [];
    talk.send(final(settled));
    expect(cutIfAsked(talk)).toBe(0);
    talk.send(endOfTurn);
    expect(callerTexts(talk)).toEqual([hypothesis]);
  });

  it('are cut off what follows, whatever signs stand between', () => {
    const taken = { finals: '', interim: "je n'ai pas", atMs: 0, turnId: 1, earlier: undefined };
    expect(beyondTaken(taken, 'Je n’ai pas… le temps, mardi.')).toBe('le temps, mardi.');
    expect(beyondTaken(taken, 'Je n’ai')).toBe('Je n’ai');
    expect(beyondTaken(undefined, 'Bonjour.')).toBe('Bonjour.');
    const { state } = greeted();
    expect(relationToTaken(state, taken, { text: 'je n’ai pas le temps', atMs: 10 })).toBe('more');
  });
});
