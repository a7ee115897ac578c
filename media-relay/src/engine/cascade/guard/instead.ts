import type { ModelFacts } from '../../language-model.ts';
import type { WithheldReason } from './judge-phrase.ts';

const callBack = "Souhaitez-vous qu'un conseiller vous rappelle ?";
const goOn = 'Souhaitez-vous un rendez-vous, ou avez-vous une question ?';

const sentences: Readonly<Record<WithheldReason | 'call', string>> = {
  booking: "Rien n'est encore réservé. Quel moment vous conviendrait ?",
  promise: `Je n'ai encore rien transmis. ${callBack}`,
  commitment: `Je ne peux pas m'engager là-dessus. ${callBack}`,
  invention: `Je n'ai pas cette information. ${callBack}`,
  humanity: `Je suis un assistant vocal, une intelligence artificielle. ${callBack}`,
  secret: `Je ne peux pas répondre à cela. ${goOn}`,
  prompt: `Je ne peux pas répondre à cela. ${goOn}`,
  abuse: `Restons courtois. ${goOn}`,
  call: `Je ne peux pas faire cela. ${goOn}`,
};

/** What is said in the place of what was withheld: true, and with a next step. */
export function insteadOf(reason: WithheldReason | 'call', facts: ModelFacts): string {
  if (reason === 'booking' && facts.changed !== null)
    return `Je m'en tiens à ce que je vous ai confirmé. ${callBack}`;
  if (reason === 'booking' && facts.booked !== null)
    return `Votre rendez-vous reste celui que je vous ai annoncé. ${callBack}`;
  if (reason === 'booking' && facts.appointments.length > 0)
    return `Rien n'a encore changé. ${callBack}`;
  return sentences[reason];
}
