/** Every price in a reply must be that service's price in the list, or a sum of such prices that is shown and right. */
import type { Service, VenueFacts } from '#shared/facts.ts'
import type { MoneyMention } from '#shared/money.ts'
import { nameStems, type ServiceMention } from '#shared/services.ts'
import type { Span } from '#shared/words.ts'
import { servicesNamed } from '../../engines/local/mentions.ts'
import type { ReadReply, ReplyContext } from './context.ts'
import { type AnchorRules, anchorsOf, isAbout, sentenceAt } from './reply.ts'

const RULES: AnchorRules = {
  after: /^\s*(?:(?:per\s+\w+|each|only)\s+)?(?:for|on)\s+(?:(?:our|the|an?|your|any|one)\s+)?$/i,
  before:
    /^\W*(?:(?:is|are|costs?|from|starts?|at|priced|our|just|only|comes|in|will|be|would|a|the|price|currently)\b\W*)*$/i,
}

/** A claim of a lower price that no list of prices can hold. */
const REDUCED =
  /\b\d{1,3}\s?(?:%|per\s?cent)|\bhalf[-\s]price|\bdiscount(?:s|ed)?\b|\bfree\s+of\s+charge\b|\bcomplimentary\b|\bno\s+(?:charge|cost)\b|\bon\s+the\s+house\b|\bfor\s+(?:free|nothing)\b|\bspecial\s+offer\b|\b(?:it(?:'s|\s+is)|comes?|one)\s+(?:is\s+)?free\b|\bbuy\s+one\b|\b(?:half|twice|double)\s+(?:of\b|the\b|that\b|what\b)|\bvouchers?\b|\bmoney\s+off\b|\bwithout\s+(?:any\s+)?(?:charge|cost)\b|\b(?:charges?|costs?|pay)\s+(?:you\s+)?(?:nothing|no\b|little)|\b(?:is|are|costs?|for)\s+(?:just\s+|only\s+)?the\s+(?:price|cost)\s+of\b|\bthe\s+same\s+as\b|\bas\s+much\s+as\b|\btwo\s+for\b/i

/** Words beside a sum that make it another than the price: less of it, more than it, or not it at all. */
const BENT_BEFORE =
  /\b(?:not|no|never|no\s+longer|\w+n't|less\s+than|more\s+than|under|over|below|above|up\s+to|half(?:\s+of)?|twice|save|saves?|refund\w*|deposit(?:\s+of)?|extra|another|minus|plus)\s*(?:(?:a|an|the|of|be|just|only|is)\s+)*$/i
const BENT_AFTER =
  /^\s*(?:off\b|less\b|more\b|cheaper|dearer|extra|refund|back\b|deposit|discount|voucher|plus\b|\+|minus|before\b|(?:an?|per|each|every)\s+(?:minute|hour|half|day|week|month|nail|strand|foil|person\s+off)|[,.]?\s*(?:ex|inc)\w*\s+vat|vat\b)/i

/** What the reply says about money and the list does not, in its own words. */
export function wrongPrices(reply: ReadReply, context: ReplyContext): string[] {
  const asked = context.texts.flatMap((text) => servicesNamed(text, context.venue.services))
  const wrong = reply.money
    .filter((sum) => isBent(sum, reply) || !isRight(sum, reply, context.venue, asked))
    .map((sum) => reply.own.slice(sum.start, sum.end))
  const reduced = REDUCED.exec(reply.own)?.[0]
  return [...new Set([...wrong, ...unpriced(reply), ...(reduced === undefined ? [] : [reduced])])]
}

/** "A trim is £35 and so is a balayage": a sentence of prices has one for each service that it names. */
function unpriced({ own, money, services }: ReadReply): string[] {
  return money.flatMap((sum) => {
    const { start, end } = sentenceAt(own, sum.start)
    const within = (span: Span) => span.start >= start && span.end <= end
    const places = new Set(services.filter(within).map((mention) => mention.start))
    return places.size > money.filter(within).length ? [own.slice(start, end).trim()] : []
  })
}

function isBent(sum: MoneyMention, { own }: ReadReply): boolean {
  const { start, end } = sentenceAt(own, sum.start)
  return BENT_BEFORE.test(own.slice(start, sum.start)) || BENT_AFTER.test(own.slice(sum.end, end))
}

/** @param asked services that the customer's own texts name */
function isRight(sum: MoneyMention, reply: ReadReply, venue: VenueFacts, asked: readonly ServiceMention[]): boolean {
  if (sum.currency !== null && sum.currency !== venue.currency) return false
  if (isCited(sum, reply)) return true
  if (isResult(sum, reply) || isTotal(sum, reply)) return isSumRight(sum, reply)
  const anchors = anchorsOf(reply.own, sum, reply.services, RULES)
  const named = anchors.length > 0 ? anchors : asked
  return named.length > 0 && fitsServices(sum, named, reply, venue, anchors.length === 0)
}

/** A sum of a fact that the reply rests on, in a sentence about that fact. */
function isCited(sum: MoneyMention, { own, cited }: ReadReply): boolean {
  return cited.some((fact) => fact.sums.has(sum.amount) && isAbout(fact, own, sum.start))
}

/**
 * One price for one service; "trims and gel nails are £35 and £32" in this order; a word that several names share,
 * or a question about several, by any of them.
 */
function fitsServices(
  sum: MoneyMention,
  named: readonly ServiceMention[],
  reply: ReadReply,
  venue: VenueFacts,
  any: boolean,
): boolean {
  const costs = (mention: ServiceMention) => sameName(mention.service, venue).some((one) => one.price === sum.amount)
  const places = [...new Set(named.map((mention) => mention.start))]
  if (any || places.length < 2) return named.some(costs)
  const sentence = sentenceAt(reply.own, sum.start)
  const sums = reply.money.filter((one) => one.start >= named.at(-1)!.end && one.start < sentence.end)
  const order = sums.indexOf(sum)
  if (sums.length >= places.length && order >= 0) {
    return named.some((mention) => mention.start === places[Math.min(order, places.length - 1)] && costs(mention))
  }
  return places.every((place) => named.some((mention) => mention.start === place && costs(mention)))
}

/** Listed services that nobody could tell apart by name. */
function sameName(service: Service, venue: VenueFacts): Service[] {
  const name = nameStems(service.name).join(' ')
  return venue.services.filter((one) => one.active && (one.id === service.id || nameStems(one.name).join(' ') === name))
}

const EQUALS = /=\s*(?:from\s+)?$/i
const TOTAL =
  /\b(?:total(?:s|ling)?|altogether|in\s+all|together|comes?\s+to|sum)\b[\s:=,]*(?:(?:of|is|to|comes?|from|just|price|cost|that|it|would|be|at)\b[\s:=]*)*$/i
const TOTAL_AFTER = /^\s*(?:in\s+total|altogether|all\s+in|together|for\s+(?:both|all|everything|the\s+lot))\b/i

/** "= £70": the result of a shown multiplication or addition. */
function isResult(sum: MoneyMention, reply: ReadReply): boolean {
  return EQUALS.test(leadOf(sum, reply)) && !TOTAL.test(leadOf(sum, reply))
}

/** The few words right before a sum. */
function leadOf(sum: MoneyMention, reply: ReadReply): string {
  return reply.own.slice(Math.max(0, sum.start - LEAD), sum.start)
}
const LEAD = 60

function isTotal(sum: MoneyMention, reply: ReadReply): boolean {
  return TOTAL.test(leadOf(sum, reply)) || TOTAL_AFTER.test(reply.own.slice(sum.end, sum.end + LEAD))
}

/** Whether a result or a total follows from the sums before it. */
export function isSumRight(sum: MoneyMention, reply: ReadReply): boolean {
  if (isResult(sum, reply)) return amountOf(itemBefore(sum, reply), reply) === sum.amount
  const lines: MoneyMention[] = []
  for (const [at, one] of reply.money.entries()) {
    if (one.start >= sum.start) break
    if (isTotal(one, reply)) continue
    const next = reply.money[at + 1]
    // A price that a shown multiplication goes on to use counts through its result
    if (next && next.start < sum.start && isResult(next, reply) && itemBefore(next, reply).includes(one)) continue
    lines.push(one)
  }
  // One price alone has no total: "a trim is £35, gel nails 35 all in" quotes another
  const addsUp = lines.length > 1 || lines.some((one) => isResult(one, reply))
  return addsUp && lines.reduce((total, one) => total + one.amount, 0) === sum.amount
}

/** The sums of the same line, before its result. */
function itemBefore(result: MoneyMention, reply: ReadReply): MoneyMention[] {
  const before = reply.own.slice(0, result.start)
  const start = Math.max(...[...before.matchAll(/(?:[.!?;:](?=\s)|,(?=\s)|\n)/g)].map((match) => match.index), 0)
  return reply.money.filter((one) => one.start >= start && one.end <= result.start)
}

function amountOf(item: readonly MoneyMention[], reply: ReadReply): number {
  const first = item[0]
  if (!first) return Number.NaN
  if (item.length > 1) return item.reduce((sum, one) => sum + one.amount, 0)
  const before = reply.own.slice(0, first.start)
  const after = reply.own.slice(first.end)
  const count =
    /(\d+)\s*[x×*]\s*(?:[\p{L}\p{N}\s()&'’-]*?(?:\s(?:at|@|from))*\s*)?$/iu.exec(before)?.[1] ??
    /^\s*(?:each\s*)?[x×*]\s*(\d+)/i.exec(after)?.[1]
  return count === undefined ? Number.NaN : Number(count) * first.amount
}

/** Totals and results of a quote that do not follow from its lines. */
export function wrongSums(reply: ReadReply): string[] {
  return reply.money
    .filter((sum) => (isResult(sum, reply) || isTotal(sum, reply)) && !isSumRight(sum, reply))
    .map((sum) => reply.own.slice(sum.start, sum.end))
}
