import type { ProfileLink } from '@standardiste/shared/contracts/profile.ts';
import { stemsOf } from '@standardiste/shared/french/stems.ts';

/** Which of the profile's links the caller's words name. All of them when the words name none: there may be only one. */
export function findLinks(links: readonly ProfileLink[], words: string): readonly ProfileLink[] {
  const said = new Set(stemsOf(words));
  const scored = links.map((link) => ({ link, score: countSaid(link, said) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score === best).map(({ link }) => link);
}

function countSaid({ label, words }: ProfileLink, said: ReadonlySet<string>): number {
  const names = new Set([label, ...words].flatMap(stemsOf));
  return [...names].filter((name) => said.has(name)).length;
}
