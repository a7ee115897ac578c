import { mayBeMobile } from '@standardiste/shared/contracts/may-be-mobile.ts';
import type { ProfileLink } from '@standardiste/shared/contracts/profile.ts';
import { conversationTools } from '../tools/conversation-tools.ts';
import { findLinks } from '../tools/find-links.ts';
import type { CallState } from './call-state.ts';
import { patch, patchAgent, say } from './draft.ts';
import { linkPhrases } from './link-phrases.ts';
import { answerTool } from './request-tool.ts';
import { checked, type Runner } from './tool-runner.ts';

/** The links that this caller can have sent: the carrier shows a number that may take text messages. */
export function linksFor({ callerPhone, profile: { sms } }: CallState): readonly ProfileLink[] {
  const canReceive = callerPhone !== null && mayBeMobile(callerPhone);
  return canReceive && sms.link !== false ? (sms.links ?? []) : [];
}

/** Has the link sent that the caller asks for; each at most once in a call, however often it is asked for. */
export const sendLink: Runner = checked(
  conversationTools.send_link.arguments,
  (draft, call, { what }) => {
    const [link, ...others] = findLinks(linksFor(draft.state), what);
    if (link === undefined || others.length > 0) {
      const links = [link, ...others].flatMap((each) => (each === undefined ? [] : [each.label]));
      return answerTool(draft, call, { type: 'which-link', links });
    }
    const { sentLinks } = draft.state;
    answerTool(draft, call, { type: 'sent' });
    patchAgent(draft, { isHandled: true });
    if (sentLinks.includes(link.id)) return say(draft, linkPhrases.sentBefore(link.label));
    patch(draft, { sentLinks: [...sentLinks, link.id], hasAnsweredQuestion: true });
    draft.effects.push({ type: 'publish-link', link });
    say(draft, linkPhrases.sent(link.label));
  },
);
