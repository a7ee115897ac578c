import { describe, expect, it } from 'vitest';
import type { MessageSender, TextMessage } from './messages.ts';

/** A sender, and a way to look behind it. */
export interface MessageSenderUnderTest extends AsyncDisposable {
  readonly sender: MessageSender;
  /** What the provider took, oldest first. */
  taken(): readonly { to: string; body: string }[];
  optOut(phone: string): void;
  /** The next send is done, but its answer never comes. */
  loseNextAnswer(): void;
  /** The next send is done and its answer lost, and the provider cannot be asked about it for a while. */
  loseNextAnswerAndLookUp(): void;
  /** The next send is refused before anything is done: too many requests. */
  throttleNext(): void;
}

const message: TextMessage = {
  to: '+33639980001',
  from: 'ECOLE',
  body: 'Rendez-vous confirmé mardi 24 novembre à 14 h 30.',
  key: 'sms:rdv1:1:confirmation',
  mayExist: false,
};

/** What every `MessageSender` does. */
export function describeMessageSender(
  name: string,
  open: () => Promise<MessageSenderUnderTest>,
): void {
  const { signal } = new AbortController();

  describe(`${name} keeps the MessageSender contract`, () => {
    it('sends a message as it is written', async () => {
      await using under = await open();
      expect(await under.sender.send(message, signal)).toMatchObject({ type: 'sent', isNew: true });
      expect(under.taken()).toMatchObject([{ to: message.to, body: message.body }]);
    });

    it('sends again what nobody sent before', async () => {
      await using under = await open();
      const retried = { ...message, mayExist: true };
      expect(await under.sender.send(retried, signal)).toMatchObject({ type: 'sent', isNew: true });
      expect(under.taken()).toHaveLength(1);
    });

    it('finds what an earlier attempt sent', async () => {
      await using under = await open();
      const first = await under.sender.send(message, signal);
      const again = await under.sender.send({ ...message, mayExist: true }, signal);
      expect(again).toEqual({ ...first, isNew: false });
      expect(under.taken()).toHaveLength(1);
    });

    it('takes neither another text nor another number for the same message', async () => {
      await using under = await open();
      await under.sender.send({ ...message, body: 'Autre texte' }, signal);
      await under.sender.send({ ...message, to: '+33639980002' }, signal);
      await under.sender.send({ ...message, mayExist: true }, signal);
      expect(under.taken()).toHaveLength(3);
    });

    it('leaves exactly one message when the answer is lost', async () => {
      await using under = await open();
      under.loseNextAnswer();
      expect(await under.sender.send(message, signal)).toMatchObject({
        type: 'sent',
        isNew: false,
      });
      expect(under.taken()).toHaveLength(1);
    });

    it('leaves exactly one message when it can find out only later', async () => {
      await using under = await open();
      under.loseNextAnswerAndLookUp();
      const lost = under.sender.send(message, signal);
      await expect(lost).rejects.toMatchObject({ retryable: true, ambiguous: true });
      await under.sender.send({ ...message, mayExist: true }, signal);
      expect(under.taken()).toHaveLength(1);
    });

    it('may simply try again when the provider was busy', async () => {
      await using under = await open();
      under.throttleNext();
      const busy = under.sender.send(message, signal);
      await expect(busy).rejects.toMatchObject({ retryable: true, ambiguous: false });
      expect(under.taken()).toHaveLength(0);
    });

    it.each([
      ['+33639980009', 'opted-out'],
      ['+33199000001', 'not-mobile'],
      ['+33', 'invalid-number'],
    ])('says that %s is refused: %s', async (to, reason) => {
      await using under = await open();
      under.optOut('+33639980009');
      expect(await under.sender.send({ ...message, to }, signal)).toEqual({
        type: 'refused',
        reason,
      });
      expect(under.taken()).toHaveLength(0);
    });

    it("throws the signal's reason when it aborts", async () => {
      await using under = await open();
      const reason = new Error('lease over');
      const aborted = under.sender.send(message, AbortSignal.abort(reason));
      await expect(aborted).rejects.toBe(reason);
    });
  });
}
