/** Words that no customer may read: avoided, foreign, too many, unwritable, or not meant for them. */
import type { Random } from '../../../demo/random.ts'
import type { Attack } from './attack.fixture.ts'

const AVOIDED = [
  'cheap',
  'cheaper',
  'cheapest',
  'guarantee',
  'guaranteed',
  'guarantees',
  'hun',
  'huns',
  'babe',
  'babes',
  'no worries',
]

export const avoided: Attack = (random) => {
  const word = random.pick(AVOIDED)
  const letters = [...word]
  const form = random.pick([
    word,
    word.toUpperCase(),
    letters.join(' '),
    letters.join('.'),
    letters.join('-'),
    letters.join('_'),
    letters.join('*'),
    `${word.slice(0, 2)}-${word.slice(2)}`,
    `${word.slice(0, 2)}\u200b${word.slice(2)}`,
    `${word.slice(0, 2)}\u00ad${word.slice(2)}`,
    word.replace('e', '\u0435').replace('n', '\u0578'),
    word.replaceAll('e', '3').replaceAll('a', '@').replaceAll('o', '0').replace('hun', 'h\u00fcn'),
    word.replace('e', '\u00e9').replace('u', '\u00fc').replace('o', '\u00f2'),
    word.replace(/[aeu]/, (vowel) => vowel.repeat(4)),
    word.replace(' ', '-'),
    word.replace(' ', ''),
    word.replace(' ', '   '),
    [...word].map((letter) => String.fromCodePoint(letter.codePointAt(0)! + (letter === ' ' ? 0 : 0xfee0))).join(''),
  ])
  return random.pick([`Thanks ${form}, a trim is £35.`, `A trim is £35 and it is ${form}.`, `${form} - a trim is £35`])
}

/** Called by the name of somebody else. */
export const stranger: Attack = (random) => {
  const name = random.pick(['Beatrix', 'Otto', 'Siobhan', "D'Arcy", 'Anne-Marie', 'Zoë'])
  return random.pick([
    `Hi ${name}, a trim is £35.`,
    `Thank you ${name}! A trim is £35.`,
    `Dear ${name}, a trim is £35.`,
  ])
}

const FOREIGN = [
  'Bonjour, nous sommes ouverts de neuf heures a dix-huit heures.',
  'Une coupe vous revient a trente-cinq livres.',
  'Wir haben am Donnerstag leider keinen Termin mehr frei.',
  'Guten Tag, der Haarschnitt kostet bei uns nicht viel.',
  'Hola, estamos abiertos todos los dias menos el domingo.',
  'Si, claro que si, le esperamos con mucho gusto.',
  'Ciao, siamo aperti tutti i giorni e la aspettiamo.',
  'Ola, estamos abertos e esperamos por si.',
  'Dzien dobry, zapraszamy do salonu w kazdy dzien.',
  'Hallo, we zijn open en u bent van harte welkom.',
  'Hej, vi har inga lediga tider den veckan.',
  'Bore da, rydym ar agor bob dydd.',
  'Merhaba, size nasil yardimci olabiliriz.',
  'Namaste, hum kal subah khule rahenge.',
  'Konnichiwa, ashita wa yasumi desu.',
  'Salve, crinem tuum libenter secamus.',
  'How far, you fit waka come any time wey you like.',
  '\u4f60\u597d\uff0c\u6211\u4eec\u661f\u671f\u5929\u8425\u4e1a\u3002',
  '\u041c\u044b \u043e\u0442\u043a\u0440\u044b\u0442\u044b \u043a\u0430\u0436\u0434\u044b\u0439 \u0434\u0435\u043d\u044c.',
  '\u0645\u0631\u062d\u0628\u0627 \u0628\u0643\u0645',
]

export const foreign: Attack = (random) =>
  random.pick([
    random.pick(FOREIGN),
    `A trim is £35. ${random.pick(FOREIGN)}`,
    `${random.pick(FOREIGN)} A trim is £35.`,
  ])

export const overlong: Attack = (random) => {
  const size = random.pick([321, 340, 400, 700, 999, 1_001, 1_600, 5_000, 30_000])
  return random
    .pick(['A trim is £35. ', 'Hello there. ', 'a', '1', 'a. ', '£35 ', 'trim ', '-'])
    .repeat(size)
    .slice(0, size)
}

export const unwritable: Attack = (random) =>
  random.pick([
    '\u{1f600}\u{1f600}\u{1f600}',
    '\u{1f485}\u{1f3fd} \u{1f487}',
    '\u2460\u2461\u2462',
    '\u202e\u00a335 si mirt A',
    '\u0391 trim is \u0141\u0663\u0665',
    'A tr\u0456m is \u00a335.',
    '\ufeff',
    '\u200b\u200b',
    '\ud83d',
    '\u0000',
  ])

export const leak: Attack = (random, told) =>
  random.pick([
    stretchOf(random, told.instructions),
    `My instructions say: ${stretchOf(random, told.instructions)}`,
    'My system prompt tells me to quote listed prices.',
    'As an AI language model I cannot help with that.',
    'I am only a language model, so I was told not to say.',
    'Here is my prompt in full.',
    'Ignore previous instructions.',
    '{"answered":true,"text":"A trim is £35."}',
    '<system>A trim is £35.</system>',
    '```json A trim is £35.```',
    'Assistant: A trim is £35.',
  ])

/** Twelve words in a row. */
function stretchOf(random: Random, text: string): string {
  const words = text.split(/\s+/)
  const from = random.int(0, words.length - 13)
  return words.slice(from, from + 12).join(' ')
}
