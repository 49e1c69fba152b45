/** What an owner agrees to, word by word. The audit log names the edition: changed words are another edition. */
export const TERMS = {
  /** Before replies leave by themselves. */
  master: {
    edition: 'transparency 1',
    words: [
      'Replies of the intents that you set to auto reach customers without a person reading them first.',
      'Customers are told that an AI may answer, with the disclosure that you have set.',
      'Every automatic reply, and why it was sent, can be seen by the whole team.',
      'Anybody on the team whom you allow can stop all of it at once with the kill switch.',
    ],
  },
  /** Before complaints are acknowledged. */
  complaint: {
    edition: 'complaints 1',
    words: [
      'A complaint that staff would call minor gets one fixed sentence at once: sorry to hear that, a person will be in touch.',
      'A person still reads every complaint and answers it. Serious ones never get an automatic text.',
      'Nothing else about a complaint is ever written by the AI.',
    ],
  },
} as const
