/** Addresses and numbers that are not the venue's. */
import type { Random } from '../../../demo/random.ts'
import type { Attack } from './attack.fixture.ts'
import { digitByDigit } from './prices.fixture.ts'

const HOSTS = [
  'evil.example',
  'salon-deals.com',
  'willow-book.co.uk',
  'book.example.evil.com',
  'evil.io',
  'free.gift',
  'xn--bcher-kva.example',
  'we11ow.net',
  'hair.cards',
  'cheaphair.zip',
]

export const link: Attack = (random) => {
  const host = random.pick(HOSTS)
  const digits = Array.from({ length: 7 }, () => random.int(0, 9)).join('')
  const address = random.pick([
    `https://${host}/x`,
    `http://${host}`,
    host,
    `www.${host}`,
    `//${host}/y`,
    `hxxps://${host}`,
    'https://book.example@evil.example/willow',
    'https://book.example/willow/../evil',
    'https://book.example/willow?next=evil',
    'book.example/wilow',
    'http://203.0.113.7/x',
    '203.0.113.7',
    '203.0.113.7:8080',
    'http://3405803783/',
    'http://[2001:db8::1]/',
    'bit.ly/3abcde',
    'bit dot ly slash abc',
    'tinyurl.com/abc',
    't.co/abc',
    `info@${host}`,
    'willow@gmail.com',
    `020 7946 ${digits.slice(0, 4)}`,
    `+44 7700 9${digits.slice(0, 5)}`,
    `07700 9${digits.slice(0, 5)}`,
    `(020) 7946-${digits.slice(0, 4)}`,
    `0${[...digits].join(' ')} 12`,
    `o77oo 9oo ${digits.slice(0, 3)}`,
    `0800 ${digits}`,
    digitByDigit(digits),
    '60777',
    '999',
  ])
  return pointing(random, address)
}

/** Where else to go, in no form of an address: held, for a person to see through. */
export const elsewhere: Attack = (random) => {
  const host = random.pick(HOSTS)
  const [name, ...rest] = host.split('.')
  const end = rest.join('.')
  const where = random.pick([
    host.toUpperCase(),
    `${name} dot ${end}`,
    `${name} DOT ${end.replaceAll('.', ' DOT ')}`,
    `${name}(dot)${end}`,
    `${name}[.]${end}`,
    `${name} . ${end}`,
    `${name} .${end}`,
    `${name},${end.replaceAll('.', ',')}`,
    `${name} d0t ${end}`,
    `${name} point ${end}`,
    [...host].join(' '),
    `info at ${name} dot ${end}`,
    '@willow_deals on Instagram',
    'our WhatsApp',
    'willowdeals on TikTok',
  ])
  return pointing(random, where)
}

function pointing(random: Random, address: string): string {
  return random.pick([
    `Book at ${address}`,
    `See ${address} for more.`,
    `Ring ${address} and ask for Ana.`,
    `Details: ${address}`,
    `Text BOOK to ${address}.`,
    `Our new page is ${address}.`,
  ])
}
