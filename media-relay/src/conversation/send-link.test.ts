import { describe, expect, it } from 'vitest';
import { schoolProfile } from '../../../sandbox/src/world/school.ts';
import { toolsOf } from './ask-model.ts';
import { fromCheckpoint, toCheckpoint } from './checkpoint.ts';
import { Talk } from './talk.fixture.ts';
import { defaultTimings } from './timings.ts';

/** A caller who has just asked for something by text message; the model has the floor. */
function open(callerPhone?: string | null): Talk {
  const talk = new Talk(undefined, callerPhone).send({ type: 'call-started' }).hear();
  return talk.say('envoyez-moi la brochure par SMS');
}
const published = (talk: Talk) =>
  talk.effects.flatMap((effect) => (effect.type === 'publish-link' ? [effect.link.id] : []));
const mayAsk = (talk: Talk, profile = schoolProfile): boolean =>
  toolsOf({ ...talk.state, profile }, talk.atMs).some(({ name }) => name === 'send_link');

describe('a link that the caller asks for', () => {
  it('is sent, and that is said by code', () => {
    const talk = open().callTool('send_link', { what: 'la brochure' });
    expect(published(talk)).toEqual(['formations']);
    expect(talk.takeSaid().join(' ')).toBe(
      "C'est noté, vous allez recevoir le catalogue des formations par SMS. Puis-je faire autre chose pour vous ?",
    );
  });

  it('is sent once, however often it is asked for, also after a resume', () => {
    const talk = open().callTool('send_link', { what: 'la brochure' });
    expect(published(talk)).toEqual(['formations']);
    talk.hear();
    const { conversation = null } = toCheckpoint(talk.state);
    const current = { profile: schoolProfile, timings: defaultTimings };
    expect(fromCheckpoint(conversation, current)?.sentLinks).toEqual(['formations']);
    talk
      .say('vous pouvez me renvoyer la brochure ?')
      .callTool('send_link', { what: 'la brochure' });
    expect(published(talk)).toEqual([]);
    expect(talk.takeSaid().join(' ')).toContain("c'est déjà noté");
  });

  it('is asked for when several could be meant', () => {
    const talk = open().callTool('send_link', { what: 'un lien' });
    expect(published(talk)).toEqual([]);
    expect(talk.state.history.findLast(({ role }) => role === 'tool')).toMatchObject({
      result: {
        type: 'which-link',
        links: ['le catalogue des formations', "le formulaire d'inscription"],
      },
    });
  });

  it.each([
    ['a hidden number', null],
    ['a landline', '+33199000042'],
  ])('is not offered to %s', (_name, phone) => {
    const talk = open(phone);
    expect(mayAsk(talk)).toBe(false);
    expect(published(talk.callTool('send_link', { what: 'la brochure' }))).toEqual([]);
  });

  it('is not offered where the profile has none, or sends none', () => {
    const { sms } = schoolProfile;
    expect(mayAsk(open())).toBe(true);
    expect(mayAsk(open(), { ...schoolProfile, sms: { ...sms, links: [] } })).toBe(false);
    expect(mayAsk(open(), { ...schoolProfile, sms: { ...sms, link: false } })).toBe(false);
  });
});
