import fc from 'fast-check'
import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import { Refusal } from '#shared/errors.ts'
import { ACCOUNT, PUBLIC_URL, smsFields, VENUE_NUMBER } from '../../http/testing.ts'
import { readSms, readStatus, type WebhookRequest } from './webhook.ts'

const RUNS = process.env.GREENLIGHT_DEEP ? 10_000 : 300
const SEED = Number(process.env.GREENLIGHT_SEED ?? Date.now() % 1_000_000)
const SMS_URL = `${PUBLIC_URL}/webhooks/twilio/sms`
const STATUS_URL = `${PUBLIC_URL}/webhooks/twilio/status`

type Pairs = readonly (readonly [name: string, value: string])[]

const form = (pairs: Pairs) => new URLSearchParams(pairs.map(([n, v]): [string, string] => [n, v])).toString()
const sign = (url: string, fields: Readonly<Record<string, string>>, token = ACCOUNT.authToken) =>
  twilio.getExpectedTwilioSignature(token, url, fields)
const request = (url: string, fields: Readonly<Record<string, string>>, over: Partial<WebhookRequest> = {}) => ({
  url,
  signature: sign(url, fields),
  body: form(Object.entries(fields)),
  ...over,
})

function codeOf(read: () => unknown): string {
  try {
    read()
    return 'accepted'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}
const smsCode = (over: Partial<WebhookRequest>, fields = smsFields()) =>
  codeOf(() => readSms(ACCOUNT, request(SMS_URL, fields, over)))
const shapeCode = (over: Readonly<Record<string, string>>) => smsCode({}, smsFields(over))

function statusFields(over: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    SmsSid: 'SM0123456789abcdef0123456789abcdef',
    SmsStatus: 'delivered',
    MessageStatus: 'delivered',
    To: '+447700900555',
    MessageSid: 'SM0123456789abcdef0123456789abcdef',
    AccountSid: ACCOUNT.accountSid,
    From: VENUE_NUMBER,
    ApiVersion: '2010-04-01',
    ...over,
  }
}

test("the provider's own golden vector", () => {
  const fields = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    From: '+14158675309',
    Digits: '1234',
    To: '+18005551212',
  }
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2'
  expect(sign(url, fields, '12345')).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=')
  const given = { url, signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', body: form(Object.entries(fields)) }
  // The signature fits, so it is the shape that is refused; with one digit changed it is the signature.
  const account = { ...ACCOUNT, authToken: '12345' }
  expect(codeOf(() => readSms(account, given))).toBe('bad_webhook')
  expect(codeOf(() => readSms(account, { ...given, body: given.body.replace('1234', '1235') }))).toBe('bad_signature')
})

describe('an inbound text', () => {
  test('is read whole: pictures, an empty body, any script, what storage cannot hold taken out', () => {
    const read = (over: Record<string, string>) => readSms(ACCOUNT, request(SMS_URL, smsFields(over)))
    expect(read({ Body: 'Hi + bye & 100% 💇‍♀️\nnew line' })).toEqual({
      channel: 'sms',
      providerId: 'SM0123456789abcdef0123456789abcdef',
      from: '+447700900555',
      to: VENUE_NUMBER,
      body: 'Hi + bye & 100% 💇‍♀️\nnew line',
      media: 0,
    })
    const picture = {
      MessageSid: `MM${'a'.repeat(32)}`,
      NumMedia: '2',
      Body: '',
      MediaUrl0: 'https://media.example/1',
      MediaContentType0: 'image/png',
    }
    expect(read(picture)).toMatchObject({ providerId: `MM${'a'.repeat(32)}`, body: '', media: 2 })
    expect(read({ Body: 'a\0b' }).body).toBe('ab')
  })

  test.each([
    ['a forged signature', { signature: sign(SMS_URL, smsFields(), 'another token') }, 'bad_signature'],
    ['no signature', { signature: undefined }, 'bad_signature'],
    ['an empty signature', { signature: '' }, 'bad_signature'],
    ['another address', { url: 'https://evil.example/webhooks/twilio/sms' }, 'bad_signature'],
    ['another path', { url: STATUS_URL }, 'bad_signature'],
    ['another body', { body: form(Object.entries(smsFields({ Body: 'x' }))) }, 'bad_signature'],
    ['an empty form', { body: '' }, 'bad_signature'],
    ['a field twice', { body: form([...Object.entries(smsFields()), ['Body', 'x']]) }, 'bad_webhook'],
    ['a field twice, the same', { body: form([...Object.entries(smsFields()), ['NumMedia', '0']]) }, 'bad_webhook'],
  ])('with %s is refused', (_, over, code) => {
    expect(smsCode(over)).toBe(code)
  })

  test('with the default port written out or left out is the same address', () => {
    const fields = smsFields()
    const withPort = SMS_URL.replace('texts.example', 'texts.example:443')
    expect(smsCode({ signature: sign(withPort, fields) })).toBe('accepted')
    expect(smsCode({ signature: sign(SMS_URL.replace('texts.example', 'texts.example:8443'), fields) })).toBe(
      'bad_signature',
    )
  })

  test.each([
    ['an id of another kind', { MessageSid: 'CA0123456789abcdef0123456789abcdef' }],
    ['an id with more behind it', { MessageSid: 'SM0123456789abcdef0123456789abcdefNumMedia0' }],
    ['an id in capitals', { MessageSid: 'SM0123456789ABCDEF0123456789ABCDEF' }],
    ['another account', { AccountSid: 'AC11111111111111111111111111111111' }],
    ['a number without its plus', { From: '447700900555' }],
    ['words for a number', { To: 'WILLOW' }],
    ['a number of media that is none', { NumMedia: 'many' }],
    ['a field that could have been cut from the text', { Cut: 'off' }],
    ['a name that is no word', { 'From+44': '' }],
  ])('signed, but with %s, is refused', (_, over) => {
    expect(shapeCode(over)).toBe('bad_webhook')
  })

  test.each(['AccountSid', 'MessageSid', 'From', 'To', 'Body', 'NumMedia'])(
    'signed, but without %s, is refused',
    (name) => {
      const { [name]: _, ...fields } = smsFields()
      expect(smsCode({}, fields)).toBe('bad_webhook')
    },
  )
})

describe('a delivery status', () => {
  const read = (over: Record<string, string>, url = STATUS_URL) => readStatus(ACCOUNT, request(url, statusFields(over)))

  test.each([
    ['queued', 'accepted'],
    ['sending', 'accepted'],
    ['sent', 'accepted'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ])('%s is %s', (word, status) => {
    expect(read({ MessageStatus: word, SmsStatus: word }).status).toBe(status)
  })

  test("brings the claim from the callback's address and the provider's error code", () => {
    const given = read({ MessageStatus: 'failed', ErrorCode: '30007' }, `${STATUS_URL}?claim=c_1-2`)
    expect(given).toEqual({
      providerId: 'SM0123456789abcdef0123456789abcdef',
      claimId: 'c_1-2',
      status: 'failed',
      errorCode: '30007',
    })
    expect(read({}).claimId).toBeNull()
  })

  test('with another claim than the one that was signed is refused', () => {
    const given = request(`${STATUS_URL}?claim=mine`, statusFields())
    for (const query of ['', '?claim=yours', '?claim=mine&claim=yours', '?claim=min', '?claim=mine&x=1']) {
      expect(codeOf(() => readStatus(ACCOUNT, { ...given, url: STATUS_URL + query }))).toBe('bad_signature')
    }
  })

  test.each(['toString', 'exploded', ''])('of an unknown kind (%o) is refused', (word) => {
    expect(codeOf(() => read({ MessageStatus: word }))).toBe('bad_webhook')
  })

  test.each(['?claim=', '?claim=a%20b', '?claim=a&more=b', '?other=a'])('at an address with %s is refused', (query) => {
    expect(codeOf(() => read({}, STATUS_URL + query))).toBe('bad_webhook')
  })
})

/** One captured request and all that can be made of it without the token. */
describe('what is made of a captured request changes nothing', () => {
  // Texts that look like fields are what a cut could hide behind.
  const tricky = fc.constantFrom(
    'From',
    'From+447700900111',
    'Body',
    'FromCity',
    'MessageSid',
    'NumMedia0',
    'To',
    'Cut',
    '+',
    '&',
    '=',
    ' ',
  )
  const body = fc
    .array(fc.oneof(tricky, fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 6 })
    .map((p) => p.join(''))
  const fields = body.map((Body) => smsFields({ Body }))
  const url = fc.constantFrom(
    SMS_URL,
    SMS_URL.replace('https:', 'http:'),
    `${SMS_URL}/`,
    `${SMS_URL}?a=b`,
    `${SMS_URL}#x`,
    `${SMS_URL}?`,
    SMS_URL.replace('.example', '.example:8080'),
    SMS_URL.toUpperCase(),
  )
  const anyPair = fc.tuple(
    fc.oneof(fc.constantFrom(...Object.keys(smsFields())), fc.string({ maxLength: 6 })),
    fc.string({ maxLength: 20 }),
  )

  /** Cuts the characters that were signed into fields anew: every cut keeps the signature. */
  const recut = fc
    .tuple(fields, fc.array(fc.nat(), { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 4 }))
    .map(([f, merges, cuts]) => {
      const pairs = Object.entries(f)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([n, v]): [string, string] => [n, v])
      for (const at of merges) {
        const i = at % pairs.length
        const [next] = pairs.splice(i + 1, 1)
        if (next) pairs[i] = [pairs[i]![0], pairs[i]![1] + next.join('')]
      }
      for (const at of cuts) {
        const i = at % pairs.length
        const text = pairs[i]!.join('')
        const where = [...text.matchAll(/[A-Z+]/g)].map((m) => m.index).filter((n) => n > 0)
        const cut = where.length > 0 ? where[at % where.length]! : 1 + (at % Math.max(1, text.length - 1))
        const nameEnd = 1 + (at % Math.max(1, text.length - cut))
        pairs.splice(i, 1, shortName(text.slice(0, cut), pairs[i]![0]), [
          text.slice(cut, cut + nameEnd),
          text.slice(cut + nameEnd),
        ])
      }
      return { fields: f, over: { body: form(pairs) } }
    })
  const mutated = fc.oneof(
    recut,
    fc.tuple(fields, url).map(([f, u]) => ({ fields: f, over: { url: u } })),
    fc.tuple(fields, anyPair).map(([f, pair]) => ({ fields: f, over: { body: form([...Object.entries(f), pair]) } })),
    fc
      .tuple(fields, anyPair)
      .map(([f, [n, v]]) => ({ fields: f, over: { body: form(Object.entries({ ...f, [n]: v })) } })),
    fc.tuple(fields, fc.nat()).map(([f, at]) => {
      const pairs = Object.entries(f)
      return { fields: f, over: { body: form(pairs.toSpliced(at % pairs.length, 1)) } }
    }),
    fc.tuple(fields, fc.nat(), fc.string({ minLength: 1, maxLength: 3 })).map(([f, at, junk]) => {
      const raw = form(Object.entries(f))
      const i = at % raw.length
      return { fields: f, over: { body: raw.slice(0, i) + junk + raw.slice(i + (at % 3)) } }
    }),
    fc.tuple(fields, fc.string({ maxLength: 30 })).map(([f, signature]) => ({ fields: f, over: { signature } })),
  )

  test(`${RUNS} mutations (seed ${SEED}): refused, or word for word what was sent`, () => {
    let refused = 0
    fc.assert(
      fc.property(mutated, ({ fields: f, over }) => {
        const original = request(SMS_URL, f)
        let read: ReturnType<typeof readSms>
        try {
          read = readSms(ACCOUNT, { ...original, ...over })
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          expect(['bad_signature', 'bad_webhook']).toContain(error.code)
          refused += 1
          return
        }
        expect(read).toEqual(readSms(ACCOUNT, original))
      }),
      { numRuns: RUNS, seed: SEED },
    )
    expect(refused).toBeGreaterThan(RUNS / 2)
  })
})

/** Splits a run of characters into a name and a value at the name that it had, where it still begins with it. */
function shortName(text: string, name: string): [string, string] {
  return text.startsWith(name) ? [name, text.slice(name.length)] : [text, '']
}
