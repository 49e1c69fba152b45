/** The one list of what can be wrong with a reply, each with plain words for the person who reads "Why?". */

const TEXTS = {
  canary: 'It repeats a hidden marker of its instructions, so the text is withheld.',
  prompt_leak: 'It repeats the instructions of the AI, so the text is withheld.',
  invented_price: 'It quotes a price that is not in the service list for that service.',
  invented_time: 'It says an opening time or day that does not match the opening hours.',
  unknown_day: 'It is about a day or a season that neither opening hours nor closures name.',
  invented_slot: 'It offers a time that is not known to be free.',
  foreign_link: "It has a link or contact that is not the venue's own.",
  promise: 'It promises something that nobody has undertaken to do.',
  avoid_word: 'It uses a word from the avoid list.',
  spelling: 'It has a spelling that is not the local one.',
  ai_tell: 'It uses a word or mark that gives an AI away.',
  not_gsm: 'It has a character that makes the text longer and dearer to send.',
  too_long: 'It is longer than 320 characters.',
  disclosure_missing: 'The AI disclosure is missing at its end.',
  stray_number: 'It has a number that no fact of the venue accounts for.',
  stray_words: 'It says something in words that no fact of the venue accounts for.',
  blind_answer: 'It says yes or no to something that it does not repeat.',
  says_nothing: 'It does not answer what was asked.',
  incomplete: 'It confirms no booking: service, day, time and name are not all known, or the time is not free.',
  empty: 'There is no text.',
  wrong_sum: 'A sum in the quote does not add up.',
  link_missing: 'The booking link is not in it.',
  unlisted_service: 'It speaks of a service that is not in the list.',
  no_fact: 'It does not rest on a fact of the Business Memory.',
  bot_question: 'The customer asks whether this is a bot and the disclosure is off, so a person answers.',
  denies_ai: 'It gives itself out to be a person.',
  low_stars: 'Reviews of two stars or fewer are answered by a person.',
} as const satisfies Record<string, string>

export type ProblemCode = keyof typeof TEXTS
export const PROBLEM_CODES = Object.keys(TEXTS) as readonly ProblemCode[]

export interface Problem {
  readonly code: ProblemCode
  /** For people: one sentence. */
  readonly text: string
  /** The words of the reply that are meant; part of the message text, so never for logs. */
  readonly detail?: string
}

export function problem(code: ProblemCode, detail?: string): Problem {
  return detail === undefined ? { code, text: TEXTS[code] } : { code, text: TEXTS[code], detail }
}
