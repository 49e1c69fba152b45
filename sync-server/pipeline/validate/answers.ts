/** Whether a reply says anything of its own that could be true or false, and what a bare "yes" agrees to. */
import { moneyIn } from '#shared/money.ts'
import { stem } from '#shared/services.ts'
import { timesIn } from '#shared/times.ts'
import { blank, spansOf, wordsOf } from '#shared/words.ts'
import type { ReadReply, ReplyContext } from './context.ts'
import { askedDays, OPENING } from './times.ts'
import { IDIOMS, isPlain, tokensOf } from './words.ts'

const SAYS_YES_OR_NO =
  /(?:^|[.!?,]\s+)\W*(?:yes|yep|yeah|no|nope|of\s+course)\b(?!\s+(?:problem|worries|need|times?|appointment))/i
const ASKS_BACK = /\?(?:\s|$)/
const COURTESY = /\b(?:how|what)\s+(?:can|may|could)\s+(?:i|we)\b[^?]*\?|\banything\s+else\b[^?]*\?/gi

/** A price, an opening time, a fact, the booking link, a listed service, or a question that leads on. */
export function answers(read: ReadReply): boolean {
  const words = blank(read.own, [...read.names, ...spansOf(read.own, IDIOMS)])
  const isQuoting = read.own.trim() !== read.body.trim() || tokensOf(words).some((word) => !isPlain(word))
  const says = read.money.length + read.times.length + read.links.length + read.services.length
  return (
    isQuoting || restsOn(read) || says > 0 || OPENING.test(read.own) || ASKS_BACK.test(read.own.replace(COURTESY, ''))
  )
}

/** It says yes or no to something that it does not repeat: to nothing at all, or to a price of the customer's. */
export function agreesBlindly(read: ReadReply, context: ReplyContext): boolean {
  if (!SAYS_YES_OR_NO.test(read.own)) return false
  const namesMoney = moneyIn(context.texts.join('\n')).length > 0
  return !answers(read) || (read.money.length === 0 && (namesMoney || agreesToTime(read, context)))
}

/** It says yes or no to a time or a day that only the customer has named. */
export function agreesToTime(read: ReadReply, context: ReplyContext): boolean {
  const namesTime = timesIn(context.texts.join('\n')).length > 0 || askedDays(read, context).length > 0
  return SAYS_YES_OR_NO.test(read.own) && namesTime && read.times.length === 0 && !OPENING.test(read.own)
}

/** At least a third of what a cited fact says stands in the reply: a name alone is no ground. */
export function restsOn(read: ReadReply): boolean {
  const said = new Set(wordsOf(read.body).map((word) => stem(word.text)))
  return read.cited.some((fact) => {
    const words = wordsOf(fact.text)
      .map((word) => stem(word.text))
      .filter((word) => word.length > 3)
    return words.length === 0 || words.filter((word) => said.has(word)).length * 3 >= words.length
  })
}
