import { expect, test } from 'vitest'
import { linksIn, linkTarget } from './links.ts'

const targets = (text: string) => linksIn(text).map((link) => link.target)

test.each([
  ['Book at https://Book.example/Willow.', ['book.example/Willow']],
  ['www.book.example/willow', ['book.example/willow']],
  ['go to evil.com/x?y=1, now', ['evil.com/x?y=1']],
  ['book dot example', ['book dot example']],
  ['evil [dot] co', ['evil [dot] co']],
  ['https://book.example@evil.com/willow', ['book.example@evil.com/willow']],
  ['hxxps://evil.test', ['evil.test']],
  ['mail me: a.b@evil.org', ['a.b@evil.org']],
  ['ring +44 20 7946 0123', ['+44 20 7946 0123']],
  ['bit.ly/abc', ['bit.ly/abc']],
  ['javascript:alert(1)', ['javascript:alert(1']],
])('%s', (text, expected) => expect(targets(text)).toEqual(expected))

test.each([
  'See you Friday.We open at 9',
  'Open 9.30 to 17.30',
  'e.g. a trim',
  'Trim £35. Gel nails £32',
  'a dot of colour',
])('%s has no address', (text) => expect(targets(text)).toEqual([]))

test('scheme, www and a closing slash make no other address', () => {
  expect(linkTarget('HTTPS://www.Book.example/willow/')).toBe('book.example/willow')
})
