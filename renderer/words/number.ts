/** What the provider says of the venue's number, in words. */
import type { NumberState } from '#shared/number-check.ts'

export const NUMBER_WORDS: Readonly<Record<NumberState, { readonly fine: boolean; readonly text: string }>> = {
  ready: { fine: true, text: 'The account has this number, and it can text.' },
  not_held: { fine: false, text: 'The account does not have this number: nothing can leave from it.' },
  no_sms: { fine: false, text: 'The account has this number, but it cannot text.' },
  elsewhere: { fine: false, text: 'The account has this number, but texts to it go to another address.' },
}
