/**
 * Reads a calendar (iCalendar) from an address that an owner has given: over https, from the public internet, within
 * limits of size and time. Every address on the way is looked at before a byte goes there, redirects included.
 */
import { fork } from 'node:child_process'
import { lookup } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { IANAZone } from 'luxon'
import { z } from 'zod'
import { SECOND } from '#shared/clock.ts'
import type { Stretch } from '#shared/diary.ts'

const MOST_BYTES = 5 * 1024 * 1024
const FETCH_WITHIN = 15 * SECOND
const READ_WITHIN = 15 * SECOND
const MOST_REDIRECTS = 3
const MOST_TIMES = 5_000

/** Why a calendar could not be read: one sentence for the owner. Never holds the address, which is a secret. */
export class CalendarFailure extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'CalendarFailure'
  }
}

export interface CalendarOptions {
  /** Also calendars on this very machine, without https: for the demo and for tests. */
  readonly loopback: boolean
  readonly mostBytes?: number
  readonly fetchWithin?: number
  readonly readWithin?: number
}

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Addresses that are not on the public internet. */
const PRIVATE = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4')
}
/** Of IPv6 only global unicast is public, and of that not what wraps or documents other addresses. */
const PUBLIC_V6 = new BlockList()
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6')
const WRAPPED_V6 = new BlockList()
WRAPPED_V6.addSubnet('2001::', 23, 'ipv6')
WRAPPED_V6.addSubnet('2001:db8::', 32, 'ipv6')
WRAPPED_V6.addSubnet('2002::', 16, 'ipv6')
WRAPPED_V6.addSubnet('3fff::', 20, 'ipv6')

export function mayReach(address: string, { loopback }: Pick<CalendarOptions, 'loopback'>): boolean {
  const family = isIP(address)
  if (family === 0) return false
  if (loopback && LOOPBACK.check(address, family === 4 ? 'ipv4' : 'ipv6')) return true
  if (family === 4) return !PRIVATE.check(address, 'ipv4')
  return PUBLIC_V6.check(address, 'ipv6') && !WRAPPED_V6.check(address, 'ipv6')
}

/** The address as it is asked for, or null: https only, but for this machine where that is allowed. */
export function calendarUrl(given: string, { loopback }: Pick<CalendarOptions, 'loopback'>): URL | null {
  const url = URL.parse(given.trim().replace(/^webcals?:/i, 'https:'))
  if (url === null || url.username !== '' || url.password !== '') return null
  const host = bareHost(url)
  const here =
    host === 'localhost' ||
    (isIP(host) !== 0 && mayReach(host, { loopback: true }) && !mayReach(host, { loopback: false }))
  if (here ? !loopback : url.protocol !== 'https:') return null
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
  if (isIP(host) !== 0 && !mayReach(host, { loopback })) return null
  url.hash = ''
  return url
}

/** Without the brackets of an IPv6 address. */
const bareHost = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

/** The calendar's text. @throws CalendarFailure */
export async function fetchCalendar(address: string, options: CalendarOptions): Promise<string> {
  const signal = AbortSignal.timeout(options.fetchWithin ?? FETCH_WITHIN)
  let next: string | null = address
  for (let hops = 0; hops <= MOST_REDIRECTS && next !== null; hops++) {
    const url: URL | null = calendarUrl(next, options)
    if (url === null) throw new CalendarFailure('The address leads to a place that is not allowed.')
    const response = await get(url, options, signal)
    const { statusCode = 0, headers } = response
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy()
      next = URL.parse(headers.location, url)?.href ?? null
      continue
    }
    if (statusCode !== 200) {
      response.destroy()
      throw new CalendarFailure(`The calendar answered with status ${statusCode}.`)
    }
    return textOf(response, options.mostBytes ?? MOST_BYTES, signal)
  }
  throw new CalendarFailure('The address leads from one place to another without end.')
}

/** The name is looked up once, and the connection goes to the very address that was judged. */
function guardedLookup(options: CalendarOptions): LookupFunction {
  return (host, asked, done) => {
    lookup(host, { ...asked, all: true }, (error, found) => {
      if (error) return done(error, '', 0)
      const allowed = found.filter((one) => mayReach(one.address, options))
      const [first] = allowed
      if (!first || allowed.length < found.length) return done(new CalendarFailure(NOT_PUBLIC), '', 0)
      if (asked.all) return done(null, allowed)
      done(null, first.address, first.family)
    })
  }
}

const NOT_PUBLIC = 'The address does not lead to a place on the public internet.'

function get(url: URL, options: CalendarOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const { get: ask } = url.protocol === 'https:' ? https : http
  const headers = { accept: 'text/calendar', 'accept-encoding': 'identity', 'user-agent': 'Greenlight calendar reader' }
  return new Promise((resolve, reject) => {
    ask(url, { headers, signal, agent: false, lookup: guardedLookup(options) }, resolve).on('error', (error) =>
      reject(asFailure(error, signal)),
    )
  })
}

async function textOf(response: IncomingMessage, mostBytes: number, signal: AbortSignal): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > mostBytes) throw new CalendarFailure('The calendar is too large.')
      parts.push(part)
    }
  } catch (error) {
    throw asFailure(error, signal)
  } finally {
    response.destroy()
  }
  const text = Buffer.concat(parts).toString('utf8')
  if (!/^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text)) throw new CalendarFailure('There is no calendar at that address.')
  return text
}

function asFailure(error: unknown, signal: AbortSignal): CalendarFailure {
  if (error instanceof CalendarFailure) return error
  if (signal.aborted) return new CalendarFailure('The calendar took too long to answer.')
  return new CalendarFailure('The calendar could not be reached.')
}

const stretches = z.array(z.object({ startsAt: z.number().int(), endsAt: z.number().int() }))

/**
 * The times that a calendar takes between two instants, in order and without overlaps.
 * @param zone what times without a zone mean, unless the calendar names one
 * @throws CalendarFailure
 */
export async function busyTimes(
  text: string,
  zone: string,
  { startsAt: from, endsAt: to }: Stretch,
  { readWithin = READ_WITHIN }: Pick<CalendarOptions, 'readWithin'> = {},
): Promise<Stretch[]> {
  const named = /^X-WR-TIMEZONE(?:;[^:]*)?:(.+?)\s*$/im.exec(text)?.[1] ?? ''
  const child = fork(new URL('./read-calendar.ts', import.meta.url), {
    env: { TZ: IANAZone.isValidZone(named) ? named : zone },
    execArgv: ['--max-old-space-size=256'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: readWithin,
    killSignal: 'SIGKILL',
  })
  const answer = await new Promise<unknown>((resolve) => {
    child.once('message', resolve)
    child.once('error', () => resolve(null))
    child.once('exit', () => resolve(null))
    child.send({ text, from, to }, () => undefined)
  })
  const parsed = stretches.safeParse(answer)
  if (!parsed.success) throw new CalendarFailure('The calendar could not be read.')
  if (parsed.data.length > MOST_TIMES) throw new CalendarFailure('The calendar has too many events.')
  return parsed.data
}
