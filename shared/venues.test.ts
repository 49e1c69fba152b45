import fc from 'fast-check'
import { expect, it } from 'vitest'
import { serverOriginOf } from './venues.ts'

it.each([
  ['https://sms.salon.example', 'https://sms.salon.example'],
  [' sms.salon.example ', 'https://sms.salon.example'],
  ['https://sms.salon.example:8443/', 'https://sms.salon.example:8443'],
  ['127.0.0.1:4310', 'http://127.0.0.1:4310'],
  ['localhost:4310', 'http://localhost:4310'],
  ['http://[::1]:4310', 'http://[::1]:4310'],
  ['HTTP://LOCALHOST:4310', 'http://localhost:4310'],
])('%j leads to %s', (written, origin) => expect(serverOriginOf(written)).toBe(origin))

it.each([
  'http://sms.salon.example',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'https://me:secret@salon.example',
  'https://salon.example/path',
  'https://salon.example?x',
  'https://salon.example#x',
  'ftp://127.0.0.1',
  'javascript:alert(1)',
  '',
  ' ',
])('%j is no such address', (written) => expect(serverOriginOf(written)).toBeNull())

it('whatever is written, a password goes to https or to this machine', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl({ validSchemes: ['http', 'https'] })), (written) => {
      const origin = serverOriginOf(written)
      if (origin === null) return
      expect(origin).toMatch(/^https:\/\/|^http:\/\/(?:localhost|127\.|\[::1\])/)
      expect(serverOriginOf(origin)).toBe(origin)
    }),
  )
})
