/** What code says about links that it has sent. */
export const linkPhrases = {
  sent: (label: string) =>
    `C'est noté, vous allez recevoir ${label} par SMS. Puis-je faire autre chose pour vous ?`,
  sentBefore: (label: string) =>
    `Vous allez recevoir ${label} par SMS, c'est déjà noté. Puis-je faire autre chose pour vous ?`,
} as const;
