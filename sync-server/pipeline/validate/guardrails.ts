/** What each intent demands of its replies, as the product's intent table lists it. */
import type { GuardrailKey } from '#shared/intents.ts'
import { linksIn, linkTarget } from '#shared/links.ts'
import { moneyIn } from '#shared/money.ts'
import { namesUnknownOccasion } from '#shared/occasions.ts'
import { servicesIn, stem } from '#shared/services.ts'
import { timesIn } from '#shared/times.ts'
import { wordsOf } from '#shared/words.ts'
import { agreesToTime, restsOn } from './answers.ts'
import type { ReadReply, ReplyContext } from './context.ts'
import { wrongPrices, wrongSums } from './prices.ts'
import { type Problem, type ProblemCode, problem } from './problems.ts'
import { promisesIn } from './promises.ts'
import { unfreeTimes, wrongTimes } from './times.ts'
import { tellsHowLong } from './words.ts'

type Guardrail = (read: ReadReply, context: ReplyContext) => Problem[]

const found = (code: ProblemCode, details: readonly string[]): Problem[] =>
  details.length > 0 ? [problem(code, details.join(', '))] : []

const prices: Guardrail = (read, context) => found('invented_price', wrongPrices(read, context))

export const GUARDRAILS: Record<GuardrailKey, Guardrail> = {
  prices,
  opening_times: (read, context) => [
    ...found('invented_time', wrongTimes(read, context).times),
    ...(namesUnknownOccasion(context.texts.join('\n'), context.venue.closures) ? [problem('unknown_day')] : []),
  ],
  free_slots: slots,
  own_link_only: ownLinkOnly,
  booking: (read, context) => [
    ...slots(read, context),
    ...found('promise', promisesIn(read.own, context.booked ?? false)),
    ...(context.booked ? [] : [problem('incomplete')]),
  ],
  quote: (read, context) => [...prices(read, context), ...found('wrong_sum', wrongSums(read))],
  nothing_new: nothingNew,
  listed_services: listedServices,
  named_fact: (read, context) =>
    (read.cited.length > 0 && restsOn(read)) || tellsHowLong(read, context) ? [] : [problem('no_fact')],
  stars: (_, context) => ((context.stars ?? 0) >= 3 ? [] : [problem('low_stars')]),
  none: () => [],
}

/** No time that is not free, named or agreed to. */
function slots(read: ReadReply, context: ReplyContext): Problem[] {
  return [
    ...found('invented_slot', [...new Set([...wrongTimes(read, context).slots, ...unfreeTimes(read, context)])]),
    ...(!context.fromDiary && agreesToTime(read, context) ? [problem('blind_answer')] : []),
  ]
}

/** The booking link, exactly, and no other address. */
function ownLinkOnly(read: ReadReply, context: ReplyContext): Problem[] {
  const own = linkTarget(context.venue.bookingLink)
  const links = linksIn(read.body)
  const others = links.filter((link) => link.target !== own).map((link) => read.body.slice(link.start, link.end))
  return [
    ...found('foreign_link', others),
    ...(links.some((link) => link.target === own) ? [] : [problem('link_missing')]),
  ]
}

/** No price, time or promise that the customer has not named first. */
function nothingNew(read: ReadReply, context: ReplyContext): Problem[] {
  const asked = context.texts.join('\n')
  const sums = new Set(moneyIn(asked).map((sum) => sum.amount))
  const minutes = new Set(timesIn(asked).flatMap((time) => time.minutes))
  const said = (span: { start: number; end: number }) => read.own.slice(span.start, span.end)
  const newTimes = read.times.filter((time) => !time.minutes.some((minute) => minutes.has(minute))).map(said)
  return [
    ...found('invented_price', read.money.filter((sum) => !sums.has(sum.amount)).map(said)),
    ...found('invented_slot', [...newTimes, ...wrongTimes(read, context).slots]),
    ...found('promise', promisesIn(read.own, false)),
  ]
}

const OFFERED =
  /\b(?:we|i)\s+(?:do|offer|provide|have|specialise\s+in|also\s+do|can\s+do)\s+(?!not\b|n't)(?<what>[^.!?\n]+)/gi
const FILLER = new Set(
  'a an and any are at both by can do for from in is it our some such that the they this those to too with we you your so of or all most types kinds styles range including like as well also yes indeed lots different services treatments them those happy help love course free wide here available starting offer'
    .split(' ')
    .map(stem),
)

/** Only services of the list are affirmed: in "we do …", and in a plain "yes" to something that is not listed. */
function listedServices(read: ReadReply, context: ReplyContext): Problem[] {
  const { services } = context.venue
  const known = new Set(
    services
      .filter((one) => one.active)
      .flatMap((one) => [one.name, ...one.aliases])
      .flatMap((name) => wordsOf(name).map((word) => stem(word.text))),
  )
  const unlisted = [...read.own.matchAll(OFFERED)].flatMap((match) =>
    wordsOf(match.groups?.what?.split(/\b(?:and\s+)?(?:they|it|which|you|so)\b|[£$,]/)[0] ?? '')
      .filter((word) => !known.has(stem(word.text)) && !FILLER.has(stem(word.text)) && !/^\d/.test(word.text))
      .map((word) => word.text),
  )
  const affirms =
    /^\W*(?:(?:hi|hello|hey|hiya)\b[^.!?,]*[.!?,]\s*)?(?:[^.!?]*[.!?]\s*)?(?:yes|yep|yeah|of\s+course|absolutely|we\s+do\b|certainly)/i.test(
      read.own,
    )
  const answersNothing =
    affirms &&
    read.cited.length === 0 &&
    servicesIn(context.texts.join('\n'), services).length === 0 &&
    read.services.length === 0
  return [
    ...found('unlisted_service', [...new Set(unlisted)]),
    ...(answersNothing ? [problem('unlisted_service')] : []),
  ]
}
