import { schoolProfile } from '@standardiste/sandbox/world/school.ts';
import { describe, expect, it } from 'vitest';
import { findLinks } from './find-links.ts';

const links = schoolProfile.sms.links ?? [];

describe('findLinks', () => {
  it.each([
    ['Envoyez-moi la brochure par SMS', ['formations']],
    ['je voudrais recevoir le catalogue des formations', ['formations']],
    ['le programme', ['formations']],
    ["le lien pour m'inscrire", ['inscription']],
    ["le formulaire d'inscription", ['inscription']],
    ['envoyez-moi les informations', ['formations']],
    ['envoyez-moi un lien', ['formations', 'inscription']],
    ['le catalogue et le formulaire', ['formations', 'inscription']],
  ])('%s → %j', (words, ids) => {
    expect(findLinks(links, words).map(({ id }) => id)).toEqual(ids);
  });

  it('finds nothing where there is nothing', () => {
    expect(findLinks([], 'la brochure')).toEqual([]);
  });
});
